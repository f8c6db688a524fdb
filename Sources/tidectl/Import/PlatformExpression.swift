import CivilTime
import CronSchedule

/// A cron expression that TI-ONE holds, in the words of tide-cron(7): what it does there it does here.
///
/// TI-ONE's jobs have the shape of kubernetes-cronhpa-controller's, whose scheduler is written in Go: six fields with
/// seconds first, fired to the minute, and of day of month and day of week, where both are restricted, either is
/// enough, also where one is a step such as `*/2`.
struct PlatformExpression {
    enum Use {
        case schedule
        /// Of `ExcludeDates`: there Tide requires all fields to match.
        case exclusion
    }

    /// One; two where day of month and day of week are both restricted, for either of them.
    private(set) var texts: [String] = []
    /// What was changed and why, a sentence each.
    private(set) var changes: [String] = []

    /// - Parameter zone: where a time without an offset is read.
    init(_ text: String, use: Use, in zone: TimeZoneRules) throws(Inexpressible) {
        var words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        var prefix: [String] = []
        if let first = words.first, first.hasPrefix("TZ=") || first.hasPrefix("CRON_TZ=") {
            prefix = [first]
            words.removeFirst()
        }
        guard let first = words.first else { throw Inexpressible("it is empty") }
        if first.hasPrefix("@") {
            try takeShorthand(words, prefix, use, zone)
        } else {
            try Self.check((prefix + words).joined(separator: " "), use)
            takeFields(words, prefix, use)
        }
        for text in texts { try Self.check(text, use) }
    }

    private mutating func takeShorthand(
        _ words: [String], _ prefix: [String], _ use: Use, _ zone: TimeZoneRules
    ) throws(Inexpressible) {
        switch words[0].lowercased() {
        case "@date" where use == .schedule:
            let time = words.dropFirst().joined(separator: " ")
            guard let local = Self.localTime(time) else {
                throw Inexpressible("\"\(time)\" is no time such as 2027-01-26 19:46:22")
            }
            let instant = zone.instant(of: local)
            texts = ["@at \(instant.rfc3339(offset: zone.offset(at: instant)))"]
            changes.append(
                "@date is taken for once at that time, as kubernetes-cronhpa-controller has it, for TI-ONE's documents don't "
                    + "say; in Tide it is @at, with its offset")
        case "@every":
            throw Inexpressible(
                "@every counts from whenever its scheduler was started; name times of day, as in 0 */2 * * *")
        default: texts = [(prefix + words).joined(separator: " ")]
        }
    }

    private mutating func takeFields(_ words: [String], _ prefix: [String], _ use: Use) {
        var fields = words
        let hasSeconds = fields.count > 5
        if fields.count == 5 {
            changes.append(
                "five fields are taken as minute, hour, day of month, month, day of week; TI-ONE's own examples have six, "
                    + "seconds first")
        }
        if hasSeconds, let second = fields.first, second != "0", use == .schedule || second != "*" {
            changes.append("the second, \(second), is 0 here, for TI-ONE fires to the minute")
            fields[0] = "0"
        }
        let whole = (prefix + fields).joined(separator: " ")
        texts = [whole]
        // An exclusion has no rule of its own here: what TI-ONE would make of it is what it makes of a schedule.
        guard let read = try? CronExpression(whole), read.usesEitherRule || read.usesDebianStarRule else { return }
        let day = hasSeconds ? 3 : 2
        let weekday = day + 2
        guard fields.indices.contains(weekday) else { return }
        var (byDay, byWeekday) = (fields, fields)
        byDay[weekday] = "*"
        byWeekday[day] = "*"
        texts = [byDay, byWeekday].map { (prefix + $0).joined(separator: " ") }
        // Inferred, not documented: whoever reads the file shall know.
        let either =
            "TI-ONE is taken to fire on either of day of month (\(fields[day])) and day of week (\(fields[weekday])), as "
            + "schedulers written in Go do; its documents don't say"
        changes.append(
            use == .schedule
                ? either + (read.usesDebianStarRule ? ", Tide, as Debian, both: hence two jobs" : ": hence two jobs")
                : either + "; in ExcludeDates= Tide takes both: hence two lines")
    }

    private static func check(_ text: String, _ use: Use) throws(Inexpressible) {
        do {
            switch use {
            case .schedule:
                if let zone = try CronExpression(text).timeZoneIdentifier { _ = try TimeZoneRules(identifier: zone) }
            case .exclusion: _ = try CronExclusion(text)
            }
        } catch {
            throw Inexpressible("\(error)")
        }
    }

    /// `2027-01-26 19:46:22`, as `@date` of cronhpa-controller has it.
    private static func localTime(_ text: String) -> CivilDateTime? {
        let numbers = text.split(whereSeparator: { "- :T".contains($0) }).map { Int($0) }
        guard numbers.count == 5 || numbers.count == 6, let year = numbers[0], let month = numbers[1],
            let day = numbers[2], let hour = numbers[3], let minute = numbers[4]
        else { return nil }
        // To the minute, as its cron jobs.
        return CivilDateTime(year: year, month: month, day: day, hour: hour, minute: minute)
    }
}

/// Why something that TI-ONE holds can't be said in a schedule file.
struct Inexpressible: Error, Equatable {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}
