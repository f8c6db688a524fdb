import CivilTime

// The search for local times, without any zone. Times are seconds since 1970-01-01 00:00:00 on the wall.
//
// A day is found in a set of the month's matching days, which is made by a few operations on bits whatever the
// expression; months and years are skipped by their own sets. Only months are ever walked, and of those at most the
// 2,772 from 1970 to 2200.
extension CronExpression {
    /// 2201-01-01 00:00:00.
    private static let end: Int64 = 7_289_654_400

    /// The first matching local time at or after `start`.
    func nominal(onOrAfter start: Int64) -> Int64? {
        guard start < Self.end else { return nil }
        let time = UInt64(truncatingIfNeeded: max(start, 0))
        let days = Int(truncatingIfNeeded: time / 86_400)
        let secondOfDay = UInt32(truncatingIfNeeded: time % 86_400)
        if traits.contains(.everyDay) {
            if let found = self.time(onOrAfter: secondOfDay) { return Self.join(days, found) }
            let tomorrow = Self.join(days &+ 1, firstTime)
            return tomorrow < Self.end ? tomorrow : nil
        }

        let date = CivilDate(daysSince1970: days)
        var year = date.year
        var month = date.month
        if !contains(year: year) {
            month = 0
        } else if months &>> UInt16(truncatingIfNeeded: month) & 1 != 0 {
            let matching = matchingDays(year: year, month: month)
            if matching &>> UInt32(truncatingIfNeeded: date.day) & 1 != 0,
                let found = self.time(onOrAfter: secondOfDay)
            {
                return Self.join(days, found)
            }
            let later = matching & (UInt32.max - 1) << UInt32(truncatingIfNeeded: date.day)
            if later != 0 { return Self.join(days &+ later.trailingZeroBitCount &- date.day, firstTime) }
        }
        while true {
            let later = month == 0 ? 0 : months & (UInt16.max - 1) << UInt16(truncatingIfNeeded: month)
            if later != 0 {
                month = later.trailingZeroBitCount
            } else {
                guard let next = self.year(notBefore: year &+ 1) else { return nil }
                year = next
                month = months.trailingZeroBitCount
            }
            let matching = matchingDays(year: year, month: month)
            if matching != 0 {
                let first = CivilDate.daysSince1970(year: year, month: month)
                return Self.join(first &+ matching.trailingZeroBitCount &- 1, firstTime)
            }
        }
    }

    /// The last matching local time at or before `limit`.
    func nominal(onOrBefore limit: Int64) -> Int64? {
        guard limit >= 0 else { return nil }
        let time = UInt64(truncatingIfNeeded: min(limit, Self.end - 1))
        let days = Int(truncatingIfNeeded: time / 86_400)
        let secondOfDay = UInt32(truncatingIfNeeded: time % 86_400)
        if traits.contains(.everyDay) {
            if let found = self.time(onOrBefore: secondOfDay) { return Self.join(days, found) }
            return days > 0 ? Self.join(days &- 1, lastTime) : nil
        }

        let date = CivilDate(daysSince1970: days)
        var year = date.year
        var month = date.month
        if !contains(year: year) {
            month = 0
        } else if months &>> UInt16(truncatingIfNeeded: month) & 1 != 0 {
            let matching = matchingDays(year: year, month: month)
            if matching &>> UInt32(truncatingIfNeeded: date.day) & 1 != 0,
                let found = self.time(onOrBefore: secondOfDay)
            {
                return Self.join(days, found)
            }
            let earlier = matching & ~(UInt32.max << UInt32(truncatingIfNeeded: date.day))
            if earlier != 0 { return Self.join(days &- date.day &+ 31 &- earlier.leadingZeroBitCount, lastTime) }
        }
        while true {
            let earlier = months & ~(UInt16.max << UInt16(truncatingIfNeeded: month))
            if earlier != 0 {
                month = 15 &- earlier.leadingZeroBitCount
            } else {
                guard let previous = self.year(notAfter: year &- 1) else { return nil }
                year = previous
                month = 15 &- months.leadingZeroBitCount
            }
            let matching = matchingDays(year: year, month: month)
            if matching != 0 {
                let first = CivilDate.daysSince1970(year: year, month: month)
                return Self.join(first &+ 30 &- matching.leadingZeroBitCount, lastTime)
            }
        }
    }

    /// Whether the local time is one that the expression names.
    func matches(nominal: Int64) -> Bool {
        guard nominal >= 0, nominal < Self.end else { return false }
        let days = nominal / 86_400
        let second = Int(truncatingIfNeeded: nominal &- days &* 86_400)
        guard seconds &>> UInt64(second % 60) & 1 != 0, minutes &>> UInt64(second / 60 % 60) & 1 != 0,
            hours &>> UInt32(second / 3_600) & 1 != 0
        else { return false }
        if traits.contains(.everyDay) { return true }
        let date = CivilDate(daysSince1970: Int(truncatingIfNeeded: days))
        return months &>> UInt16(date.month) & 1 != 0 && contains(year: date.year)
            && matchingDays(year: date.year, month: date.month) &>> UInt32(date.day) & 1 != 0
    }

    @inline(__always)
    private static func join(_ days: Int, _ second: UInt32) -> Int64 {
        Int64(truncatingIfNeeded: days &* 86_400 &+ Int(truncatingIfNeeded: second))
    }
}
