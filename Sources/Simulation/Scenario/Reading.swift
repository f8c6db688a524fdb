import CivilTime
import CronSchedule

/// Texts of the generator's, read with the daemon's own parsers.
enum Reading {
    static func expression(_ text: String) -> CronExpression? { try? CronExpression(text) }

    static func exclusion(_ text: String) -> CronExclusion? { try? CronExclusion(text) }

    static func zone(_ identifier: String) -> TimeZoneRules? { try? TimeZoneRules(identifier: identifier) }
}
