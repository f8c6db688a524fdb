/// What a calendar and a clock on the wall show: a date and a time of day, without a zone.
///
/// It is one number, the seconds since 1970-01-01 00:00:00 on the same wall, so that comparing and adding are integer
/// arithmetic. Years 0 to 9999.
public struct CivilDateTime: Hashable, Comparable, Sendable {
    /// Seconds from 1970-01-01 00:00:00 on the wall; days all have 86,400.
    public let secondsSince1970: Int64

    /// Held to the years 0 to 9999.
    @inlinable
    public init(secondsSince1970 seconds: Int64) {
        secondsSince1970 = min(max(seconds, Self.first), Self.last)
    }

    /// `nil` where there is no such day, or no such time of day: hours go to 23, minutes and seconds to 59.
    public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        guard let date = CivilDate(year: year, month: month, day: day), 0...23 ~= hour, 0...59 ~= minute,
            0...59 ~= second
        else { return nil }
        self.init(secondsSince1970: Int64(date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second))
    }

    public var date: CivilDate { CivilDate(daysSince1970: days) }
    /// 0 to 9999.
    public var year: Int { date.year }
    /// 1 to 12.
    public var month: Int { date.month }
    /// 1 to 31.
    public var day: Int { date.day }
    /// 0 is Sunday, 6 Saturday.
    public var weekday: Int { CivilDate.weekday(daysSince1970: days) }
    /// 0 to 86,399.
    public var secondOfDay: Int { Int(truncatingIfNeeded: secondsSince1970) - days * 86_400 }
    /// 0 to 23.
    public var hour: Int { secondOfDay / 3_600 }
    /// 0 to 59.
    public var minute: Int { secondOfDay / 60 % 60 }
    /// 0 to 59.
    public var second: Int { secondOfDay % 60 }

    private var days: Int { Int(truncatingIfNeeded: secondsSince1970.flooredQuotient(dividingBy: 86_400)) }

    /// 0000-01-01 00:00:00.
    @usableFromInline static let first: Int64 = -62_167_219_200
    /// 9999-12-31 23:59:59.
    @usableFromInline static let last: Int64 = 253_402_300_799

    public static func < (a: CivilDateTime, b: CivilDateTime) -> Bool { a.secondsSince1970 < b.secondsSince1970 }
}

extension CivilDateTime: CustomStringConvertible {
    /// "2026-11-24 08:30:00".
    public var description: String { String(decoding: text(between: " "), as: UTF8.self) }

    /// The date and the time of day with a byte between them, digit by digit: messages are full of these.
    func text(between separator: Unicode.Scalar) -> [UInt8] {
        var text: [UInt8] = []
        // With room for an offset.
        text.reserveCapacity(25)
        text.append(date)
        text.append(UInt8(ascii: separator))
        text.append(timeOfDay: secondOfDay)
        return text
    }

    /// "08:30:00".
    public var timeOfDay: String {
        var text: [UInt8] = []
        text.reserveCapacity(8)
        text.append(timeOfDay: secondOfDay)
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    fileprivate mutating func append(timeOfDay second: Int) {
        append(digits: 2, of: second / 3_600)
        append(UInt8(ascii: ":"))
        append(digits: 2, of: second / 60 % 60)
        append(UInt8(ascii: ":"))
        append(digits: 2, of: second % 60)
    }

    /// The last `count` decimal digits of a number that is not negative.
    mutating func append(digits count: Int, of number: Int) {
        var divisor = 1
        for _ in 1..<count { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
    }
}
