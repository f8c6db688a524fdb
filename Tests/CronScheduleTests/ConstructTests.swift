import CivilTime
import CronSchedule
import Testing

/// Every construct of the dialect: when it fires.
@Suite("The dialect")
struct ConstructTests {
    struct Case: CustomTestStringConvertible {
        var expression: String
        var after: String
        var fires: [String]

        init(_ expression: String, after: String = "2026-11-24T08:30:00Z", _ fires: String...) {
            self.expression = expression
            self.after = after
            self.fires = fires
        }

        var testDescription: String { "\(expression) after \(after)" }
    }

    static let fieldCases = [
        Case("* * * * *", "2026-11-24T08:31:00Z", "2026-11-24T08:32:00Z"),
        Case("30 8 * * *", "2026-11-25T08:30:00Z", "2026-11-26T08:30:00Z"),
        Case("0 30 12 * * *", "2026-11-24T12:30:00Z", "2026-11-25T12:30:00Z"),
        Case("*/20 * * * * *", "2026-11-24T08:30:20Z", "2026-11-24T08:30:40Z", "2026-11-24T08:31:00Z"),
        Case("15,45 59 23 31 12 ?", "2026-12-31T23:59:15Z", "2026-12-31T23:59:45Z", "2027-12-31T23:59:15Z"),
        Case("0 0 0 1 1 ? 2030,2040-2042/2", "2030-01-01T00:00:00Z", "2040-01-01T00:00:00Z", "2042-01-01T00:00:00Z"),
        Case("0 0 0 29 2 ? *", "2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"),
        // 2100 is no leap year.
        Case("0 0 29 2 *", after: "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"),
        Case("0 0 29 2 0", after: "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", "2026-02-08T00:00:00Z"),
        Case("0 0 29 FEB ?", after: "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        // 29 February on a Sunday comes every 28 years, and the century without a leap day makes it 40.
        Case("0 0 */29 2 0", after: "2032-03-01T00:00:00Z", "2037-02-01T00:00:00Z"),
    ]

    static let listCases = [
        Case("5,10-12,*/30 9 * * *", "2026-11-24T09:00:00Z", "2026-11-24T09:05:00Z", "2026-11-24T09:10:00Z"),
        Case("50/5 8 * * *", "2026-11-24T08:50:00Z", "2026-11-24T08:55:00Z", "2026-11-25T08:50:00Z"),
        Case("10-40/15 9 * * *", "2026-11-24T09:10:00Z", "2026-11-24T09:25:00Z", "2026-11-24T09:40:00Z"),
        Case("0 22-2/2 * * *", "2026-11-24T22:00:00Z", "2026-11-25T00:00:00Z", "2026-11-25T02:00:00Z"),
        Case(
            "0 0 30-2 * ?", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z",
            "2026-12-30T00:00:00Z"),
        Case(
            "0 0 1 NOV-feb *", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z",
            "2027-11-01T00:00:00Z"),
        Case(
            "0 0 * * FRI-MON", "2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z",
            "2026-11-30T00:00:00Z", "2026-12-04T00:00:00Z"),
        Case("0 0 * * 6-7", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z", "2026-12-05T00:00:00Z"),
        Case("0 0 * * 7-1", "2026-11-29T00:00:00Z", "2026-11-30T00:00:00Z", "2026-12-06T00:00:00Z"),
        Case("0 0 * * sun", "2026-11-29T00:00:00Z", "2026-12-06T00:00:00Z"),
        Case("5-1 0 * * *", "2026-11-25T00:00:00Z", "2026-11-25T00:01:00Z", "2026-11-25T00:05:00Z"),
        Case("*/40 * * * *", "2026-11-24T08:40:00Z", "2026-11-24T09:00:00Z", "2026-11-24T09:40:00Z"),
    ]

    static let dayCases = [
        Case(
            "0 0 L * *", "2026-11-30T00:00:00Z", "2026-12-31T00:00:00Z", "2027-01-31T00:00:00Z", "2027-02-28T00:00:00Z"),
        Case(
            "0 0 L-3 * ?", "2026-11-27T00:00:00Z", "2026-12-28T00:00:00Z", "2027-01-28T00:00:00Z",
            "2027-02-25T00:00:00Z"),
        Case("0 0 L-30 * ?", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z"),
        // 31 January 2027 is a Sunday, 31 July 2027 a Saturday.
        Case("0 0 LW 1,7 ?", after: "2027-01-01T00:00:00Z", "2027-01-29T00:00:00Z", "2027-07-30T00:00:00Z"),
        // 15 August 2026 is a Saturday, 15 November a Sunday.
        Case("0 0 15W 8,11 ?", after: "2026-08-01T00:00:00Z", "2026-08-14T00:00:00Z", "2026-11-16T00:00:00Z"),
        // Within its month: 1 August 2026 is a Saturday, 31 May a Sunday.
        Case("0 0 1W 8 ?", after: "2026-07-30T00:00:00Z", "2026-08-03T00:00:00Z"),
        Case("0 0 31W 5 ?", after: "2026-05-01T00:00:00Z", "2026-05-29T00:00:00Z"),
        // No 31st, no firing.
        Case("0 0 31W * ?", after: "2026-11-01T00:00:00Z", "2026-12-31T00:00:00Z"),
        Case("0 0 * * 5L", "2026-11-27T00:00:00Z", "2026-12-25T00:00:00Z"),
        Case("0 0 ? * friL", "2026-11-27T00:00:00Z", "2026-12-25T00:00:00Z"),
        Case("0 0 * * FRI#2", "2026-12-11T00:00:00Z", "2027-01-08T00:00:00Z"),
        Case("0 0 * * 0#5", "2026-11-29T00:00:00Z", "2027-01-31T00:00:00Z"),
        Case("0 0 * * 7#1,WED", "2026-11-25T00:00:00Z", "2026-12-02T00:00:00Z", "2026-12-06T00:00:00Z"),
        Case("0 0 1,L * *", "2026-11-30T00:00:00Z", "2026-12-01T00:00:00Z", "2026-12-31T00:00:00Z"),
    ]

    static let eitherCases = [
        // Both restricted: either.
        Case(
            "0 0 13 * 5", "2026-11-27T00:00:00Z", "2026-12-04T00:00:00Z", "2026-12-11T00:00:00Z", "2026-12-13T00:00:00Z"
        ),
        // One begins with a star: both.
        Case("0 0 */10 * 5", "2026-12-11T00:00:00Z", "2027-01-01T00:00:00Z", "2027-05-21T00:00:00Z"),
        Case("0 0 13 * */5", "2026-12-13T00:00:00Z", "2027-06-13T00:00:00Z"),
        Case("0 0 L * FRI", "2026-11-27T00:00:00Z", "2026-11-30T00:00:00Z", "2026-12-04T00:00:00Z"),
        // A full range is no star.
        Case("0 0 1-31 * 5", "2026-11-25T00:00:00Z", "2026-11-26T00:00:00Z"),
    ]

    static let shorthandCases = [
        Case("@hourly", "2026-11-24T09:00:00Z"), Case("@daily", "2026-11-25T00:00:00Z"),
        Case("@MIDNIGHT", "2026-11-25T00:00:00Z"), Case("@weekly", "2026-11-29T00:00:00Z"),
        Case("@monthly", "2026-12-01T00:00:00Z"), Case("@yearly", "2027-01-01T00:00:00Z"),
        Case("@annually", "2027-01-01T00:00:00Z"),
        Case("@at 2027-01-26T19:46:22+08:00", "2027-01-26T11:46:22Z"),
        Case("@at 2026-11-24T08:30:00Z"),
        Case("0 0 0 1 1 ? 2026"),
    ]

    @Test(
        "Fires when it says",
        arguments: fieldCases + listCases + dayCases + eitherCases + shorthandCases)
    func fires(_ row: Case) throws {
        let expression = try CronExpression(row.expression)
        var instant = try Instant(row.after)
        for expected in row.fires {
            let next = try #require(expression.next(after: instant, in: .utc))
            #expect(next.rfc3339() == expected)
            instant = next
        }
        if row.fires.isEmpty { #expect(expression.next(after: instant, in: .utc) == nil) }
    }

    @Test("The answer is strictly later or earlier than the time asked, by the nanosecond")
    func strictness() throws {
        let expression = try CronExpression("30 8 * * *")
        let firing = try Instant("2026-11-24T08:30:00Z")
        #expect(expression.next(after: firing, in: .utc) == firing + .seconds(86_400))
        #expect(expression.next(after: firing - .nanoseconds(1), in: .utc) == firing)
        #expect(expression.previous(before: firing, in: .utc) == firing - .seconds(86_400))
        #expect(expression.previous(before: firing + .nanoseconds(1), in: .utc) == firing)
        #expect(expression.matches(firing, in: .utc))
        #expect(!expression.matches(firing + .nanoseconds(1), in: .utc))
    }

    @Test("Years run from 1970 to 2200, whatever instant is asked")
    func horizon() throws {
        let daily = try CronExpression("0 12 * * *")
        #expect(daily.next(after: .distantPast, in: .utc)?.rfc3339() == "1970-01-01T12:00:00Z")
        #expect(daily.previous(before: .distantFuture, in: .utc)?.rfc3339() == "2200-12-31T12:00:00Z")
        #expect(daily.next(after: try Instant("2200-12-31T12:00:00Z"), in: .utc) == nil)
        #expect(daily.previous(before: try Instant("1970-01-01T12:00:00Z"), in: .utc) == nil)
        let newYork = try TimeZoneRules.named("America/New_York")
        #expect(daily.next(after: .distantPast, in: newYork)?.rfc3339() == "1970-01-01T17:00:00Z")
        #expect(daily.previous(before: .distantFuture, in: newYork)?.rfc3339() == "2200-12-31T17:00:00Z")
        let everySecond = try CronExpression("* * * * * *")
        #expect(everySecond.next(after: .distantPast, in: .utc)?.rfc3339() == "1970-01-01T00:00:00Z")
        #expect(everySecond.previous(before: .distantFuture, in: .utc)?.rfc3339() == "2200-12-31T23:59:59Z")
        #expect(everySecond.next(after: .distantFuture, in: .utc) == nil)
        #expect(everySecond.previous(before: .distantPast, in: .utc) == nil)
    }

    @Test("A year that is over has no next, but a previous")
    func past() throws {
        let expression = try CronExpression("0 0 0 1 1 ? 1999")
        let now = try Instant("2026-11-24T08:30:00Z")
        #expect(expression.next(after: now, in: .utc) == nil)
        #expect(expression.previous(before: now, in: .utc)?.rfc3339() == "1999-01-01T00:00:00Z")
    }

    @Test("Expressions that fire alike are equal, and others are not")
    func equality() throws {
        #expect(try CronExpression("0 8 * * MON-FRI") == CronExpression("0 0 8 ? * 1-5"))
        #expect(try CronExpression("0 0 * * FRIL") == CronExpression("0 0 * * 5L"))
        #expect(try CronExpression("@daily") == CronExpression("0 0 * * *"))
        #expect(try CronExpression("0 0 0 * * * *") == CronExpression("0 0 * * *"))
        // The same values, but another rule at clock changes, or for days.
        #expect(try CronExpression("*/1 0 * * *") != CronExpression("0-59 0 * * *"))
        #expect(try CronExpression("0 0 */2 * 1") != CronExpression("0 0 1-31/2 * 1"))
        #expect(try CronExpression("TZ=UTC 0 0 * * *") != CronExpression("0 0 * * *"))
        #expect(try CronExpression("0 0 * * 5#1") != CronExpression("0 0 * * 5#2"))
        #expect(try Set(["0 0 * * 7", "0 0 * * SUN", "@weekly"].map { try CronExpression($0) }).count == 1)
    }

    @Test("A zone in front is kept, and says so", arguments: ["TZ", "CRON_TZ"])
    func zonePrefix(variable: String) throws {
        let expression = try CronExpression("\(variable)=Asia/Shanghai  0 8 * * *")
        #expect(expression.timeZoneIdentifier == "Asia/Shanghai")
        #expect(expression.canonical == "TZ=Asia/Shanghai 0 8 * * *")
        #expect(try CronExpression("0 8 * * *").timeZoneIdentifier == nil)
    }

    @Test("An expression stays small")
    func size() {
        #expect(MemoryLayout<CronExpression>.stride <= 64)
        #expect(MemoryLayout<CronExpression.Firing>.size <= 16)
    }
}

@Suite("Spelling")
struct SpellingTests {
    @Test(
        "The canonical form is the shortest",
        arguments: [
            ("0 8 * * MON-FRI", "0 8 * * 1-5"), ("00 08 * * 07", "0 8 * * 0"), ("0 0 0 ? * ? *", "0 0 * * *"),
            ("0-59/5 * * * *", "0-55/5 * * * *"), ("*/5,1 * * * *", "*/5,1 * * * *"), ("*,7 * * * *", "* * * * *"),
            ("5-1 * * * *", "0,1,5-59 * * * *"), ("0 0 31,L,1 * *", "0 0 1,31,L * *"),
            ("*/10 * * * * *", "*/10 * * * * *"), ("0 0 0 1 1 * 2026-2030", "0 0 0 1 1 * 2026-2030"),
            ("0 0 * 1,4,7,10 *", "0 0 * */3 *"), ("0 0 * * sat,sun", "0 0 * * 0,6"), ("@hourly", "0 * * * *"),
            ("CRON_TZ=UTC @at 2027-01-26T19:46:22+08:00", "TZ=UTC @at 2027-01-26T11:46:22Z"),
            ("0 0 LW,L-3,15W * FRIL,1#2", "0 0 L-3,LW,15W * 1#2,5L"), ("*/90 * * * *", "*/60 * * * *"),
        ])
    func canonical(text: String, canonical: String) throws {
        #expect(try CronExpression(text).canonical == canonical)
        #expect(try CronExpression(canonical) == CronExpression(text))
    }

    @Test(
        "The sentence says when",
        arguments: [
            ("* * * * *", "every minute"), ("*/5 * * * *", "every 5 minutes"), ("* * * * * *", "every second"),
            ("*/15 * * * * *", "every 15 seconds"), ("30 * * * * *", "at second 30 of every minute"),
            ("5,35 * * * *", "at minutes 5 and 35 of every hour"),
            ("*/7 * * * *", "at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 of every hour"),
            ("0 8 * * 1-5", "at 08:00, Monday to Friday"), ("30 2 * * *", "at 02:30 every day"),
            ("15 30 2 * * *", "at 02:30:15 every day"), ("0 8,20 * * *", "at 08:00 and 20:00 every day"),
            ("*/10 9-17 * * MON-FRI", "every 10 minutes from 09:00 to 17:59, Monday to Friday"),
            ("0 */2 * * *", "at minute 0 in every 2nd hour from 00:00 every day"),
            ("0 0 1 * *", "at 00:00 on the 1st of every month"),
            ("0 0 29 2 *", "at 00:00 on the 29th of February"),
            ("0 0 */2 * *", "at 00:00 on every 2nd day from the 1st of every month"),
            ("0 12 * * FRI#2", "at 12:00, the second Friday of the month"),
            ("15 10 L * *", "at 10:15 on the last day of every month"),
            (
                "0 0 L-1,LW * *",
                "at 00:00 on the day before the last and the last weekday (Monday to Friday) of every month"
            ),
            ("0 0 15W 6 *", "at 00:00 on the weekday (Monday to Friday) nearest the 15th of June"),
            ("0 0 1,15 * FRI", "at 00:00 on the 1st and the 15th of every month, and also on Friday"),
            ("0 0 */2 * MON", "at 00:00 on every 2nd day from the 1st of every month that is also a Monday"),
            ("0 0 * 6-8 SAT,SUN", "at 00:00, Saturday and Sunday in June to August"),
            ("0 0 0 1 1 ? 2030", "at 00:00 on the 1st of January, in 2030"),
            ("TZ=Asia/Shanghai 0 8 * * *", "at 08:00 every day, Asia/Shanghai time"),
            ("@at 2027-01-26T19:46:22+08:00", "once, at 2027-01-26T11:46:22Z"),
        ])
    func sentence(text: String, sentence: String) throws {
        #expect(try CronExpression(text).sentence == sentence)
    }
}
