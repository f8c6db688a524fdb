import CivilTime
import CronSchedule
import Testing

/// Next, previous and matches against an oracle that walks the seconds.
@Suite("The engine agrees with a walk through time")
struct PropertyTests {
    /// Each with instants around which its clock changes.
    static let zones: [(String, [String])] = [
        ("UTC", ["2028-02-28T12:00:00Z", "2100-02-28T12:00:00Z"]),
        ("America/New_York", ["2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z", "2150-03-08T07:00:00Z"]),
        ("Europe/London", ["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"]),
        ("Australia/Lord_Howe", ["2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z"]),
        ("Pacific/Apia", ["2011-12-30T10:00:00Z"]),
        ("Africa/Casablanca", ["2026-02-15T02:00:00Z", "2026-03-22T02:00:00Z"]),
        ("Asia/Tehran", ["2022-03-21T20:30:00Z", "2022-09-21T19:30:00Z"]),
        ("America/St_Johns", ["2026-03-08T05:30:00Z", "2007-03-11T03:31:00Z", "2007-11-04T02:31:00Z"]),
        ("Asia/Shanghai", ["1986-05-03T18:00:00Z", "2026-11-24T00:00:00Z"]),
        // Clock changes at midnight, and a change of a quarter of an hour.
        ("America/Santiago", ["2026-09-06T04:00:00Z", "2026-04-05T03:00:00Z"]),
        ("Asia/Kathmandu", ["1985-12-31T18:30:00Z"]),
    ]

    @Test("Random expressions fire around clock changes when the walk says so", arguments: zones)
    func agrees(zone identifier: String, changes: [String]) throws {
        var generator = SplitMix64(seed: 20_261_124)
        let zone = try TimeZoneRules.named(identifier)
        for change in changes {
            let instant = try Instant(change)
            let year = zone.civil(instant).year
            for round in 0..<12 {
                let oracle = OracleExpression.random(using: &generator, around: year)
                let expression: CronExpression
                do {
                    expression = try CronExpression(oracle.text)
                } catch {
                    // Only what never fires may be refused of what is drawn here.
                    guard case .never = error.problem else { throw error }
                    continue
                }
                // Every other walk leads through the change itself.
                let distance: ClosedRange<Int64> = round.isMultiple(of: 2) ? -5_000...0 : -100_000...100_000
                let base = instant.secondsSince1970 + Int64.random(in: distance, using: &generator)
                try check(expression, oracle, base, zone)
            }
        }
    }

    /// Walks a few hours, second by second, and holds every answer against the oracle's.
    private func check(
        _ expression: CronExpression, _ oracle: OracleExpression, _ base: Int64, _ zone: TimeZoneRules
    ) throws {
        let context = "\(oracle.text) in \(zone) around \(Instant(secondsSince1970: base).rfc3339())"
        let step: Int64 = oracle.text.split(separator: " ").count == 5 ? 30 : 1
        let span: Int64 = step == 1 ? 5_000 : 40_000
        let aligned = base - base % step
        var fired: [Int64] = []
        for second in stride(from: aligned, to: aligned + span, by: Int(step)) {
            let instant = Instant(secondsSince1970: second)
            let fires = oracle.fires(at: second, in: zone)
            if fires { fired.append(second) }
            guard expression.matches(instant, in: zone) == fires else {
                Issue.record("matches: \(context), at \(instant.rfc3339())")
                return
            }
        }
        // Going forwards from before the first, and backwards from behind the last, the same instants are met.
        let limit = aligned + span
        var forwards: [Int64] = []
        var instant = Instant(secondsSince1970: aligned - 1)
        while let next = expression.next(after: instant, in: zone), next.secondsSince1970 < limit {
            forwards.append(next.secondsSince1970)
            instant = next
        }
        var walked: [Int64] = []
        expression.forEachFiring(
            after: Instant(secondsSince1970: aligned - 1), upTo: Instant(secondsSince1970: limit - 1), in: zone
        ) { firing in
            #expect(firing == expression.nextFiring(after: firing.instant - .seconds(1), in: zone), "\(context)")
            walked.append(firing.instant.secondsSince1970)
            return true
        }
        #expect(walked == forwards, "\(context)")
        var backwards: [Int64] = []
        instant = Instant(secondsSince1970: limit)
        while let previous = expression.previous(before: instant, in: zone), previous.secondsSince1970 >= aligned {
            backwards.append(previous.secondsSince1970)
            instant = previous
        }
        if forwards != fired { Issue.record("next: \(context): \(forwards) where \(fired)") }
        if backwards.reversed() != fired { Issue.record("previous: \(context): \(backwards) where \(fired)") }
    }

    @Test("Next and previous undo each other, over years")
    func inverse() throws {
        var generator = SplitMix64(seed: 5)
        var checked = 0
        for (identifier, _) in Self.zones {
            let zone = try TimeZoneRules.named(identifier)
            for _ in 0..<25 {
                let year = Int.random(in: 1_975...2_195, using: &generator)
                let oracle = OracleExpression.random(using: &generator, around: year)
                guard let expression = try? CronExpression(oracle.text) else { continue }
                let start = Instant(secondsSince1970: Int64(year - 1_970) * 31_556_952)
                guard let first = expression.nextFiring(after: start, in: zone),
                    let second = expression.nextFiring(after: first.instant, in: zone)
                else { continue }
                checked += 1
                #expect(first.instant > start && second.instant > first.instant)
                #expect(expression.previousFiring(before: second.instant, in: zone) == first)
                #expect(
                    expression.nextFiring(after: first.instant - .nanoseconds(1), in: zone) == first,
                    "\(oracle.text) in \(identifier)")
                #expect(expression.previousFiring(before: first.instant + .nanoseconds(1), in: zone) == first)
                #expect(expression.matches(first.instant, in: zone))
                #expect(!expression.matches(first.instant + .nanoseconds(1), in: zone))
            }
        }
        #expect(checked > Self.zones.count * 25 / 2)
    }

    @Test("The canonical form means the same, and is its own canonical form")
    func canonical() throws {
        var generator = SplitMix64(seed: 77)
        var checked = 0
        for _ in 0..<500 {
            let oracle = OracleExpression.random(using: &generator, around: 2_026)
            guard let expression = try? CronExpression(oracle.text) else { continue }
            checked += 1
            let again = try CronExpression(expression.canonical)
            #expect(again == expression, "\(oracle.text) → \(expression.canonical)")
            #expect(again.canonical == expression.canonical)
        }
        #expect(checked > 250)
    }
}
