public import Autoscaling
public import CivilTime

/// What the services see of a change of configuration, in the order of the services' names, then of time.
///
/// Files may be renamed, split or reordered without any effect; services are told apart by their ServiceId.
///
/// - Parameter start: events at or before it are not looked at.
/// - Parameter end: nor are those after it.
public func effectChanges(
    from old: FleetConfiguration, to new: FleetConfiguration, after start: Instant, upTo end: Instant
) -> [EffectChange] {
    let before = Dictionary(old.enabled.map { ($0.serviceId, $0) }, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(new.enabled.map { ($0.serviceId, $0) }, uniquingKeysWith: { first, _ in first })
    let ids = Array(Set(before.keys).union(after.keys))
    let changes = ids.concurrentMap { id -> [EffectChange] in
        let (one, other) = (before[id], after[id])
        var changes: [EffectChange] = []
        if let one, let other {
            let wasDry = one.isDryRun || old.settings.isDryRun
            let isDry = other.isDryRun || new.settings.isDryRun
            if wasDry != isDry {
                changes.append(
                    EffectChange(service: other.name, serviceId: id, kind: isDry ? .dryRunBegins : .dryRunEnds))
            }
            if one == other { return changes }
        }
        var diff = ServiceDiff(service: other?.name ?? one?.name ?? id, serviceId: id, after: start, upTo: end)
        // A day more on both sides: of an event that moves across an end, both times must be known.
        let margin = Duration.seconds(86_400)
        diff.compare(
            one?.plannedEvents(after: start - margin, upTo: end + margin) ?? [],
            other?.plannedEvents(after: start - margin, upTo: end + margin) ?? [])
        return changes + diff.changes
    }
    return changes.joined().sorted { a, b in
        if a.service != b.service { return byteOrder(a.service, b.service) }
        let (first, second) = (a.occurrences.first?.instant, b.occurrences.first?.instant)
        return (first ?? .distantPast, a.job ?? "", a.kind.rawValue) < (
            second ?? .distantPast, b.job ?? "", b.kind.rawValue
        )
    }
}

extension FleetConfiguration {
    fileprivate var enabled: [ServiceSchedule] { schedules.filter(\.isEnabled) }
}

/// Compares the events of one service.
private struct ServiceDiff {
    let service: String
    let serviceId: String
    private let start: Instant
    private let end: Instant
    private(set) var changes: [EffectChange] = []
    /// Where in `changes` those of one pattern are.
    private var places: [Pattern: Int] = [:]

    /// What makes several occurrences one line.
    private struct Pattern: Hashable {
        var job: String?
        var kind: EffectChange.Kind
        var oldTarget: Target?
        var newTarget: Target?
        var oldSecond: Int?
        var newSecond: Int?
    }

    private struct Time: Hashable {
        var job: String?
        var instant: Instant

        init(_ event: PlannedEvent) { (job, instant) = (event.job, event.instant) }
    }

    /// One job's day by its calendar: of events that are on one side only, those of one day are taken for one another,
    /// in order.
    private struct Day: Hashable {
        var job: String?
        var day: Int

        init(_ event: PlannedEvent) { (job, day) = (event.job, event.nominal.date.daysSince1970) }
    }

    init(service: String, serviceId: String, after start: Instant, upTo end: Instant) {
        self.service = service
        self.serviceId = serviceId
        self.start = start
        self.end = end
    }

    mutating func compare(_ old: [PlannedEvent], _ new: [PlannedEvent]) {
        let oldTimes = Dictionary(grouping: old, by: Time.init).compactMapValues(\.first)
        let newTimes = Dictionary(grouping: new, by: Time.init).compactMapValues(\.first)
        var occurrences: [EffectChange.Occurrence] = []
        for event in old {
            guard let same = newTimes[Time(event)], same.target != event.target else { continue }
            occurrences.append(EffectChange.Occurrence(old: event, new: same))
        }
        let gone = Dictionary(grouping: old.filter { newTimes[Time($0)] == nil }, by: Day.init)
        let come = Dictionary(grouping: new.filter { oldTimes[Time($0)] == nil }, by: Day.init)
        for day in Set(gone.keys).union(come.keys) {
            let (gone, come) = (gone[day] ?? [], come[day] ?? [])
            let moved = min(gone.count, come.count)
            occurrences += zip(gone, come).map { EffectChange.Occurrence(old: $0, new: $1) }
            occurrences += gone.dropFirst(moved).map { EffectChange.Occurrence(old: $0, new: nil) }
            occurrences += come.dropFirst(moved).map { EffectChange.Occurrence(old: nil, new: $0) }
        }
        for occurrence in occurrences.sorted(by: { $0.instant < $1.instant })
        where isLookedAt(occurrence.old) || isLookedAt(occurrence.new) { add(occurrence) }
    }

    private func isLookedAt(_ event: PlannedEvent?) -> Bool {
        event.map { $0.instant > start && $0.instant <= end } ?? false
    }

    private mutating func add(_ occurrence: EffectChange.Occurrence) {
        let (old, new) = (occurrence.old, occurrence.new)
        let kind: EffectChange.Kind =
            old == nil ? .appears : new == nil ? .vanishes : old?.instant == new?.instant ? .changes : .moves
        let pattern = Pattern(
            job: (new ?? old)?.job, kind: kind, oldTarget: old?.target, newTarget: new?.target,
            oldSecond: old?.nominal.secondOfDay, newSecond: new?.nominal.secondOfDay)
        if let place = places[pattern] {
            changes[place].occurrences.append(occurrence)
        } else {
            places[pattern] = changes.count
            changes.append(
                EffectChange(
                    service: service, serviceId: serviceId, job: pattern.job, kind: kind, occurrences: [occurrence]))
        }
    }
}
