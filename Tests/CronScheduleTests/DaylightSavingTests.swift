import CivilTime
import CronSchedule
import Testing

/// Clock changes in the zones of the world that differ most.
@Suite("Clock changes")
struct DaylightSavingTests {
    struct Case: CustomTestStringConvertible {
        var zone: String
        var expression: String
        var after: String
        var fires: [String]

        init(_ zone: String, _ expression: String, after: String, fires: String...) {
            self.zone = zone
            self.expression = expression
            self.after = after
            self.fires = fires
        }

        var testDescription: String { "\(expression) in \(zone) after \(after)" }
    }

    static let fixedTimes = [
        // New York: 02:00 to 03:00 is skipped on 8 March, 01:00 to 02:00 comes twice on 1 November.
        Case(
            "America/New_York", "30 2 * * *", after: "2026-03-07T02:30:00-05:00",
            fires: "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"),
        Case(
            "America/New_York", "0,30 2,3 * * *", after: "2026-03-07T12:00:00-05:00",
            fires: "2026-03-08T03:00:00-04:00", "2026-03-08T03:30:00-04:00", "2026-03-09T02:00:00-04:00"),
        Case(
            "America/New_York", "30 1 * * *", after: "2026-10-31T12:00:00-04:00",
            fires: "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"),
        Case(
            "America/New_York", "0 1,2 * * *", after: "2026-10-31T12:00:00-04:00",
            fires: "2026-11-01T01:00:00-04:00", "2026-11-01T02:00:00-05:00", "2026-11-02T01:00:00-05:00"),
        // Asked from within the repeated hour, it does not fire again.
        Case(
            "America/New_York", "45 1 * * *", after: "2026-11-01T01:30:00-05:00", fires: "2026-11-02T01:45:00-05:00"),
        // Seconds don't count in the rule: all of the skipped minute is one firing.
        Case(
            "America/New_York", "*/10 30 2 * * *", after: "2026-03-07T12:00:00-05:00",
            fires: "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00", "2026-03-09T02:30:10-04:00"),
        Case(
            "Europe/London", "30 1 * * *", after: "2026-03-28T12:00:00Z",
            fires: "2026-03-29T02:00:00+01:00", "2026-03-30T01:30:00+01:00"),
        Case(
            "Europe/London", "30 1 * * *", after: "2026-10-24T12:00:00+01:00",
            fires: "2026-10-25T01:30:00+01:00", "2026-10-26T01:30:00Z"),
        // Lord Howe moves by half an hour: 02:00 to 02:30 is skipped, 01:30 to 02:00 comes twice.
        Case(
            "Australia/Lord_Howe", "15 2 * * *", after: "2026-10-03T02:15:00+10:30",
            fires: "2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"),
        Case(
            "Australia/Lord_Howe", "45 1 * * *", after: "2026-04-04T12:00:00+11:00",
            fires: "2026-04-05T01:45:00+11:00", "2026-04-06T01:45:00+10:30"),
        // Apia skipped 30 December 2011 whole.
        Case(
            "Pacific/Apia", "0 8 * * *", after: "2011-12-29T08:00:00-10:00",
            fires: "2011-12-31T00:00:00+14:00", "2011-12-31T08:00:00+14:00"),
        Case(
            "Pacific/Apia", "0 0,12 30 12 *", after: "2011-12-01T00:00:00-10:00",
            fires: "2011-12-31T00:00:00+14:00", "2012-12-30T00:00:00+14:00"),
        Case(
            "Pacific/Apia", "0 0 * * *", after: "2011-12-29T00:00:00-10:00",
            fires: "2011-12-31T00:00:00+14:00", "2012-01-01T00:00:00+14:00"),
        // Casablanca goes back for Ramadan, which its zone file calls a negative daylight-saving time.
        Case(
            "Africa/Casablanca", "30 2 * * *", after: "2026-02-14T12:00:00+01:00",
            fires: "2026-02-15T02:30:00+01:00", "2026-02-16T02:30:00Z"),
        Case(
            "Africa/Casablanca", "30 2 * * *", after: "2026-03-21T12:00:00Z",
            fires: "2026-03-22T03:00:00+01:00", "2026-03-23T02:30:00+01:00"),
        // Tehran changed at midnight, so that a day began at 01:00, until 2022.
        Case(
            "Asia/Tehran", "0 0 * * *", after: "2022-03-21T00:00:00+03:30",
            fires: "2022-03-22T01:00:00+04:30", "2022-03-23T00:00:00+04:30"),
        Case(
            "Asia/Tehran", "30 23 * * *", after: "2022-09-20T23:30:00+04:30",
            fires: "2022-09-21T23:30:00+04:30", "2022-09-22T23:30:00+03:30"),
        Case("Asia/Tehran", "0 0 * * *", after: "2026-03-21T00:00:00+03:30", fires: "2026-03-22T00:00:00+03:30"),
        // St John's changed at 00:01 until 2011.
        Case(
            "America/St_Johns", "30 0 * * *", after: "2007-03-10T12:00:00-03:30",
            fires: "2007-03-11T01:01:00-02:30", "2007-03-12T00:30:00-02:30"),
        Case(
            "America/St_Johns", "30 23 * * *", after: "2007-11-03T12:00:00-02:30",
            fires: "2007-11-03T23:30:00-02:30", "2007-11-04T23:30:00-03:30"),
        Case(
            "America/St_Johns", "30 2 * * *", after: "2026-03-07T12:00:00-03:30", fires: "2026-03-08T03:00:00-02:30"),
        // Shanghai has had no change since 1991.
        Case(
            "Asia/Shanghai", "30 2 * * *", after: "1986-05-03T12:00:00+08:00",
            fires: "1986-05-04T03:00:00+09:00", "1986-05-05T02:30:00+09:00"),
        Case("Asia/Shanghai", "30 2 * * *", after: "2026-03-08T00:00:00+08:00", fires: "2026-03-08T02:30:00+08:00"),
        // From the footer's rule, long after the last change that the file lists.
        Case(
            "America/New_York", "30 2 * * *", after: "2150-03-07T12:00:00-05:00", fires: "2150-03-08T03:00:00-04:00"),
    ]

    static let clockFollowers = [
        Case(
            "America/New_York", "*/30 2 * * *", after: "2026-03-07T02:30:00-05:00", fires: "2026-03-09T02:00:00-04:00"),
        Case(
            "America/New_York", "*/30 * * * *", after: "2026-03-08T01:00:00-05:00",
            fires: "2026-03-08T01:30:00-05:00", "2026-03-08T03:00:00-04:00"),
        Case(
            "America/New_York", "*/30 1 * * *", after: "2026-10-31T12:00:00-04:00",
            fires: "2026-11-01T01:00:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-01T01:00:00-05:00",
            "2026-11-01T01:30:00-05:00", "2026-11-02T01:00:00-05:00"),
        Case(
            "America/New_York", "30 * * * *", after: "2026-11-01T00:30:00-04:00",
            fires: "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00", "2026-11-01T02:30:00-05:00"),
        // The year has no later time for it, but the clock shows 01:00 once more.
        Case(
            "America/New_York", "0 */30 1 1 11 ? 2026", after: "2026-11-01T01:30:00-04:00",
            fires: "2026-11-01T01:00:00-05:00", "2026-11-01T01:30:00-05:00"),
        Case(
            "Australia/Lord_Howe", "*/15 * * * *", after: "2026-04-05T01:30:00+11:00",
            fires: "2026-04-05T01:45:00+11:00", "2026-04-05T01:30:00+10:30", "2026-04-05T01:45:00+10:30",
            "2026-04-05T02:00:00+10:30"),
        Case(
            "Australia/Lord_Howe", "0 * * * *", after: "2026-10-04T01:00:00+10:30",
            fires: "2026-10-04T03:00:00+11:00"),
        Case(
            "Pacific/Apia", "0 */12 * * *", after: "2011-12-29T00:00:00-10:00",
            fires: "2011-12-29T12:00:00-10:00", "2011-12-31T00:00:00+14:00"),
        Case(
            "Africa/Casablanca", "15 * * * *", after: "2026-02-15T02:00:00+01:00",
            fires: "2026-02-15T02:15:00+01:00", "2026-02-15T02:15:00Z", "2026-02-15T03:15:00Z"),
        Case(
            "Asia/Tehran", "0 */1 * * *", after: "2022-09-21T22:30:00+04:30",
            fires: "2022-09-21T23:00:00+04:30", "2022-09-21T23:00:00+03:30", "2022-09-22T00:00:00+03:30"),
    ]

    @Test(
        "A fixed time fires once: after the gap if it was skipped, the first time if it comes twice",
        arguments: fixedTimes)
    func fixedTime(_ row: Case) throws { try check(row) }

    @Test("An expression with * in minute or hour follows the clock that people see", arguments: clockFollowers)
    func clockFollower(_ row: Case) throws { try check(row) }

    private func check(_ row: Case) throws {
        let zone = try TimeZoneRules.named(row.zone)
        let expression = try CronExpression(row.expression)
        let times = expression.nextTimes(after: try Instant(row.after), in: zone, count: row.fires.count)
        #expect(times == row.fires)
        // The same row read backwards.
        let end = try Instant(try #require(row.fires.last)) + .seconds(1)
        let earlier = expression.previousTimes(before: end, in: zone, count: row.fires.count)
        #expect(earlier == row.fires.reversed())
        for time in row.fires { #expect(try expression.matches(Instant(time), in: zone)) }
    }

    @Test(
        "The nominal time of a moved firing is the time that was skipped",
        arguments: [
            ("30 2 * * *", "2026-03-08 02:30:00"), ("15,30 2 * * *", "2026-03-08 02:15:00"),
            // 03:00 is itself one of its times.
            ("0 2,3 * * *", "2026-03-08 03:00:00"),
        ])
    func nominal(text: String, nominal: String) throws {
        let zone = try TimeZoneRules.named("America/New_York")
        let expression = try CronExpression(text)
        let after = try Instant("2026-03-08T01:59:59-05:00")
        let firing = try #require(expression.nextFiring(after: after, in: zone))
        #expect(zone.timestamp(firing.instant) == "2026-03-08T03:00:00-04:00")
        #expect(firing.nominal.description == nominal)
        #expect(expression.previousFiring(before: firing.instant + .seconds(1), in: zone) == firing)
    }

    @Test(
        "What a clock change does to an expression is told",
        arguments: [
            ("30 2 * * *", "2026-03-01T00:00:00Z", "moved"), ("*/30 2 * * *", "2026-03-01T00:00:00Z", "dropped"),
            ("30 3 * * *", "2026-03-01T00:00:00Z", "none"), ("30 1 * * *", "2026-10-01T00:00:00Z", "first"),
            ("*/5 * * * *", "2026-10-01T00:00:00Z", "twice"), ("30 2 * * *", "2026-10-01T00:00:00Z", "none"),
            ("30 2 * * 1", "2026-03-01T00:00:00Z", "none"), ("0 2,3 * * *", "2026-03-01T00:00:00Z", "moved"),
        ])
    func effects(text: String, after: String, effect: String) throws {
        let zone = try TimeZoneRules.named("America/New_York")
        let transition = try #require(zone.nextTransition(after: try Instant(after)))
        let found =
            switch try CronExpression(text).effect(of: transition) {
            case nil: "none"
            case .moved: "moved"
            case .dropped: "dropped"
            case .firstOnly: "first"
            case .twice: "twice"
            }
        #expect(found == effect)
    }
}
