public import CivilTime

// What a reviewer of schedules wants to know about an expression.
extension CronExpression {
    /// Whether the expression fires once, at an instant (`@at`).
    public var isOnce: Bool { once != nil }

    /// The instant of `@at`.
    public var once: Instant? { rare?.parts.once }

    /// Whether one of the two day fields is a step such as `*/2` beside a restricted other one. Debian's cron, and so
    /// this engine, fires where both match; most schedulers written in Go fire where either does.
    public var usesDebianStarRule: Bool {
        let dayIsStep = traits.contains(.starDay) && days != FieldSet.all(.dayOfMonth)
        let weekdayIsStep = traits.contains(.starWeekday) && weekdays != FieldSet.all(.dayOfWeek)
        return dayIsStep && restrictsWeekdays || weekdayIsStep && restrictsDays
    }

    /// Whether a day fires where either of two restricted fields, day of month and day of week, matches. Often both
    /// were meant.
    public var usesEitherRule: Bool { !bothDaysMustMatch && restrictsDays && restrictsWeekdays && !isOnce }

    /// Whether the expression fires more often than once a minute.
    public var firesWithinMinutes: Bool { seconds.nonzeroBitCount > 1 }

    /// How often the expression fires on a day on which it fires, clock changes apart; 1 for `@at`.
    public var firingsPerDay: Int {
        isOnce ? 1 : seconds.nonzeroBitCount * minutes.nonzeroBitCount * hours.nonzeroBitCount
    }

    /// The times of day at which the expression fires, in seconds since midnight and in order; `nil` where there are
    /// more than `limit`, and for `@at`.
    public func timesOfDay(atMost limit: Int) -> [Int]? {
        guard !isOnce, firingsPerDay <= limit else { return nil }
        var times: [Int] = []
        for hour in hourField.values {
            for minute in minuteField.values {
                for second in secondField.values { times.append(hour * 3_600 + minute * 60 + second) }
            }
        }
        return times
    }

    var restrictsDays: Bool { days != FieldSet.all(.dayOfMonth) }
    var restrictsWeekdays: Bool { weekdays != FieldSet.all(.dayOfWeek) }
}
