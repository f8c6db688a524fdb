import CivilTime
import CronSchedule
import Testing

@Suite("Exclusions")
struct ExclusionTests {
    @Test(
        "All fields must match, and in five of them any second does",
        arguments: [
            ("* * * 1-7 10 *", true, "the whole of 1 to 7 October"),
            ("* * * 1-7 10 1-5", true, "by day and by weekday"),
            ("* * * 1-7 10 0,6", false, "the either-rule does not apply"),
            ("30 8 * * *", true, "any second"), ("0 30 8 * * *", false, "second 0 of six fields"),
            ("15 30 8 * * *", true, "second 15"), ("* * 1 10 *", true, "five fields: every minute of 1 October"),
            ("* * 2 10 *", false, "another day"), ("* 9 * * *", false, "another hour"),
            ("* * * 10 THU#1", true, "the first Thursday"), ("0 0 0 1 10 ? 2026", false, "midnight only"),
            ("* * * 1 10 ? 2026", true, "that year"), ("* * * 1 10 ? 2027", false, "another year"),
        ])
    func matches(text: String, isExcluded: Bool, note: String) throws {
        // A Thursday.
        let time = try #require(CivilDateTime(year: 2026, month: 10, day: 1, hour: 8, minute: 30, second: 15))
        #expect(try CronExclusion(text).matches(time) == isExcluded, "\(note)")
    }

    @Test("An excluded time stays excluded where a clock change moves it")
    func nominal() throws {
        let zone = try TimeZoneRules.named("America/New_York")
        let expression = try CronExpression("30 2 * * *")
        let firing = try #require(expression.nextFiring(after: try Instant("2026-03-08T05:00:00Z"), in: zone))
        #expect(zone.civil(firing.instant).description == "2026-03-08 03:00:00")
        #expect(try CronExclusion("* 2 8 3 *").matches(firing.nominal))
        #expect(try !CronExclusion("* 3 8 3 *").matches(firing.nominal))
    }

    @Test(
        "Days that are excluded as a whole are passed at once, to the same firing as one by one, also where a clock changes",
        arguments: [
            "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
        ])
    func passedAtOnce(zone: String) throws {
        let zone = try TimeZoneRules.named(zone)
        let expressions = try ["15 */3 * * *", "30 2,23 * * *"].map(
            CronExpression.init)
        let exclusions = try [
            ["* * * 1-7 10 *"], ["* * * 20-31 3 *"], ["* * * 20-31 10 *", "* * * 1-8 4,11 *", "* 0-11 * * *"],
            ["* * * 25-31 * *", "* 23 * * *"],
            ["* * * * 3 SUN"],
        ].map { try $0.map(CronExclusion.init) }
        var random = SplitMix64(seed: 7)
        for expression in expressions {
            for exclusions in exclusions {
                for round in 0..<2 {
                    // Late in March or October, when clocks change, or early in the next month.
                    let day = try #require(
                        CivilDate(
                            year: 2010 + Int.random(in: 0..<17, using: &random),
                            month: round.isMultiple(of: 2) ? 3 : 10, day: 18))
                    let from =
                        Instant(secondsSince1970: Int64(day.daysSince1970) * 86_400)
                        + .seconds(Int64.random(in: 0..<25 * 86_400, using: &random))
                    var next = expression.nextFiring(after: from, in: zone)
                    while let firing = next, exclusions.contains(where: { $0.matches(firing.nominal) }) {
                        next = expression.nextFiring(after: firing.instant, in: zone)
                    }
                    #expect(expression.nextFiring(after: from, in: zone, excluding: exclusions) == next)
                    var previous = expression.previousFiring(before: from, in: zone)
                    while let firing = previous, exclusions.contains(where: { $0.matches(firing.nominal) }) {
                        previous = expression.previousFiring(before: firing.instant, in: zone)
                    }
                    #expect(expression.previousFiring(before: from, in: zone, excluding: exclusions) == previous)
                }
            }
        }
    }

    @Test("A minutely job is found again after a year that is excluded, and one that always is counts as none")
    func longExclusions() throws {
        let minutely = try CronExpression("* * * * *")
        let year = [try CronExclusion("* * * * * ? 2027")]
        let start = try Instant("2026-12-31T23:59:00Z")
        let next = minutely.nextFiring(after: start, in: .utc, excluding: year)
        #expect(next?.instant == (try Instant("2028-01-01T00:00:00Z")))
        let previous = minutely.previousFiring(before: try Instant("2028-01-01T00:00:00Z"), in: .utc, excluding: year)
        #expect(previous?.instant == start)
        #expect(
            minutely.nextFiring(after: start, upTo: try Instant("2027-12-31T00:00:00Z"), in: .utc, excluding: year)
                == nil)
        #expect(minutely.nextFiring(after: start, in: .utc, excluding: [try CronExclusion("* * * * * *")]) == nil)
        let halves = try ["* * 0-11 * * *", "* * 12-23 * * *"].map(CronExclusion.init)
        #expect(minutely.nextFiring(after: start, in: .utc, excluding: halves) == nil)
        #expect(minutely.previousFiring(before: start, in: .utc, excluding: halves) == nil)
    }

    @Test("It keeps its text, and refuses zones and single instants")
    func refuses() throws {
        #expect(try CronExclusion("* * 1 OCT *").text == "* * 1 OCT *")
        for text in ["TZ=UTC * * 1 10 *", "@at 2026-10-01T00:00:00Z"] {
            let error = #expect(throws: CronParseError.self) { try CronExclusion(text) }
            #expect(error?.problem == .notInExclusion)
        }
        #expect(throws: CronParseError.self) { try CronExclusion("* * 30 2 *") }
        // Never on one day, so never excluding anything.
        #expect(throws: CronParseError.self) { try CronExclusion("* * 30 2 5") }
    }

    @Test("Whether it shares a time of day with its job is known")
    func sharedTimes() throws {
        let job = try CronExpression("0 30 8 * * 1-5")
        #expect(try CronExclusion("* * 1 10 *").sharesTimeOfDay(with: job))
        #expect(try CronExclusion("30 8 1 10 *").sharesTimeOfDay(with: job))
        #expect(try !CronExclusion("0 8 1 10 *").sharesTimeOfDay(with: job))
        #expect(try !CronExclusion("30 30 8 * * *").sharesTimeOfDay(with: job))
    }
}

@Suite("Facts for a reviewer")
struct FactTests {
    @Test(
        "A step beside another restricted day field is Debian's rule",
        arguments: [
            ("0 0 */2 * 1", true), ("0 0 1 * */2", true), ("0 0 */2 * FRI#1", true), ("0 0 L * */2", true),
            ("0 0 */2 * *", false), ("0 0 * * */2", false), ("0 0 1 * 1", false), ("0 0 * * 1", false),
            ("0 0 */1 * 1", false), ("0 0 ? * 1", false),
        ])
    func starRule(text: String, uses: Bool) throws {
        #expect(try CronExpression(text).usesDebianStarRule == uses)
    }

    @Test(
        "Where either day field is enough is known",
        arguments: [("0 0 1 * 1", true), ("0 0 L * FRI#1", true), ("0 0 */2 * 1", false), ("0 0 1 * *", false)])
    func eitherRule(text: String, uses: Bool) throws {
        #expect(try CronExpression(text).usesEitherRule == uses)
    }

    @Test("Times of day are listed where they are few")
    func times() throws {
        #expect(try CronExpression("15 30 8,20 * * *").timesOfDay(atMost: 4) == [30_615, 73_815])
        #expect(try CronExpression("*/5 * * * *").timesOfDay(atMost: 24) == nil)
        #expect(try CronExpression("*/5 * * * *").firingsPerDay == 288)
        #expect(try CronExpression("@at 2027-01-01T00:00:00Z").timesOfDay(atMost: 24) == nil)
        #expect(try CronExpression("@at 2027-01-01T00:00:00Z").isOnce)
        #expect(try CronExpression("*/30 * * * * *").firesWithinMinutes)
        #expect(try !CronExpression("30 * * * * *").firesWithinMinutes)
        #expect(try CronExpression("0 */2 * * *").followsClock)
        #expect(try !CronExpression("0 0-23/2 * * *").followsClock)
    }
}
