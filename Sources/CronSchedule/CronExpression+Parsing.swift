import CivilTime

extension CronExpression {
    /// Reads an expression of five fields, of six with seconds first, of seven with a year last, or a shorthand such as
    /// `@daily`; `TZ=` or `CRON_TZ=` with a zone may stand in front.
    ///
    /// Whether that zone exists is not asked here; ``TimeZoneRules/init(identifier:)`` tells.
    ///
    /// - Throws: ``CronParseError`` with the place, what is allowed there and what was probably meant; also where the
    ///   expression could never fire.
    /// - Source: tide-cron(7).
    public init(_ text: String) throws(CronParseError) {
        self = try CronParser(text).expression(isExclusion: false)
    }

    init(
        second: FieldSet, minute: FieldSet, hour: FieldSet, dayOfMonth: FieldSet, month: FieldSet,
        dayOfWeek: FieldSet, rare parts: Rare.Parts, allFieldsMustMatch: Bool = false
    ) {
        seconds = second.values
        minutes = minute.values
        hours = UInt32(truncatingIfNeeded: hour.values)
        days = UInt32(truncatingIfNeeded: dayOfMonth.values)
        months = UInt16(truncatingIfNeeded: month.values)
        weekdays = UInt8(truncatingIfNeeded: dayOfWeek.values)
        rare = parts == Rare.Parts() ? nil : Rare(parts)
        var traits: Traits = []
        if minute.beginsWithStar { traits.insert(.starMinute) }
        if hour.beginsWithStar { traits.insert(.starHour) }
        if dayOfMonth.beginsWithStar { traits.insert(.starDay) }
        if dayOfWeek.beginsWithStar { traits.insert(.starWeekday) }
        if rare != nil { traits.insert(.rare) }
        if allFieldsMustMatch { traits.insert(.allFieldsMustMatch) }
        let allDays = days == FieldSet.all(.dayOfMonth)
        let allWeekdays = weekdays == FieldSet.all(.dayOfWeek)
        let bothMustMatch = !traits.isDisjoint(with: .bothDaysMustMatch)
        if bothMustMatch ? allDays && allWeekdays : allDays || allWeekdays, months == FieldSet.all(.month),
            parts.years == nil
        {
            traits.insert(.everyDay)
        }
        self.traits = traits
    }

    /// The expression for `@at`. Its fields match nothing and are never asked.
    init(once: Instant, timeZoneIdentifier: String?) {
        var parts = Rare.Parts()
        parts.once = once
        parts.timeZoneIdentifier = timeZoneIdentifier
        let nothing = FieldSet()
        self.init(
            second: nothing, minute: nothing, hour: nothing, dayOfMonth: nothing, month: nothing, dayOfWeek: nothing,
            rare: parts)
    }
}

/// The values of one field.
struct FieldSet: Hashable {
    /// Bit n for value n; of weekdays, 0 to 6.
    var values: UInt64 = 0
    var beginsWithStar = false

    /// Every value of a field other than the year.
    static func all<Bits: FixedWidthInteger>(_ field: CronField) -> Bits {
        let last = field == .dayOfWeek ? 6 : field.range.upperBound
        return Bits(truncatingIfNeeded: (UInt64.max >> (63 - UInt64(last))) & (.max << UInt64(field.range.lowerBound)))
    }
}
