public import CivilTime

// Firings that no line of `ExcludeDates=` takes out. A holiday may take out thousands in a row, of a job that fires
// every minute: its days are passed at once.
extension CronExpression {
    /// So many excluded firings, or days of them, are passed before there counts as none.
    static let mostExcluded = 10_000

    /// The first firing strictly after `instant`, not after `end`, that none of `exclusions` takes out; `nil` if there
    /// is none to the end of the year 2200, or 10,000 excluded ones, or days of them, come first.
    public func nextFiring(
        after instant: Instant, upTo end: Instant = .distantFuture, in zone: TimeZoneRules,
        excluding exclusions: [CronExclusion]
    ) -> Firing? {
        var after = instant
        for _ in 0..<Self.mostExcluded {
            guard let firing = nextFiring(after: after, in: zone), firing.instant <= end else { return nil }
            guard let exclusion = exclusions.first(where: { $0.matches(firing.nominal) }) else { return firing }
            let dayEnd = firing.instant + .seconds(86_399 - firing.nominal.secondOfDay)
            after = exclusion.takes(wholeDayOf: firing, to: dayEnd, in: zone) ? dayEnd : firing.instant
        }
        return nil
    }

    /// The last firing strictly before `instant` and after `start` that none of `exclusions` takes out; `nil` if there
    /// is none since 1970, or 10,000 excluded ones, or days of them, come first.
    public func previousFiring(
        before instant: Instant, after start: Instant = .distantPast, in zone: TimeZoneRules,
        excluding exclusions: [CronExclusion]
    ) -> Firing? {
        var before = instant
        for _ in 0..<Self.mostExcluded {
            guard let firing = previousFiring(before: before, in: zone), firing.instant > start else { return nil }
            guard let exclusion = exclusions.first(where: { $0.matches(firing.nominal) }) else { return firing }
            let dayStart = firing.instant + .seconds(-firing.nominal.secondOfDay)
            before = exclusion.takes(wholeDayOf: firing, to: dayStart, in: zone) ? dayStart : firing.instant
        }
        return nil
    }
}

extension CronExclusion {
    /// Whether it takes out everything from a firing to an end of its day: it names no time of day, and the clock does
    /// not change in between.
    fileprivate func takes(
        wholeDayOf firing: CronExpression.Firing, to end: Instant, in zone: TimeZoneRules
    ) -> Bool {
        namesWholeDays && zone.civil(firing.instant) == firing.nominal
            && zone.offset(at: end) == zone.offset(at: firing.instant)
    }
}
