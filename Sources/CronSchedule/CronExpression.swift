public import CivilTime

/// A cron expression: a set of local times, and the rule by which they become instants.
///
/// Two expressions are equal if they fire alike: `0 8 * * MON-FRI` equals `0 0 8 * * 1-5`. The dialect and its rules
/// are described in tide-cron(7).
///
/// Each field is a set of bits, so that finding the next value is a shift and a count of zeros. What most expressions
/// don't have (years, `L`, `W`, `#`, a zone, `@at`) stands in one shared object.
public struct CronExpression: Hashable, Sendable {
    /// Bit n for second n.
    let seconds: UInt64
    /// Bit n for minute n.
    let minutes: UInt64
    /// Bit n for hour n.
    let hours: UInt32
    /// Bit n for day n; bit 0 is never set.
    let days: UInt32
    /// Bit n for month n; bit 0 is never set.
    let months: UInt16
    /// Bit 0 is Sunday.
    let weekdays: UInt8
    let traits: Traits
    let rare: Rare?

    struct Traits: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        /// The minute field begins with `*`.
        static let starMinute = Traits(rawValue: 1)
        /// The hour field begins with `*`.
        static let starHour = Traits(rawValue: 2)
        /// The day-of-month field begins with `*` or is `?`.
        static let starDay = Traits(rawValue: 4)
        /// The day-of-week field begins with `*` or is `?`.
        static let starWeekday = Traits(rawValue: 8)
        /// Every day of every year matches: the calendar need not be asked.
        static let everyDay = Traits(rawValue: 16)
        /// ``CronExpression/rare`` is not `nil`. Asked first, so that the object is not touched where there is none.
        static let rare = Traits(rawValue: 32)
        /// An exclusion: day of month and day of week must both match, however they are written.
        static let allFieldsMustMatch = Traits(rawValue: 64)

        /// Debian's rule for day fields that begin with `*`, or the exclusions'.
        static let bothDaysMustMatch: Traits = [.starDay, .starWeekday, .allFieldsMustMatch]
    }

    /// The parts that few expressions have, in one immutable object.
    final class Rare: Hashable, Sendable {
        let parts: Parts

        struct Parts: Hashable, Sendable {
            /// `nil` is every year.
            var years: YearSet?
            /// Bit 31 - n for the day n days before the last: shifted right by 31 less the length of a month, it is a
            /// set of days.
            var daysFromLast: UInt32 = 0
            /// Bit n for the weekday (Monday to Friday) nearest to day n; bit 0 for the last weekday.
            var nearestWeekdays: UInt32 = 0
            /// Bit 7 (n - 1) + w for the nth weekday w of a month, n from 1 to 5; n = 6 for the last.
            var nthWeekdays: UInt64 = 0
            var timeZoneIdentifier: String?
            /// `@at`: nothing else counts then.
            var once: Instant?
        }

        init(_ parts: Parts) { self.parts = parts }

        static func == (a: Rare, b: Rare) -> Bool { a === b || a.parts == b.parts }

        func hash(into hasher: inout Hasher) { hasher.combine(parts) }
    }

    /// The years in which an expression fires.
    public static let years = 1970...2200

    /// The zone that `TZ=` or `CRON_TZ=` in front of the expression names.
    public var timeZoneIdentifier: String? { rare?.parts.timeZoneIdentifier }
}

extension CronExpression {
    /// A time at which an expression fires.
    public struct Firing: Hashable, Sendable {
        public var instant: Instant
        /// The local time that the expression names. It differs from the local time of ``instant`` where a clock change
        /// skipped it: then the expression fires at the end of the gap. Where several of its times were skipped
        /// together, this is the first; where the end of the gap is itself one of its times, it is that.
        public var nominal: CivilDateTime

        public init(instant: Instant, nominal: CivilDateTime) {
            self.instant = instant
            self.nominal = nominal
        }
    }
}
