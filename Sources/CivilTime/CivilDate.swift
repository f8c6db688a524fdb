/// A day of the proleptic Gregorian calendar, in the years 0 to 9999.
public struct CivilDate: Hashable, Sendable {
    /// 0 to 9999.
    public let year: Int
    /// 1 to 12.
    public let month: Int
    /// 1 to 31.
    public let day: Int

    /// `nil` where there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard Self.years.contains(year), 1...12 ~= month, day >= 1, day <= Self.length(ofMonth: month, year: year)
        else { return nil }
        self.init(checkedYear: year, month: month, day: day)
    }

    init(checkedYear year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day `days` after 1970-01-01, held to the years 0 to 9999.
    ///
    /// - Source: Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms",
    ///   Software: Practice and Experience 53 (2023), figure 12. It counts years from March, so that the leap day comes
    ///   last, and divides by multiplying.
    @inlinable
    public init(daysSince1970 days: Int) {
        let clamped = min(max(days, Self.firstDay), Self.lastDay)
        let shifted = UInt32(truncatingIfNeeded: clamped &+ Self.daysBeforeEpoch)
        let quadrupled = 4 &* shifted &+ 3
        let century = quadrupled / 146_097
        let dayOfCentury = quadrupled % 146_097 / 4
        let product = 2_939_745 &* UInt64(4 &* dayOfCentury &+ 3)
        let yearOfCentury = UInt32(truncatingIfNeeded: product >> 32)
        let dayOfYear = UInt32(truncatingIfNeeded: product) / 2_939_745 / 4
        let monthAndDay = 2_141 &* dayOfYear &+ 197_913
        let isNextYear = dayOfYear >= 306
        year =
            Int(truncatingIfNeeded: 100 &* century &+ yearOfCentury) &- Self.yearsBeforeEpoch &+ (isNextYear ? 1 : 0)
        month = Int(truncatingIfNeeded: monthAndDay >> 16) &- (isNextYear ? 12 : 0)
        day = Int(truncatingIfNeeded: (monthAndDay & 0xffff) / 2_141) &+ 1
    }

    /// Days since 1970-01-01, negative before it.
    @inlinable
    public var daysSince1970: Int {
        Self.daysSince1970(year: year, month: month) &+ day &- 1
    }

    /// The number of the first day of a month. Right for years 0 to 9999 and months 1 to 12; no other is passed.
    @inlinable
    package static func daysSince1970(year: Int, month: Int) -> Int {
        let beforeMarch = month <= 2
        let shiftedYear = UInt32(truncatingIfNeeded: year &+ yearsBeforeEpoch &- (beforeMarch ? 1 : 0))
        let shiftedMonth = UInt32(truncatingIfNeeded: month &+ (beforeMarch ? 12 : 0))
        let century = shiftedYear / 100
        let dayOfYear = (979 &* shiftedMonth &- 2_919) / 32
        let total = 1_461 &* shiftedYear / 4 &- century &+ century / 4 &+ dayOfYear
        return Int(truncatingIfNeeded: total) &- daysBeforeEpoch
    }

    /// 0 is Sunday, as in crontab(5), 6 Saturday.
    public var weekday: Int { Self.weekday(daysSince1970: daysSince1970) }

    /// The weekday of a day from the years 0 to 9999. 1970-01-01 was a Thursday.
    @inlinable
    package static func weekday(daysSince1970 days: Int) -> Int {
        Int(truncatingIfNeeded: UInt32(truncatingIfNeeded: days &+ 4 &+ 7 &* 200_000) % 7)
    }

    /// - Source: Neri and Schneider as above, section 8.
    @inlinable
    public static func isLeap(year: Int) -> Bool {
        year % 100 == 0 ? year & 15 == 0 : year & 3 == 0
    }

    /// 28 to 31, for a month of 1 to 12.
    @inlinable
    public static func length(ofMonth month: Int, year: Int) -> Int {
        if month == 2 { return isLeap(year: year) ? 29 : 28 }
        return 30 | (month ^ (month >> 3))
    }

    @usableFromInline static let years = 0...9_999
    /// 0000-01-01.
    @usableFromInline static let firstDay = -719_528
    /// 9999-12-31.
    @usableFromInline static let lastDay = 2_932_896
    /// A whole number of 400-year cycles, so that all arithmetic is on natural numbers.
    @usableFromInline static let yearsBeforeEpoch = 400 * 82
    /// From March of the year -`yearsBeforeEpoch` to 1970.
    @usableFromInline static let daysBeforeEpoch = 719_468 + 146_097 * 82
}

extension CivilDate: Comparable, CustomStringConvertible {
    public static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    /// "2026-11-24".
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(10)
        text.append(self)
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    mutating func append(_ date: CivilDate) {
        append(digits: 4, of: date.year)
        append(UInt8(ascii: "-"))
        append(digits: 2, of: date.month)
        append(UInt8(ascii: "-"))
        append(digits: 2, of: date.day)
    }
}

extension BinaryInteger {
    /// At least `width` digits, with zeros in front. Not negative.
    func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
    }
}
