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

// Times of day, in seconds since midnight.
extension CronExpression {
    /// The first matching time of a day.
    var firstTime: UInt32 {
        UInt32(truncatingIfNeeded: hours.trailingZeroBitCount &* 3_600) &+ firstTimeOfHour
    }

    /// The last matching time of a day.
    var lastTime: UInt32 {
        UInt32(truncatingIfNeeded: (31 &- hours.leadingZeroBitCount) &* 3_600) &+ lastTimeOfHour
    }

    private var firstTimeOfHour: UInt32 {
        UInt32(truncatingIfNeeded: minutes.trailingZeroBitCount &* 60 &+ seconds.trailingZeroBitCount)
    }

    private var lastTimeOfHour: UInt32 {
        UInt32(
            truncatingIfNeeded: (63 &- minutes.leadingZeroBitCount) &* 60 &+ 63 &- seconds.leadingZeroBitCount)
    }

    private func time(onOrAfter secondOfDay: UInt32) -> UInt32? {
        let hour = secondOfDay / 3_600
        let secondOfHour = secondOfDay % 3_600
        if hours &>> hour & 1 != 0 {
            let minute = UInt64(truncatingIfNeeded: secondOfHour / 60)
            let second = UInt64(truncatingIfNeeded: secondOfHour % 60)
            if minutes &>> minute & 1 != 0 {
                let left = seconds &>> second
                if left != 0 { return secondOfDay &+ UInt32(truncatingIfNeeded: left.trailingZeroBitCount) }
            }
            let left = minutes &>> (minute &+ 1)
            if left != 0 {
                let next = Int(truncatingIfNeeded: minute) &+ 1 &+ left.trailingZeroBitCount
                return hour &* 3_600
                    &+ UInt32(truncatingIfNeeded: next &* 60 &+ seconds.trailingZeroBitCount)
            }
        }
        let left = hours &>> (hour &+ 1)
        guard left != 0 else { return nil }
        let next = hour &+ 1 &+ UInt32(truncatingIfNeeded: left.trailingZeroBitCount)
        return next &* 3_600 &+ firstTimeOfHour
    }

    private func time(onOrBefore secondOfDay: UInt32) -> UInt32? {
        let hour = secondOfDay / 3_600
        let secondOfHour = secondOfDay % 3_600
        if hours &>> hour & 1 != 0 {
            let minute = UInt64(truncatingIfNeeded: secondOfHour / 60)
            let second = UInt64(truncatingIfNeeded: secondOfHour % 60)
            if minutes &>> minute & 1 != 0 {
                let left = seconds & ~(UInt64.max << (second &+ 1))
                if left != 0 {
                    return secondOfDay &- UInt32(truncatingIfNeeded: second)
                        &+ UInt32(truncatingIfNeeded: 63 &- left.leadingZeroBitCount)
                }
            }
            let left = minutes & ~(UInt64.max << minute)
            if left != 0 {
                let previous = 63 &- left.leadingZeroBitCount
                return hour &* 3_600
                    &+ UInt32(truncatingIfNeeded: previous &* 60 &+ 63 &- seconds.leadingZeroBitCount)
            }
        }
        let left = hours & ~(UInt32.max << hour)
        guard left != 0 else { return nil }
        return UInt32(truncatingIfNeeded: 31 &- left.leadingZeroBitCount) &* 3_600 &+ lastTimeOfHour
    }
}

// Days and years.
extension CronExpression {
    /// Whether a day must match by its number and by its weekday, rather than by either.
    var bothDaysMustMatch: Bool { !traits.isDisjoint(with: .bothDaysMustMatch) }

    /// The matching days of a month, bit n for day n.
    func matchingDays(year: Int, month: Int) -> UInt32 {
        let length = CivilDate.length(ofMonth: month, year: year)
        let first = CivilDate.weekday(daysSince1970: CivilDate.daysSince1970(year: year, month: month))
        var byDay = days
        var byWeekday = Self.week(weekdays, from: first) &* Self.everyWeek << 1
        if traits.contains(.rare), let rare {
            byDay |= rare.parts.days(length: length, first: first)
            byWeekday |= rare.parts.weekdays(length: length, first: first)
        }
        let existing = UInt32.max &>> UInt32(truncatingIfNeeded: 31 &- length) & ~1
        return (bothDaysMustMatch ? byDay & byWeekday : byDay | byWeekday) & existing
    }

    /// Bits 0, 7, 14, 21, 28: a week multiplied by it is a month.
    private static let everyWeek: UInt32 = 0x1020_4081

    /// The seven days from weekday `first` on that are in `weekdays`; bit 0 is the first.
    fileprivate static func week(_ weekdays: UInt8, from first: Int) -> UInt32 {
        let week = UInt32(weekdays)
        let shift = UInt32(truncatingIfNeeded: first)
        return (week &>> shift | week &<< (7 &- shift)) & 0x7f
    }

    private func contains(year: Int) -> Bool {
        guard traits.contains(.rare), let years = rare?.parts.years else { return true }
        return years.contains(year)
    }

    private func year(notBefore year: Int) -> Int? {
        guard year <= Self.years.upperBound else { return nil }
        guard traits.contains(.rare), let years = rare?.parts.years else { return year }
        return years.first(notBefore: year)
    }

    private func year(notAfter year: Int) -> Int? {
        guard year >= Self.years.lowerBound else { return nil }
        guard traits.contains(.rare), let years = rare?.parts.years else { return year }
        return years.last(notAfter: year)
    }
}

extension CronExpression.Rare.Parts {
    /// What `L`, `L-3`, `LW` and `15W` add to the days of a month that begins on weekday `first`.
    fileprivate func days(length: Int, first: Int) -> UInt32 {
        var found = daysFromLast &>> UInt32(truncatingIfNeeded: 31 &- length)
        var left = nearestWeekdays
        while left != 0 {
            let bit = left.trailingZeroBitCount
            left &= left &- 1
            let day = bit == 0 ? length : bit
            guard day <= length else { continue }
            let nearest =
                switch (first &+ day &- 1) % 7 {
                case 0: day < length ? day &+ 1 : day &- 2
                case 6: day > 1 ? day &- 1 : day &+ 2
                default: day
                }
            found |= 1 &<< UInt32(truncatingIfNeeded: nearest)
        }
        return found
    }

    /// What `FRI#2` and `FRIL` add.
    fileprivate func weekdays(length: Int, first: Int) -> UInt32 {
        var found: UInt32 = 0
        var left = nthWeekdays
        var day = 1
        while left != 0 {
            let week = UInt8(truncatingIfNeeded: left & 0x7f)
            if day <= 29 {
                found |= CronExpression.week(week, from: first) &<< UInt32(truncatingIfNeeded: day)
            } else {
                let lastWeek = length &- 6
                found |=
                    CronExpression.week(week, from: (first &+ lastWeek &- 1) % 7)
                    &<< UInt32(truncatingIfNeeded: lastWeek)
            }
            left &>>= 7
            day &+= 7
        }
        return found
    }
}
