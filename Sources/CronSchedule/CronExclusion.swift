public import CivilTime

/// A set of local times at which a job does not run: one expression of `ExcludeDates=`.
///
/// Unlike in a schedule all fields must match, day of month and day of week too, and in an expression of five fields
/// any second does. It is held against the nominal local time of a firing, so a clock change moves no event into an
/// exclusion or out of it.
public struct CronExclusion: Hashable, Sendable {
    private let expression: CronExpression
    /// As written.
    public let text: String

    /// Reads what ``CronExpression/init(_:)`` reads, but for zones and `@at`, which have no meaning here.
    ///
    /// - Throws: ``CronParseError`` with the place and what is allowed there.
    /// - Source: tide-cron(7), "EXCLUSIONS".
    public init(_ text: String) throws(CronParseError) {
        self.text = text
        expression = try CronParser(text).expression(isExclusion: true)
    }

    /// Whether `nominal`, a ``CronExpression/Firing/nominal``, is excluded.
    public func matches(_ nominal: CivilDateTime) -> Bool { expression.matches(nominal: nominal.secondsSince1970) }

    /// Whether it takes out every time of the days that it names.
    var namesWholeDays: Bool {
        expression.hours == 1 << 24 - 1 && expression.minutes == 1 << 60 - 1 && expression.seconds == 1 << 60 - 1
    }

    /// Whether any of the times at which `schedule` fires on a day is one that this exclusion names on some day. False
    /// is a mistake: the exclusion can never exclude anything.
    public func sharesTimeOfDay(with schedule: CronExpression) -> Bool {
        expression.hours & schedule.hours != 0 && expression.minutes & schedule.minutes != 0
            && expression.seconds & schedule.seconds != 0
    }
}

extension CronExclusion: CustomStringConvertible {
    public var description: String { text }
}
