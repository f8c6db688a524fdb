import CivilTime
import CronSchedule

extension Instant {
    /// For literals in tables; a slip in one shows as a failing row.
    init(_ text: String) throws { self = try Instant(rfc3339: text) }
}

extension TimeZoneRules {
    static func named(_ identifier: String) throws -> TimeZoneRules { try TimeZoneRules(identifier: identifier) }

    /// The instant as this zone's people write it.
    func timestamp(_ instant: Instant) -> String { instant.rfc3339(offset: offset(at: instant)) }
}

extension CronExpression {
    func nextTimes(after instant: Instant, in zone: TimeZoneRules, count: Int) -> [String] {
        var times: [String] = []
        var last = instant
        while times.count < count, let next = next(after: last, in: zone) {
            times.append(zone.timestamp(next))
            last = next
        }
        return times
    }

    func previousTimes(before instant: Instant, in zone: TimeZoneRules, count: Int) -> [String] {
        var times: [String] = []
        var last = instant
        while times.count < count, let previous = previous(before: last, in: zone) {
            times.append(zone.timestamp(previous))
            last = previous
        }
        return times
    }
}
