public import CivilTime

// From local times to instants.
//
// An expression whose minute or hour begins with `*` follows the clock that people see: it fires whenever that clock
// shows one of its times, twice where a time comes twice, not at all where it is skipped. Any other names fixed times,
// each of which happens once: at its first showing, or, where it is skipped, at the end of the gap. This is the rule of
// Debian's cron(8).
//
// For fixed times the intervals of a zone (in each, one offset holds) divide the line of local times among themselves:
// interval n owns what lies between the latest local time that any interval before it has reached, its `shadow`, and
// its own end. Owned times before the interval's own beginning are the gap.
extension CronExpression {
    /// Whether the expression follows the clock through its changes, rather than naming fixed times.
    public var followsClock: Bool { !traits.isDisjoint(with: [.starMinute, .starHour]) }

    /// The first firing strictly after `instant`; `nil` if there is none to the end of the year 2200.
    public func nextFiring(after instant: Instant, in zone: TimeZoneRules) -> Firing? {
        if traits.contains(.rare), let once = rare?.parts.once {
            return once > instant ? Firing(instant: once, nominal: zone.civil(once)) : nil
        }
        let second = instant.secondsSince1970
        let intervals = zone.intervals
        let index = intervals.index(at: second)
        let interval = intervals[index]
        let from = second &+ interval.offset &+ 1
        if followsClock { return nextShown(from: from, index, intervals) }

        guard let nominal = nominal(onOrAfter: max(from, interval.shadow)) else { return nil }
        if nominal < interval.localEnd { return interval.firing(nominal) }
        return fixedFiring(intervals[intervals.index(owning: nominal)], nominal)
    }

    /// The last firing strictly before `instant`; `nil` if there is none since the beginning of 1970.
    public func previousFiring(before instant: Instant, in zone: TimeZoneRules) -> Firing? {
        if traits.contains(.rare), let once = rare?.parts.once {
            return once < instant ? Firing(instant: once, nominal: zone.civil(once)) : nil
        }
        let second = instant.secondsSince1970 &- (instant.nanosecondOfSecond == 0 ? 1 : 0)
        let intervals = zone.intervals
        let index = intervals.index(at: second)
        let interval = intervals[index]
        let limit = second &+ interval.offset
        if followsClock { return previousShown(limit: limit, index, intervals) }

        let isRepeated = limit < interval.shadow
        guard let nominal = nominal(onOrBefore: isRepeated ? interval.shadow &- 1 : limit) else { return nil }
        if nominal >= interval.shadow { return fixedFiring(interval, nominal) }
        return fixedFiring(intervals[intervals.index(owning: nominal)], nominal)
    }

    /// Calls `body` with each firing after `start` up to `end`, in order, until it returns false.
    ///
    /// The firings are those that ``nextFiring(after:in:)`` gives one by one; but while one offset holds, the zone is
    /// not asked again.
    public func forEachFiring(
        after start: Instant, upTo end: Instant, in zone: TimeZoneRules, _ body: (Firing) -> Bool
    ) {
        let intervals = zone.intervals
        let isOneByOne = followsClock || rare?.parts.once != nil
        var next = nextFiring(after: start, in: zone)
        while let firing = next, firing.instant <= end {
            guard body(firing) else { return }
            var last = firing.instant
            if !isOneByOne {
                let second = firing.instant.secondsSince1970
                let interval = intervals[intervals.index(at: second)]
                var from = max(second &+ interval.offset &+ 1, interval.shadow)
                while let nominal = nominal(onOrAfter: from), nominal < interval.localEnd {
                    let firing = interval.firing(nominal)
                    guard firing.instant <= end, body(firing) else { return }
                    last = firing.instant
                    from = nominal &+ 1
                }
            }
            next = nextFiring(after: last, in: zone)
        }
    }

    /// The instant of ``nextFiring(after:in:)``.
    public func next(after instant: Instant, in zone: TimeZoneRules) -> Instant? {
        nextFiring(after: instant, in: zone)?.instant
    }

    /// The instant of ``previousFiring(before:in:)``.
    public func previous(before instant: Instant, in zone: TimeZoneRules) -> Instant? {
        previousFiring(before: instant, in: zone)?.instant
    }

    /// Whether the expression fires at exactly `instant`, which is so for whole seconds only (`@at` apart).
    public func matches(_ instant: Instant, in zone: TimeZoneRules) -> Bool {
        if traits.contains(.rare), let once = rare?.parts.once { return once == instant }
        guard instant.nanosecondOfSecond == 0 else { return false }
        let second = instant.secondsSince1970
        let intervals = zone.intervals
        let interval = intervals[intervals.index(at: second)]
        let local = second &+ interval.offset
        if followsClock { return matches(nominal: local) }
        if local >= interval.shadow, matches(nominal: local) { return true }
        guard second == interval.start, let skipped = nominal(onOrAfter: interval.shadow) else { return false }
        return skipped < local
    }

    /// The firing of a fixed local time that `interval` owns.
    private func fixedFiring(_ interval: ZoneInterval, _ nominal: Int64) -> Firing {
        let start = interval.localStart
        if nominal >= start { return interval.firing(nominal) }
        let shown = matches(nominal: start) ? start : self.nominal(onOrAfter: interval.shadow) ?? nominal
        return Firing(
            instant: Instant(secondsSince1970: interval.start), nominal: CivilDateTime(secondsSince1970: shown))
    }

    /// The first showing of a matching time at or after `from`, a local time in the interval at `index`, or in a later
    /// one.
    private func nextShown(from: Int64, _ index: Int, _ intervals: ZoneIntervals) -> Firing? {
        var interval = intervals[index]
        var found = nominal(onOrAfter: from)
        if let found, found < interval.localEnd { return interval.firing(found) }
        // The latest match before `found`. Only a clock that goes back as far as that shows a match before `found`.
        var passed = nominal(onOrBefore: from &- 1) ?? .min
        var index = index
        while true {
            let end = interval.localEnd
            index &+= 1
            guard index < intervals.count else { return nil }
            interval = intervals[index]
            let start = interval.localStart
            if start < end, start <= passed {
                found = nominal(onOrAfter: start)
            } else if let skipped = found, skipped < start {
                found = nominal(onOrAfter: start)
                passed = nominal(onOrBefore: start &- 1) ?? passed
            } else if found == nil, start > passed {
                return nil
            }
            if let found, found < interval.localEnd { return interval.firing(found) }
        }
    }

    /// The last showing of a matching time at or before `limit`, a local time in the interval at `index`, or in an
    /// earlier one.
    private func previousShown(limit: Int64, _ index: Int, _ intervals: ZoneIntervals) -> Firing? {
        var interval = intervals[index]
        var found = nominal(onOrBefore: limit)
        if let found, found >= interval.localStart { return interval.firing(found) }
        // As above, in the mirror: the earliest match after `found`.
        var passed = nominal(onOrAfter: limit &+ 1) ?? .max
        var index = index
        while true {
            let start = interval.localStart
            index &-= 1
            guard index >= 0 else { return nil }
            interval = intervals[index]
            let last = interval.localEnd &- 1
            if start <= last, last >= passed {
                found = nominal(onOrBefore: last)
            } else if let skipped = found, skipped > last {
                found = nominal(onOrBefore: last)
                passed = nominal(onOrAfter: last &+ 1) ?? passed
            } else if found == nil, last < passed {
                return nil
            }
            if let found, found >= interval.localStart { return interval.firing(found) }
        }
    }
}

extension ZoneInterval {
    @inline(__always)
    fileprivate func firing(_ nominal: Int64) -> CronExpression.Firing {
        CronExpression.Firing(
            instant: Instant(secondsSince1970: nominal &- offset),
            nominal: CivilDateTime(secondsSince1970: nominal))
    }
}
