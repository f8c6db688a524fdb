import Autoscaling
import CivilTime
import CronSchedule

// Zones, cron expressions and instants.
extension ValueSyntax {
    static func timeZone(_ text: String) throws(ValueFault) -> TimeZoneRules {
        do {
            return try TimeZoneRules(identifier: text)
        } catch {
            throw ValueFault("\(error)")
        }
    }

    static func cronExpression(_ text: String) throws(ValueFault) -> CronExpression {
        do {
            return try CronExpression(text)
        } catch {
            throw ValueFault(error)
        }
    }

    static func exclusion(_ text: String) throws(ValueFault) -> CronExclusion {
        do {
            return try CronExclusion(text)
        } catch {
            throw ValueFault(error)
        }
    }

    /// An RFC 3339 time with its offset, and what a clock at that offset shows then.
    static func time(_ text: String) throws(ValueFault) -> ScheduledAction {
        do {
            let instant = try Instant(rfc3339: text)
            let wall = instant.secondsSince1970 + Int64(offset(of: text))
            return ScheduledAction(stopTime: instant, nominal: CivilDateTime(secondsSince1970: wall))
        } catch {
            throw ValueFault("\(error)", allowed: "a time with its offset, for example 2027-01-26T19:46:22+08:00")
        }
    }

    /// Seconds east of UTC, of a text that is RFC 3339: `+08:00` or `Z` at its end.
    private static func offset(of text: String) -> Int {
        let parts = text.suffix(6).split(separator: ":")
        guard parts.count == 2, let sign = parts[0].first, sign == "+" || sign == "-",
            let hours = Int(parts[0].dropFirst()), let minutes = Int(parts[1])
        else { return 0 }
        return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }
}

extension ValueFault {
    fileprivate init(_ error: CronParseError) {
        let lines = error.diagram.split(separator: "\n").map { "    \($0)" }
        self.init(
            "\(error)", excerpt: lines.joined(separator: "\n"),
            offset: error.text.prefix(error.column - 1).utf8.count)
    }
}
