public import CivilTime
public import CronSchedule
public import TideConfiguration

/// Everything that is checked, in the order in which it is reported for one place.
private let allRules: [any Rule] = [
    EmptySchedule(), NeverFires(), AlwaysExcluded(), ExclusionWithoutEffect(), Collision(), StopUndone(),
    StopTimePast(),
    StopWithoutEffect(), StopWithoutResume(), ResumeWithoutStop(), OutsideRails(), HeldStep(), StarStep(), EitherDay(),
    EverySecond(), StepOutOfField(), HostZoneUTC(), DryRunKept(), Burst(), MissingService(), TwoSchedulers(),
    OtherVersion(),
    PrepaidUnknown(), NoMetrics(), ZeroIsStop(),
]

/// Rules about one schedule, each with its place in ``allRules``.
private let scheduleRules: [(Int, any ScheduleRule)] = allRules.enumerated().compactMap { number, rule in
    (rule as? any ScheduleRule).map { (number, $0) }
}

private let fleetRules: [(Int, any FleetRule)] = allRules.enumerated().compactMap { number, rule in
    (rule as? any FleetRule).map { (number, $0) }
}

/// The names of all rules.
public let ruleNames: [String] = allRules.map(\.name)

/// What is remarkable about a configuration, in the order of its files and lines.
///
/// Only schedules in force by their own files are looked at: those that are disabled do nothing, and of faulty ones the
/// faults come first.
///
/// - Parameter now: what "past" and "never again" go by.
/// - Parameter hostZone: of ``HostFacts``.
/// - Parameter online: what the API says of the services; nil where it was not asked.
public func lint(
    _ configuration: LoadedConfiguration, hostZone: TimeZoneRules, at now: Instant, online: OnlineFacts? = nil
) -> [Finding] {
    var subject = Subject(configuration, hostZone: hostZone, now: now, online: online)
    // A schedule has thousands of events in the years ahead: they are looked at and let go, one schedule after another.
    let lists = FiringLists(subject.schedules, after: now, upTo: now + Subject.horizon)
    let checks = subject.schedules.concurrentMap { [subject] loaded in
        let checked = CheckedSchedule(loaded, now: now, lists: lists)
        let found = scheduleRules.flatMap { number, rule in
            rule.findings(in: checked, of: subject).map { (number, $0) }
        }
        return (found: found, soon: checked.instants(until: now + Subject.soon))
    }
    subject.dueSoon = checks.flatMap(\.soon).sorted()
    let all =
        checks.flatMap(\.found)
        + fleetRules.flatMap { number, rule in rule.findings(in: subject).map { (number, $0) } }

    let order = Dictionary(
        configuration.units.flatMap { [$0.path] + $0.fragments }.enumerated().map { ($1, $0) },
        uniquingKeysWith: { first, _ in first })
    let found = all.enumerated().map { index, numbered in
        let (number, finding) = numbered
        var named = finding
        named.rule = allRules[number].name
        let place = finding.location
        return (key: [order[place.path] ?? .max, place.line, place.column, number, index], finding: named)
    }
    return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.finding)
}
