import CivilTime
import CronSchedule
import FoundationEssentials
import Glibc

/// What one expression means, and its firings from a base time on.
struct CalendarReport: Encodable {
    private let original: String
    private let canonical: String
    private let sentence: String
    private let timeZone: String
    private let firings: [Row]
    private let remarks: [String]
    private let backwards: Bool
    private let isRelativeToNow: Bool

    /// One firing. Times are RFC 3339, `in` and `ago` whole seconds.
    private struct Row: Encodable {
        let utc: String
        let local: String
        let abbreviation: String
        let weekday: String
        let nominal: String
        let secondsFromBase: Int64
    }

    init(
        text: String, expression: CronExpression, zone: TimeZoneRules, base: Instant, isRelativeToNow: Bool,
        iterations: Int, backwards: Bool
    ) {
        original = text
        canonical = expression.canonical
        sentence = expression.sentence
        timeZone = zone.identifier
        self.backwards = backwards
        self.isRelativeToNow = isRelativeToNow
        var rows: [Row] = []
        var last = base
        while rows.count < iterations,
            let firing = backwards
                ? expression.previousFiring(before: last, in: zone) : expression.nextFiring(after: last, in: zone)
        {
            last = firing.instant
            rows.append(
                Row(
                    utc: last.rfc3339(), local: last.rfc3339(offset: zone.offset(at: last)),
                    abbreviation: zone.abbreviation(at: last),
                    weekday: Self.weekdays[zone.civil(last).weekday], nominal: firing.nominal.description,
                    secondsFromBase: last.secondsSince1970 - base.secondsSince1970))
        }
        firings = rows
        remarks =
            CronExpression.stepsOutOfField(in: text).map {
                "The step of \($0) leads out of its field: only the first value is left."
            } + Self.remarks(on: expression, in: zone, from: min(base, last), to: max(base, last))
    }

    /// The zone in which an expression is read: its own, else `name`, else the host's.
    static func zone(of expression: CronExpression, default name: String?) throws -> TimeZoneRules {
        guard let identifier = expression.timeZoneIdentifier ?? name else { return try TimeZoneRules.host() }
        return try TimeZoneRules(identifier: identifier)
    }

    static func now() -> Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(secondsSince1970: Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
}

// What clock changes do to the firings shown.
extension CalendarReport {
    /// Enough for a glance; a schedule that every change touches has two a year.
    private static let maximumRemarks = 6

    private static func remarks(
        on expression: CronExpression, in zone: TimeZoneRules, from: Instant, to: Instant
    ) -> [String] {
        var remarks: [String] = []
        var instant = from
        // A change just behind the last firing may be why there is none that day.
        let end = to + .seconds(86_400)
        while remarks.count < maximumRemarks, let change = zone.nextTransition(after: instant), change.instant <= end {
            instant = change.instant
            guard let effect = expression.effect(of: change) else { continue }
            if instant > to, case .twice = effect { continue }
            remarks.append(sentence(effect, change))
        }
        return remarks
    }

    private static func sentence(
        _ effect: CronExpression.ClockChangeEffect, _ change: TimeZoneRules.Transition
    ) -> String {
        let after = change.instant.rfc3339(offset: change.offsetAfter)
        let span = "\(change.localStart) to \(change.localEnd.timeOfDay)"
        switch effect {
        case .moved(let first):
            return "The clock skips \(span): \(first.timeOfDay) is moved to \(after)."
        case .dropped(let first):
            return "The clock skips \(span): \(first.timeOfDay) is dropped."
        case .firstOnly(let first):
            return "The clock shows \(span) twice: \(first.timeOfDay) fires the first time only."
        case .twice(let first):
            return "The clock shows \(span) twice: \(first.timeOfDay) fires both times."
        }
    }
}

// As text and as JSON.
extension CalendarReport {
    var text: String {
        var lines = [
            line("Original form", original), line("Normalized form", canonical), line("Fires", sentence),
            line("Time zone", timeZone),
        ]
        if firings.isEmpty { lines.append(line(backwards ? "Last firing" : "Next firing", "never")) }
        for (index, row) in firings.enumerated() {
            let label = index > 0 ? "Iteration #\(index + 1)" : backwards ? "Last firing" : "Next firing"
            lines.append(line(label, "\(row.weekday) \(row.local) \(row.abbreviation)"))
            lines.append(line("in UTC", row.utc))
            let distance = Self.span(abs(row.secondsFromBase))
            lines.append(
                line(
                    isRelativeToNow ? "From now" : "From base time",
                    row.secondsFromBase < 0 ? "\(distance) ago" : "in \(distance)"))
        }
        lines += remarks.map { line("Remark", $0) }
        return lines.joined(separator: "\n")
    }

    private func line(_ label: String, _ value: String) -> String {
        String(repeating: " ", count: max(0, 15 - label.count)) + "\(label): \(value)"
    }

    /// The two largest units: "2h 23min", "104d 21h".
    private static func span(_ seconds: Int64) -> String {
        var parts: [String] = []
        var rest = seconds
        for (name, length) in [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)] as [(String, Int64)] {
            if rest >= length, parts.count < 2 { parts.append("\(rest / length)\(name)") }
            rest %= length
        }
        return parts.isEmpty ? "0s" : parts.joined(separator: " ")
    }

    private enum CodingKeys: String, CodingKey {
        case original = "expression"
        case canonical, sentence, timeZone, firings, remarks
    }
}
