import CivilTime

/// The rule in a zone file's footer, such as `EST5EDT,M3.2.0,M11.1.0`, which holds after the last listed change.
///
/// - Source: POSIX.1-2017, section 8.3, TZ; with the extension of RFC 9636, section 3.3.2: times of a change may lie
///   from -167 to 167 hours.
struct PosixZoneRule {
    struct LocalTime: Hashable {
        var name: String
        /// Seconds east of UTC.
        var offset: Int32
    }

    var standard: LocalTime
    var daylight: LocalTime?
    private var daylightStart = DayRule(day: .zeroBased(0), time: 0)
    private var daylightEnd = DayRule(day: .zeroBased(0), time: 0)

    init?(_ text: String) {
        var scanner = RuleScanner(text)
        guard let name = scanner.name(), let west = scanner.offset() else { return nil }
        standard = LocalTime(name: name, offset: -west)
        if scanner.isAtEnd { return }
        guard let daylightName = scanner.name() else { return nil }
        var daylightOffset = standard.offset + 3_600
        if scanner.next != UInt8(ascii: ",") {
            guard let west = scanner.offset() else { return nil }
            daylightOffset = -west
        }
        daylight = LocalTime(name: daylightName, offset: daylightOffset)
        guard scanner.take(","), let start = scanner.dayRule(), scanner.take(","), let end = scanner.dayRule(),
            scanner.isAtEnd
        else { return nil }
        daylightStart = start
        daylightEnd = end
    }

    /// All changes of the clock in the years that an `Instant` can hold, in order.
    var changes: [(instant: Int64, isDaylightSaving: Bool)] {
        guard let daylight else { return [] }
        var changes: [(instant: Int64, isDaylightSaving: Bool)] = []
        for year in 1_677...2_262 {
            changes.append((daylightStart.localTime(in: year) - Int64(standard.offset), true))
            changes.append((daylightEnd.localTime(in: year) - Int64(daylight.offset), false))
        }
        // Where one year's daylight-saving time ends as the next one's begins, it goes on.
        return changes.sorted { ($0.instant, $0.isDaylightSaving ? 1 : 0) < ($1.instant, $1.isDaylightSaving ? 1 : 0) }
    }
}

/// A day of each year, and a time on it.
private struct DayRule {
    enum Day {
        /// Day 1 to 365; 29 February is never counted.
        case julian(Int)
        /// Day 0 to 365; 29 February is counted.
        case zeroBased(Int)
        /// Week 5 is the last.
        case monthWeekWeekday(Int, Int, Int)
    }

    var day: Day
    /// Seconds from midnight.
    var time: Int64

    /// Seconds since 1970-01-01 00:00:00 on the wall.
    func localTime(in year: Int) -> Int64 {
        let newYear = CivilDate.daysSince1970(year: year, month: 1)
        let days: Int
        switch day {
        case .julian(let number):
            days = newYear + number - (CivilDate.isLeap(year: year) && number >= 60 ? 0 : 1)
        case .zeroBased(let number):
            days = newYear + number
        case .monthWeekWeekday(let month, let week, let weekday):
            let first = CivilDate.daysSince1970(year: year, month: month)
            let toWeekday = (weekday - CivilDate.weekday(daysSince1970: first) + 7) % 7
            let day = toWeekday + (week - 1) * 7
            days = first + (day < CivilDate.length(ofMonth: month, year: year) ? day : day - 7)
        }
        return Int64(days) * 86_400 + time
    }
}

private struct RuleScanner {
    private var bytes: ArraySlice<UInt8>

    init(_ text: String) { bytes = Array(text.utf8)[...] }

    var isAtEnd: Bool { bytes.isEmpty }
    var next: UInt8? { bytes.first }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard bytes.first == UInt8(ascii: character) else { return false }
        bytes = bytes.dropFirst()
        return true
    }

    /// `EST` or `<+0330>`.
    mutating func name() -> String? {
        let isQuoted = take("<")
        let name = bytes.prefix {
            isLetter($0) || isQuoted && ($0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") || isDigit($0))
        }
        guard name.count >= 3 else { return nil }
        bytes = bytes.dropFirst(name.count)
        if isQuoted, !take(">") { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    /// Seconds west of UTC.
    mutating func offset() -> Int32? { time(maximumHours: 24).map { Int32($0) } }

    /// `2`, `-1:30` or `2:00:00`, in seconds.
    mutating func time(maximumHours: Int) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(0...maximumHours) else { return nil }
        var seconds = hours * 3_600
        if take(":") {
            guard let minutes = number(0...59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(0...59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    mutating func dayRule() -> DayRule? {
        guard let day = day() else { return nil }
        guard take("/") else { return DayRule(day: day, time: 7_200) }
        return time(maximumHours: 167).map { DayRule(day: day, time: Int64($0)) }
    }

    private mutating func day() -> DayRule.Day? {
        if take("J") { return number(1...365).map { .julian($0) } }
        guard take("M") else { return number(0...365).map { .zeroBased($0) } }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."),
            let weekday = number(0...6)
        else { return nil }
        return .monthWeekWeekday(month, week, weekday)
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = bytes.prefix(while: isDigit)
        guard 1...3 ~= digits.count else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        guard range.contains(value) else { return nil }
        bytes = bytes.dropFirst(digits.count)
        return value
    }
}

private func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

private func isLetter(_ byte: UInt8) -> Bool {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
}
