/// Why a text is not an RFC 3339 timestamp.
public enum RFC3339Error: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not of the form at all; `column` counts bytes from 1.
    case malformed(column: Int)
    /// A local time: without an offset it names no instant.
    case offsetMissing
    /// A day, hour, minute, second or offset that does not exist.
    case noSuchTime
    /// Before 1677-09-21 or after 2262-04-11, where ``Instant`` ends.
    case outOfRange

    public var description: String {
        switch self {
        case .malformed(let column):
            "not a time of the form 2027-01-26T19:46:22+08:00 (from column \(column) on)"
        case .offsetMissing:
            "the time has no offset from UTC, such as Z or +08:00, at its end"
        case .noSuchTime:
            "there is no such date, time of day or offset"
        case .outOfRange:
            "the time is not between 1677-09-22 and 2262-04-11"
        }
    }
}

extension Instant {
    /// Reads a timestamp such as `2026-11-24T08:30:00Z` or `2026-11-24T16:30:00.25+08:00`.
    ///
    /// The offset is required. `T` may also be `t` or a space, `Z` may be `z`; digits beyond nanoseconds are cut off. A
    /// leap second, `23:59:60` UTC at the end of a month, is the instant after it: POSIX time does not count it.
    ///
    /// - Throws: ``RFC3339Error`` with what is wrong; a missing offset is one of its own.
    /// - Source: RFC 3339, section 5.6.
    public init(rfc3339 text: String) throws(RFC3339Error) {
        var scanner = ByteScanner(text)
        guard let year = scanner.takeNumber(digits: 4), scanner.take("-"),
            let month = scanner.takeNumber(digits: 2), scanner.take("-"),
            let day = scanner.takeNumber(digits: 2), scanner.take(anyOf: "Tt ") != nil,
            let hour = scanner.takeNumber(digits: 2), scanner.take(":"),
            let minute = scanner.takeNumber(digits: 2), scanner.take(":"),
            let second = scanner.takeNumber(digits: 2)
        else { throw .malformed(column: scanner.position + 1) }
        var nanoseconds = 0
        if scanner.take(".") {
            guard let fraction = scanner.takeNanoseconds() else { throw .malformed(column: scanner.position + 1) }
            nanoseconds = fraction
        }
        if scanner.isAtEnd { throw .offsetMissing }
        guard let offset = try scanner.takeOffset(), scanner.isAtEnd else {
            throw .malformed(column: scanner.position + 1)
        }

        guard let minuteStart = CivilDateTime(year: year, month: month, day: day, hour: hour, minute: minute),
            second <= 60
        else { throw .noSuchTime }
        let seconds = minuteStart.secondsSince1970 + Int64(second - offset)
        if second == 60, CivilDateTime(secondsSince1970: seconds).isMonthStart == false { throw .noSuchTime }
        // Before 1970 the whole second above is taken, for the one below may lie before the range where the sum is in
        // it.
        let borrowed: Int64 = seconds < 0 && nanoseconds > 0 ? 1 : 0
        let (whole, overflow) = (seconds + borrowed).multipliedReportingOverflow(by: 1_000_000_000)
        let (total, sumOverflow) = whole.addingReportingOverflow(Int64(nanoseconds) - borrowed * 1_000_000_000)
        if overflow || sumOverflow { throw .outOfRange }
        self.init(nanosecondsSince1970: total)
    }

    /// This instant in UTC, in whole seconds rounded towards the past: `2026-11-24T08:30:00Z`.
    public func rfc3339() -> String {
        var text = CivilDateTime(secondsSince1970: secondsSince1970).text(between: "T")
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// This instant as a clock `offset` seconds ahead of UTC shows it, in whole seconds rounded towards the past:
    /// `2026-11-24T16:30:00+08:00`; where that is UTC, as ``rfc3339()`` has it.
    ///
    /// The form has no place for the seconds of an offset (such zones ended in 1972); they are rounded away, and the
    /// time shown with them, so that the text always names this instant.
    public func rfc3339(offset: Int) -> String {
        let minutes = (abs(offset.clampedToDay) + 30) / 60
        if minutes == 0 { return rfc3339() }
        let sign = offset < 0 ? -1 : 1
        let civil = CivilDateTime(secondsSince1970: secondsSince1970 + Int64(sign * minutes * 60))
        var text = civil.text(between: "T")
        text.append(sign < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        text.append(digits: 2, of: minutes / 60)
        text.append(UInt8(ascii: ":"))
        text.append(digits: 2, of: minutes % 60)
        return String(decoding: text, as: UTF8.self)
    }
}

extension CivilDateTime {
    var isMonthStart: Bool { secondOfDay == 0 && day == 1 }
}

extension Int {
    /// Offsets reach less than a day in either direction.
    fileprivate var clampedToDay: Int { Swift.min(Swift.max(self, -86_369), 86_369) }
}

extension ByteScanner {
    /// Seconds east of UTC; `nil` where none stands here.
    fileprivate mutating func takeOffset() throws(RFC3339Error) -> Int? {
        if take(anyOf: "Zz") != nil { return 0 }
        guard let sign = take(anyOf: "+-"), let hours = takeNumber(digits: 2), take(":"),
            let minutes = takeNumber(digits: 2)
        else { return nil }
        guard hours <= 23, minutes <= 59 else { throw .noSuchTime }
        return (hours * 3_600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}
