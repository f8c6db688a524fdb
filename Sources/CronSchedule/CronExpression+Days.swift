import CivilTime

// The days of a month, and the years.
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

    func contains(year: Int) -> Bool {
        guard traits.contains(.rare), let years = rare?.parts.years else { return true }
        return years.contains(year)
    }

    func year(notBefore year: Int) -> Int? {
        guard year <= Self.years.upperBound else { return nil }
        guard traits.contains(.rare), let years = rare?.parts.years else { return year }
        return years.first(notBefore: year)
    }

    func year(notAfter year: Int) -> Int? {
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
