import CivilTime
import CronSchedule

/// How long the cron engine takes to find a next firing.
struct CronMeasurement {
    let expression: String
    let timeZone: String
    /// The median of all passes.
    let nanosecondsPerNext: Double

    /// From the commonest to the ones that search the longest.
    static let expressions = [
        "* * * * *", "*/5 * * * *", "0 8 * * 1-5", "30 2 * * *", "0 0 1 * *", "0 0 29 2 *", "0 12 * * FRI#2",
        "15 10 L * *",
    ]
    static let timeZones = ["UTC", "America/New_York"]
    /// 2026-01-01T00:00:00Z.
    static let start = Instant(secondsSince1970: 1_767_225_600)

    /// Measures `count` successive firings from ``start`` on, `passes` times over. An expression that has fewer until
    /// the end of 2200 begins anew.
    init(expression: String, timeZone: String, count: Int, passes: Int) throws {
        self.expression = expression
        self.timeZone = timeZone
        let schedule = try CronExpression(expression)
        let zone = try TimeZoneRules(identifier: timeZone)
        let clock = ContinuousClock()
        var results: [Double] = []
        for _ in 0..<max(1, passes) {
            let span = clock.measure { Self.walk(schedule, zone, count: count) }
            results.append(Double(span.nanoseconds) / Double(max(1, count)))
        }
        nanosecondsPerNext = results.sorted()[results.count / 2]
    }

    /// Not inlined, so that nothing known here about the expression or the zone makes the search cheaper than it is in
    /// the daemon.
    @inline(never)
    private static func walk(_ schedule: CronExpression, _ zone: TimeZoneRules, count: Int) {
        var instant = start
        for _ in 0..<count { instant = schedule.next(after: instant, in: zone) ?? start }
    }
}
