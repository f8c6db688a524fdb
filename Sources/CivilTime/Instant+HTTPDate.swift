extension Instant {
    /// Reads the value of a `Date` header in any of the three forms that recipients must accept:
    /// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
    ///
    /// `nil` where the text is none of them, names no existing time, or the weekday is not that of the date. A year of
    /// two digits lies in 1970 to 2069.
    ///
    /// - Source: RFC 9110, section 5.6.7.
    public init?(httpDate text: String) {
        guard let seconds = Self.fixdate(text) ?? Self.rfc850(text) ?? Self.asctime(text) else { return nil }
        self.init(secondsSince1970: seconds)
    }

    /// This instant in the form that senders must use, in whole seconds rounded towards the past:
    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    public func httpDate() -> String {
        let civil = CivilDateTime(secondsSince1970: secondsSince1970)
        let weekday = Self.weekdays[civil.weekday].prefix(3)
        let month = Self.months[civil.month - 1]
        return "\(weekday), \(civil.day.padded(2)) \(month) \(civil.year.padded(4)) \(civil.timeOfDay) GMT"
    }

    private static func fixdate(_ text: String) -> Int64? {
        var scanner = ByteScanner(text)
        guard let weekday = scanner.take(oneOf: shortWeekdays), scanner.take(", "),
            let day = scanner.takeNumber(digits: 2), scanner.take(" "),
            let month = scanner.take(oneOf: months), scanner.take(" "),
            let year = scanner.takeNumber(digits: 4), scanner.take(" "),
            let time = scanner.takeTimeOfDay(), scanner.take(" GMT"), scanner.isAtEnd
        else { return nil }
        return seconds(year: year, month: month + 1, day: day, time: time, weekday: weekday)
    }

    private static func rfc850(_ text: String) -> Int64? {
        var scanner = ByteScanner(text)
        guard let weekday = scanner.take(oneOf: weekdays), scanner.take(", "),
            let day = scanner.takeNumber(digits: 2), scanner.take("-"),
            let month = scanner.take(oneOf: months), scanner.take("-"),
            let year = scanner.takeNumber(digits: 2), scanner.take(" "),
            let time = scanner.takeTimeOfDay(), scanner.take(" GMT"), scanner.isAtEnd
        else { return nil }
        let century = year >= 70 ? 1_900 : 2_000
        return seconds(year: century + year, month: month + 1, day: day, time: time, weekday: weekday)
    }

    private static func asctime(_ text: String) -> Int64? {
        var scanner = ByteScanner(text)
        guard let weekday = scanner.take(oneOf: shortWeekdays), scanner.take(" "),
            let month = scanner.take(oneOf: months), scanner.take(" "),
            let day = scanner.take(" ") ? scanner.takeNumber(digits: 1) : scanner.takeNumber(digits: 2),
            scanner.take(" "), let time = scanner.takeTimeOfDay(), scanner.take(" "),
            let year = scanner.takeNumber(digits: 4), scanner.isAtEnd
        else { return nil }
        return seconds(year: year, month: month + 1, day: day, time: time, weekday: weekday)
    }

    private static func seconds(
        year: Int, month: Int, day: Int, time: (hour: Int, minute: Int, second: Int), weekday: Int
    ) -> Int64? {
        guard
            let minute = CivilDateTime(year: year, month: month, day: day, hour: time.hour, minute: time.minute),
            minute.weekday == weekday
        else { return nil }
        let seconds = minute.secondsSince1970 + Int64(time.second)
        // The grammar allows a leap second, and POSIX time does not count it.
        guard time.second < 60 || time.second == 60 && CivilDateTime(secondsSince1970: seconds).isMonthStart else {
            return nil
        }
        return seconds
    }

    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    private static let shortWeekdays = weekdays.map { String($0.prefix(3)) }
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension ByteScanner {
    fileprivate mutating func takeTimeOfDay() -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = takeNumber(digits: 2), take(":"), let minute = takeNumber(digits: 2), take(":"),
            let second = takeNumber(digits: 2)
        else { return nil }
        return (hour, minute, second)
    }
}
