import CivilTime
import Control
import CronSchedule

/// A time as an operator types it: RFC 3339, `2026-11-24 08:30`, `2026-11-24`, `08:30`, a span such as `2h` or
/// `1h30min` from now, `-3d` for the past, `now`, `today`, `tomorrow`.
///
/// Source: systemd.time(7), of which it is a part.
struct TimeArgument {
    private enum Meaning {
        case instant(Instant)
        /// From now.
        case span(Duration)
        /// Seconds of a day that was not named.
        case timeOfDay(Int)
    }

    private let meaning: Meaning
    private let time: TimeText

    init(_ text: String, relativeTo time: TimeText) throws(ControlError) {
        self.time = time
        if let meaning = Self.read(text, time) {
            self.meaning = meaning
        } else {
            throw ControlError(
                .usage,
                "\"\(text)\" is no time; examples are 2026-11-24T08:30:00+08:00, 2026-11-24, 08:30, 2h, tomorrow")
        }
    }

    /// When what lies ahead is looked at from: now, where nothing else is given.
    static func beginning(_ text: String?) throws(ControlError) -> Instant {
        let time = TimeText(now: TimeText.clock)
        guard let text else { return time.now }
        return try TimeArgument(text, relativeTo: time).future()
    }

    /// The next such time.
    func future() -> Instant {
        switch meaning {
        case .instant(let instant): instant
        case .span(let span): time.now + span
        case .timeOfDay(let second): onDay(second) { $0 > time.now } ?? time.now
        }
    }

    /// The newest such time; a span counts backwards whether or not it has a sign.
    func past() -> Instant {
        switch meaning {
        case .instant(let instant): instant
        case .span(let span): time.now - (span < .zero ? .zero - span : span)
        case .timeOfDay(let second): onDay(second) { $0 <= time.now } ?? time.now
        }
    }

    /// As it stands: a span has its sign, a time of day is today's.
    func nearest() -> Instant {
        switch meaning {
        case .instant(let instant): instant
        case .span(let span): time.now + span
        case .timeOfDay(let second):
            Self.instant(day: time.zone.civil(time.now).date.daysSince1970, second: second, time)
        }
    }

    private func onDay(_ second: Int, _ isRight: (Instant) -> Bool) -> Instant? {
        let today = time.zone.civil(time.now).date.daysSince1970
        let days = [0, 1, -1].map { today + $0 }
        return days.lazy.map { Self.instant(day: $0, second: second, time) }.first(where: isRight)
    }

    private static func instant(day: Int, second: Int, _ time: TimeText) -> Instant {
        time.zone.instant(of: CivilDateTime(secondsSince1970: Int64(day) * 86_400 + Int64(second)))
    }

    private static func read(_ text: String, _ time: TimeText) -> Meaning? {
        let today = time.zone.civil(time.now).date.daysSince1970
        switch text {
        case "now": return .instant(time.now)
        case "today": return .instant(instant(day: today, second: 0, time))
        case "yesterday": return .instant(instant(day: today - 1, second: 0, time))
        case "tomorrow": return .instant(instant(day: today + 1, second: 0, time))
        default: break
        }
        if let instant = try? Instant(rfc3339: text) { return .instant(instant) }
        if let second = timeOfDay(text) { return .timeOfDay(second) }
        let parts = text.split(whereSeparator: { $0 == " " || $0 == "T" })
        if let first = parts.first, let date = date(first), parts.count <= 2 {
            let second = parts.count == 2 ? timeOfDay(String(parts[1])) : 0
            return second.map { .instant(instant(day: date.daysSince1970, second: $0, time)) }
        }
        return span(text).map { .span($0) }
    }

    private static func date(_ text: Substring) -> CivilDate? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func timeOfDay(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { part in
            part.count <= 2 ? Int(part) : nil
        }
        guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1] else { return nil }
        let second = parts.count == 3 ? parts[2] : 0
        guard let second, (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else {
            return nil
        }
        return hour * 3600 + minute * 60 + second
    }

    private static let units: [(names: Set<String>, seconds: Int64)] = [
        (["s", "sec", "second", "seconds"], 1), (["m", "min", "minute", "minutes"], 60),
        (["h", "hr", "hour", "hours"], 3600), (["d", "day", "days"], 86_400), (["w", "week", "weeks"], 604_800),
    ]

    /// `2h`, `1h30min`, `+2d`, `-3 days`; each number with its unit.
    private static func span(_ text: String) -> Duration? {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        var total: Int64 = 0
        var parts = 0
        while true {
            rest = rest.drop { $0 == " " }
            if rest.isEmpty { break }
            let digits = rest.prefix { $0.isNumber }
            let unit = rest.dropFirst(digits.count).drop { $0 == " " }.prefix { $0.isLetter }
            guard let number = Int64(digits), let scale = units.first(where: { $0.names.contains(String(unit)) }) else {
                return nil
            }
            let (seconds, overflow) = number.multipliedReportingOverflow(by: scale.seconds)
            let (sum, overflowed) = total.addingReportingOverflow(seconds)
            guard !overflow, !overflowed else { return nil }
            total = sum
            parts += 1
            rest = rest.dropFirst(digits.count).drop { $0 == " " }.dropFirst(unit.count)
        }
        guard parts > 0 else { return nil }
        return .seconds(isNegative ? -total : total)
    }
}
