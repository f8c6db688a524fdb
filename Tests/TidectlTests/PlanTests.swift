import Autoscaling
import CivilTime
import Control
import CronSchedule
import Testing
import TideConfiguration

@testable import tidectl

@Suite struct PlanTests {
    private func schedule(
        _ name: String, zone: String, _ jobs: [(name: String, schedule: String, target: Target)],
        excluding exclusion: String? = nil
    ) throws -> ServiceSchedule {
        var schedule = ServiceSchedule(name: name, serviceId: "ms-\(name)-1")
        schedule.jobs = try jobs.map { job in
            var made = CronScaleJob(
                name: job.name, schedule: try CronExpression(job.schedule), zone: try TimeZoneRules(identifier: zone),
                target: job.target)
            if let exclusion { made.exclusions = [try CronExclusion(exclusion)] }
            return made
        }
        return schedule
    }

    private func plan(
        _ schedules: [ServiceSchedule], from: String, to: String, observed: [Observation] = []
    ) throws -> Plan {
        Plan(
            of: FleetConfiguration(schedules: schedules), from: try Instant(rfc3339: from),
            to: try Instant(rfc3339: to), observed: observed)
    }

    private func observed(_ name: String, _ replicas: Int) -> Observation {
        var observation = Observation(serviceId: "ms-\(name)-1")
        observation.status = .normal
        observation.replicas = replicas
        observation.readyReplicas = replicas
        observation.hpa = HpaSettings(
            minReplicas: 1, maxReplicas: 1, metrics: [HpaMetric(name: "gpu-util", value: 60)])
        return observation
    }

    private func text(_ plan: Plan, columns: Int) throws -> [String] {
        let time = TimeText(now: plan.from, zone: try TimeZoneRules(identifier: "Asia/Shanghai"))
        return PlanText(plan: plan, time: time, terminal: Terminal(columns: columns), legend: true).lines
    }

    @Test("Of two schedules of one service the enabled one is planned, whichever comes first")
    func disabledNamesake() throws {
        var old = try schedule("chat", zone: "UTC", [("peak", "30 8 * * *", .replicas(8))])
        old.name = "a-old-chat"
        old.isEnabled = false
        let chat = try schedule("chat", zone: "UTC", [("peak", "30 9 * * *", .replicas(4))])
        let plan = try plan([old, chat], from: "2026-11-24T00:00:00Z", to: "2026-11-25T00:00:00Z")
        #expect(plan.services.map(\.name) == ["chat"])
        #expect(plan.events.map { "\($0.service) \($0.to?.text ?? "-")" } == ["chat 4"])
        #expect(plan.services.map(\.peak) == [4])
    }

    @Test("In 80 columns an event of which nothing comes says why, once, and shows no change")
    func narrow() throws {
        var office = try schedule(
            "office-hours", zone: "Asia/Shanghai",
            [("morning", "30 8 * * *", .replicas(4)), ("evening", "0 20 * * *", .stop), ("late", "0 20 * * *", .stop)])
        office.jobs[0].exclusions = [try CronExclusion("* * * 1-7 10 *")]
        let lines = try text(
            plan([office], from: "2026-09-30T00:00:00+08:00", to: "2026-10-02T00:00:00+08:00"), columns: 80)
        let table = lines.drop { !$0.hasPrefix("TIME") }.prefix { !$0.isEmpty }
        #expect(
            Array(table) == [
                "TIME            SERVICE      JOB        FROM   TO      REMARKS",
                "Wed 09-30 08:30 office-hours morning       ? → 4       -",
                "Wed 09-30 20:00 office-hours evening       4   -       late wins",
                "Wed 09-30 20:00 office-hours late          4 → stopped -",
                "Thu 10-01 08:30 office-hours morning stopped   -       excluded: * * * 1-7 10 *",
                "Thu 10-01 20:00 office-hours evening stopped   -       late wins",
                "Thu 10-01 20:00 office-hours late    stopped → stopped nothing to change",
            ])
    }

    @Test("Days under the chart stand at even distances, and sizes that nobody knows are no zeros")
    func chart() throws {
        let chat = try schedule("chat", zone: "Asia/Shanghai", [("peak", "0 8 3 12 *", .replicas(8))])
        let rank = try schedule("rank", zone: "Asia/Shanghai", [("once", "0 8 1 6 *", .replicas(2))])
        let lines = try text(
            plan([chat, rank], from: "2026-11-30T00:00:00+08:00", to: "2026-12-10T00:00:00+08:00"), columns: 80)
        #expect(lines[3].hasSuffix("? max ?") && lines[4].hasPrefix("total ???") && lines[4].hasSuffix("█ max 8"))
        let days = lines[5].split(separator: " ", omittingEmptySubsequences: true).filter { $0.contains("-") }
        #expect(days == ["11-30", "12-02", "12-04", "12-06", "12-08"])
    }

    @Test("A burst of services whose sizes nobody knows is told as the most that it can be")
    func unknownBurst() throws {
        let schedules = try (0..<45).map { index in
            try schedule("s\(index)", zone: "Asia/Shanghai", [("up", "0 8 * * *", .replicas(3))])
        }
        let (from, to) = ("2026-11-24T00:00:00+08:00", "2026-11-24T12:00:00+08:00")
        let blind = try #require(try plan(schedules, from: from, to: to).bursts.first)
        #expect(blind.isAtMost && blind.changes == 45)
        // As many calls take as long where all are needed.
        let seen = try #require(
            try plan(schedules, from: from, to: to, observed: (0..<45).map { observed("s\($0)", 1) }).bursts.first)
        #expect(!seen.isAtMost && seen.changes == 45 && seen.lastCall == blind.lastCall)
    }

    @Test("None of a service with prepaid instances is 0, not stopped")
    func hybrid() throws {
        let chat = try schedule("chat", zone: "Asia/Shanghai", [("night", "0 22 * * *", .replicas(0))])
        var seen = observed("chat", 2)
        seen.chargeType = "HYBRID_PAID"
        seen.prepaidReplicas = 1
        let night = try plan(
            [chat], from: "2026-11-24T00:00:00+08:00", to: "2026-11-26T00:00:00+08:00", observed: [seen])
        #expect(night.events.map { $0.to?.text } == ["0", "0"])
        #expect(night.events.map { $0.from?.text } == ["2", "0"])
        #expect(night.events.first?.remarks == ["HYBRID_PAID: SCALE 0; the prepaid instances run"])
        seen.status = .stopped
        (seen.replicas, seen.prepaidReplicas, seen.oldPrepaidReplicas) = (0, 0, 1)
        let stopped = try plan(
            [chat], from: "2026-11-24T00:00:00+08:00", to: "2026-11-25T00:00:00+08:00", observed: [seen])
        #expect(
            stopped.events.map { "\($0.from?.text ?? "?") \($0.to?.text ?? "?") \($0.outcome) \($0.calls)" } == [
                "stopped 0 applied 2"
            ])
        #expect(stopped.events.first?.remarks == ["HYBRID_PAID: RESUME, SCALE 0; the prepaid instances run"])
        let unknown = try plan([chat], from: "2026-11-24T00:00:00+08:00", to: "2026-11-25T00:00:00+08:00")
        #expect(unknown.events.first?.remarks.contains("if it is HYBRID_PAID, SCALE 0 instead of STOP") == true)
    }

    @Test("A step that MaxStep= holds leaves the size as it is, and the next is reckoned from there")
    func heldStep() throws {
        var chat = try schedule(
            "chat", zone: "Asia/Shanghai",
            [
                ("peak", "0 8 * * *", .replicas(12)), ("noon", "0 12 * * *", .replicas(4)),
                ("night", "0 22 * * *", .stop), ("early", "0 6 * * *", .replicas(9)),
            ])
        (chat.rails.ceiling, chat.rails.maxStep, chat.rails.onMaxStep) = (10, 3, .hold)
        func rows(_ observed: [Observation]) throws -> [String] {
            try plan([chat], from: "2026-11-24T07:00:00+08:00", to: "2026-11-25T07:00:00+08:00", observed: observed)
                .events.map {
                    "\($0.job) \($0.from?.text ?? "?") > \($0.to?.text ?? "-") \($0.outcome) \($0.calls): "
                        + $0.remarks.joined(separator: "; ")
                }
        }
        #expect(
            try rows([observed("chat", 2)]) == [
                "peak 2 > 2 held 0: MaxStep=3 holds SCALE 10 until noon",
                "noon 2 > 4 applied 1: ", "night 4 > stopped applied 1: ",
                "early stopped > 4 held 1: MaxStep=3 holds SCALE 9 until peak",
            ])
        let narrow = try text(
            plan(
                [chat], from: "2026-11-24T07:00:00+08:00", to: "2026-11-24T12:00:00+08:00",
                observed: [observed("chat", 2)]),
            columns: 80)
        #expect(narrow.contains("Tue 11-24 08:00 chat    peak    2 → 2  MaxStep=3 holds SCALE 10 until noon"))
        let blind = try rows([])
        #expect(blind.first?.hasPrefix("peak ? > ") == true)
        let hours = try plan(
            [chat], from: "2026-11-24T07:00:00+08:00", to: "2026-11-24T12:00:00+08:00", observed: [observed("chat", 2)])
        #expect(hours.services.first?.peak == 4 && hours.services.first?.hours.minimum == 10)
    }

    @Test("Sizes follow one another, unknown until the first event unless they were observed")
    func levels() throws {
        let chat = try schedule(
            "chat", zone: "Asia/Shanghai",
            [
                ("peak", "0 8 * * *", .replicas(8)), ("auto", "0 12 * * *", .bounds(min: 2, max: 6)),
                ("night", "0 22 * * *", .stop),
            ])
        let (from, to) = ("2026-11-24T00:00:00+08:00", "2026-11-25T00:00:00+08:00")
        let blind = try plan([chat], from: from, to: to)
        #expect(blind.events.map { $0.from?.text } == [nil, "8", "2-6"])
        #expect(blind.events.map { $0.to?.text } == ["8", "2-6", "stopped"])
        let seen = try plan([chat], from: from, to: to, observed: [observed("chat", 3)])
        #expect(seen.events.first?.from?.text == "3")
        // 8 h of 3, 4 h of 8, 10 h of 2 to 6, 2 h of none.
        #expect(seen.services.first?.hours.minimum == 76)
        #expect(seen.services.first?.hours.maximum == 116)
        #expect(seen.services.first?.peak == 8)
    }

    @Test("An excluded event changes nothing and names its line")
    func excluded() throws {
        let chat = try schedule(
            "chat", zone: "Asia/Shanghai", [("peak", "0 8 * * *", .replicas(8))], excluding: "* * * 24 11 *")
        let plan = try plan(
            [chat], from: "2026-11-23T00:00:00+08:00", to: "2026-11-25T00:00:00+08:00", observed: [observed("chat", 1)])
        #expect(plan.events.map(\.outcome) == ["applied", "excluded"])
        #expect(plan.events.last?.to == nil)
        #expect(plan.events.last?.remarks == ["excluded by * * * 24 11 *"])
    }

    @Test("A local time that is skipped is remarked on")
    func skipped() throws {
        let chat = try schedule("chat", zone: "Europe/Paris", [("early", "30 2 * * *", .replicas(8))])
        let plan = try plan(
            [chat], from: "2026-03-28T12:00:00Z", to: "2026-03-29T12:00:00Z", observed: [observed("chat", 1)])
        #expect(plan.events.map { $0.at.rfc3339() } == ["2026-03-29T01:00:00Z"])
        #expect(plan.events.first?.remarks == ["02:30:00 is skipped by the clock change in Europe/Paris"])
    }

    @Test("A burst tells when its last call is sent")
    func burst() throws {
        let schedules = try (0..<50).map { number in
            try schedule("s\(number)", zone: "UTC", [("peak", "0 8 * * *", .replicas(8))])
        }
        let plan = try plan(
            schedules, from: "2026-11-24T00:00:00Z", to: "2026-11-25T00:00:00Z",
            observed: schedules.map { observed($0.name, 1) })
        let burst = try #require(plan.bursts.first)
        #expect(burst.changes == 50)
        let length = burst.lastCall - burst.at
        // 20 a second: the last ten of 50 go out in the third second.
        #expect(length > .seconds(2) && length < .seconds(4), "\(length)")
    }

    @Test("A fleet of more services than one page of the API shows is planned to the last of them")
    func large() throws {
        let schedules = try (0..<150).map { number in
            try schedule("s\(number)", zone: "UTC", [("peak", "\(number % 60) 8 * * *", .replicas(8))])
        }
        let plan = try plan(schedules, from: "2026-11-24T00:00:00Z", to: "2026-11-25T00:00:00Z")
        #expect(plan.events.count == 150)
        #expect(plan.events.allSatisfy { $0.calls == 1 && $0.to?.text == "8" })
    }

    @Test(
        "What came due just before the plan begins does not change how services stand at its start",
        arguments: ["12:00:00", "12:00:01", "12:00:20", "12:00:59", "12:01:00", "12:01:30"])
    func justAfterAnEvent(start: String) throws {
        var embed = try schedule("embed", zone: "Asia/Shanghai", [("daily", "0 12 * * *", .replicas(3))])
        embed.appliesOnLoad = true
        let plan = try plan(
            [embed], from: "2026-11-25T\(start)+08:00", to: "2026-11-27T\(start)+08:00",
            observed: [observed("embed", 1)])
        #expect(plan.events.map(\.outcome) == ["applied", "already-there"])
        #expect(plan.events.map(\.calls) == [1, 0])
        #expect(plan.events.map { $0.from?.text } == ["1", "3"])
    }

    @Test(
        "Of a service whose size is not known, no event claims that nothing is to change",
        arguments: ["2026-11-24T12:00:20Z", "2026-11-24T11:00:00Z", "2026-11-24T23:00:00Z"])
    func unknownBefore(start: String) throws {
        let begin = try Instant(rfc3339: start)
        for target in [Target.replicas(1), .replicas(3), .bounds(min: 2, max: 6), .stop, .resume] {
            let embed = try schedule("embed", zone: "UTC", [("daily", "0 12 * * *", target)])
            let plan = Plan(
                of: FleetConfiguration(schedules: [embed]), from: begin, to: begin + .seconds(86_400), observed: [])
            #expect(plan.events.map(\.outcome) == ["applied"], "\(target)")
            #expect(plan.events.map(\.calls) == [1], "\(target)")
            #expect(plan.events.first?.remarks == ["size not known before; no call if already there"], "\(target)")
            let page = PlanHTML(plan: plan, time: TimeText(now: begin, zone: .utc)).text
            #expect(page.contains("1 of them needs calls"), "\(target)")
        }
    }

    @Test("What a RESUME brings back is not known of a service that nobody saw, until an event names a size")
    func resumeOfUnknown() throws {
        let jobs: [(name: String, schedule: String, target: Target)] = [
            ("down", "0 6 * * *", .stop), ("up", "0 9 * * *", .resume), ("noon", "0 12 * * *", .replicas(4)),
        ]
        for first in 0...1 {
            let embed = try schedule("embed", zone: "UTC", Array(jobs.dropFirst(first)))
            let unseen = try plan([embed], from: "2026-11-24T00:00:00Z", to: "2026-11-25T00:00:00Z")
            #expect(unseen.events.map(\.toText) == Array(["stopped", "RESUME", "4"].dropFirst(first)))
            #expect(unseen.events.map(\.outcome) == Array(repeating: "applied", count: 3 - first))
            #expect(unseen.events.map(\.calls) == Array(repeating: 1, count: 3 - first))
            #expect(unseen.events.last?.from == nil)
            let steps = unseen.services.flatMap(\.steps).map { $0.level?.text }
            #expect(steps == (first == 0 ? [nil, "stopped", nil, "4"] : [nil, "4"]))
            let picture = PlanSVG(plan: unseen, time: TimeText(now: unseen.from, zone: .utc)).text
            #expect(!picture.contains("class=\"passed\""))
        }
        var stopped = Observation(serviceId: "ms-embed-1")
        stopped.status = .stopped
        stopped.oldReplicas = 7
        let embed = try schedule("embed", zone: "UTC", Array(jobs[1...1]))
        let seen = try plan(
            [embed], from: "2026-11-24T00:00:00Z", to: "2026-11-25T00:00:00Z", observed: [stopped])
        #expect(seen.events.map(\.toText) == ["7"])
    }

    @Test("A time to come is explained by events from now on, else by what is recorded, and never by older firings")
    func explained() throws {
        let now = try Instant(rfc3339: "2026-11-24T12:30:00Z")
        let embed = try schedule("embed", zone: "UTC", [("daily", "0 12 * * *", .replicas(3))])
        func explanation(hours: Int64, present: Explanation? = nil) -> Explanation {
            let then = now + .seconds(hours * 3_600)
            let plan = Plan(of: FleetConfiguration(schedules: [embed]), from: now, to: then, observed: [])
            return Explanation(
                at: then, service: "embed", serviceId: "ms-embed-1", events: plan.events, present: present)
        }
        func lines(_ explanation: Explanation) -> String {
            ExplanationReport(
                explanation, time: TimeText(now: now, zone: .utc), terminal: Terminal(columns: nil)
            ).lines.joined(separator: "\n")
        }
        let soon = explanation(hours: 2)
        #expect(soon.decidedBy == nil && !soon.isForeseen && soon.isUnchangedUntilThen)
        #expect(!lines(soon).contains("foreseen"))
        #expect(lines(soon).contains("no event that falls due from now until then"))
        let later = explanation(hours: 24)
        #expect(later.decidedBy?.job == "daily" && later.isForeseen && !later.isUnchangedUntilThen)
        #expect(lines(later).contains("foreseen: applied"))
        // What the daemon has recorded, here stood in for by an explanation of another time.
        var present = later
        present.warnings = ["drifted"]
        let told = explanation(hours: 2, present: present)
        #expect(told.decidedBy?.job == "daily" && !told.isForeseen && told.warnings == ["drifted"])
        #expect(!lines(told).contains("foreseen") && lines(told).contains("no event falls due that changes it"))
    }

    @Test("What a guard rail moved to where the service was already shows as what it is")
    func clampedInPlace() throws {
        var chat = try schedule("chat", zone: "UTC", [("down", "0 8 * * *", .replicas(1))])
        chat.rails.floor = 2
        let plan = try plan(
            [chat], from: "2026-11-24T00:00:00Z", to: "2026-11-26T00:00:00Z", observed: [observed("chat", 5)])
        #expect(plan.events.map(\.outcome) == ["applied (clamped 1→2)", "already-there"])
        #expect(plan.events.map { $0.to?.text } == ["2", "2"])
    }

    @Test("All services together are the sum of each, at every time")
    func total() throws {
        let schedules = [
            try schedule("a", zone: "UTC", [("up", "0 8 * * *", .replicas(8)), ("down", "0 20 * * *", .stop)]),
            try schedule("b", zone: "UTC", [("auto", "0 8 * * *", .bounds(min: 2, max: 6))]),
        ]
        let plan = try plan(
            schedules, from: "2026-11-24T00:00:00Z", to: "2026-11-25T00:00:00Z", observed: [observed("a", 3)])
        #expect(plan.total.map(\.level.text) == ["3", "10-14", "2-6"])
        #expect(plan.total.map(\.unknown) == [1, 0, 0])
        // The time until 8:00 is hatched in the band of b and in the sum, as the legend says.
        let picture = PlanSVG(plan: plan, time: TimeText(now: plan.from, zone: .utc)).text
        #expect(picture.ranges(of: "<rect fill=\"url(#unknown-").count == 3)
    }

    @Test("The picture in the README is what the tool draws of config/")
    func readme() throws {
        let zone = try TimeZoneRules(identifier: "Asia/Shanghai")
        let loaded = loadConfiguration(
            directories: ["config"], host: HostFacts(name: "host", timeZone: zone))
        let from = try Instant(rfc3339: "2027-01-25T00:00:00+08:00")
        let plan = Plan(of: loaded.fleet, from: from, to: from + .seconds(7 * 86_400), observed: [])
        guard case .bytes(let bytes) = DiskFiles().content(of: "deploy/images/plan.svg") else {
            Issue.record("deploy/images/plan.svg can't be read")
            return
        }
        #expect(
            String(decoding: bytes, as: UTF8.self) == PlanSVG(plan: plan, time: TimeText(now: from, zone: zone)).text,
            "make it anew by the command that stands below it in the README")
    }

    @Test("A picture of any width says what its marks mean, within its edges", arguments: [358, 1000])
    func legend(width: Int) throws {
        let schedules = [
            try schedule(
                "chat", zone: "UTC", [("up", "0 8 * * *", .bounds(min: 2, max: 9))], excluding: "* * * 25 11 *")
        ]
        let plan = try plan(schedules, from: "2026-11-24T00:00:00Z", to: "2026-11-26T00:00:00Z")
        let time = TimeText(now: plan.from, zone: .utc)
        let picture = PlanSVG(plan: plan, time: time, width: width).text
        for name in ["instances", "where the autoscaler decides", "not known yet", "changes nothing"] {
            #expect(picture.contains("\">\(name)</text>"), "\(name)")
        }
        #expect(!picture.contains(">held back<"))
        let legend = PlanLegend(of: plan, within: width - 2 * PlanSVG.margin, mark: "")
        #expect(legend.width <= width - 2 * PlanSVG.margin)
        #expect(legend.rows == (width < 640 ? 2 : 1))
    }

    @Test(
        "A scale has three to six round numbers, each short enough to stand beside it",
        arguments: [
            2, 3, 5, 6, 9, 11, 27, 50, 59, 99, 294, 942, 3000, 6000, 9999, 10_001, 59_999, 100_001, 6_000_000,
        ])
    func scale(peak: Int) {
        let ticks = PlanScale(peak: peak, top: 0, bottom: 100).ticks
        #expect((3...6).contains(ticks.count), "\(ticks)")
        #expect(ticks.first == 0 && ticks.allSatisfy { $0 <= peak && PlanScale.label($0).count <= 5 }, "\(ticks)")
    }

    @Test("In a narrow picture the time that it shows and a clock change keep clear of the edge and of other words")
    func narrowPicture() throws {
        let schedules = try ["a", "b"].map {
            try schedule($0, zone: "America/New_York", [("up", "0 8 * * *", .replicas(8))])
        }
        let plan = try plan(schedules, from: "2026-10-30T04:00:07Z", to: "2026-11-04T04:00:07Z")
        let zone = try TimeZoneRules(identifier: "America/New_York")
        func lines(_ width: Int) -> [Substring] {
            PlanSVG(plan: plan, time: TimeText(now: plan.from, zone: zone), width: width).text.split(separator: "\n")
        }
        func height(_ text: String, in lines: [Substring]) throws -> Int {
            let line = try #require(lines.first { $0.contains(text) }, "\(text)")
            let start = try #require(line.firstRange(of: " y=\"")).upperBound
            return try #require(Int(line[start...].prefix { $0 != "\"" }))
        }
        let narrow = lines(358)
        #expect(try height(">Fri 10-30 00:00:07 to Tue 11-03 23:00:07,<", in: narrow) == 51)
        #expect(try height(">America/New_York<", in: narrow) == 51 + 18)
        #expect(try height(">clock −1 h<", in: narrow) > height(">All services<", in: narrow) + 11)
        #expect(try height(">Fri 10-30 00:00:07 to Tue 11-03 23:00:07, America/New_York<", in: lines(1000)) == 51)
    }

    @Test("Six services, a year, two zones with clock changes: an event for every firing, and no other")
    func year() throws {
        let zones = ["America/New_York", "Europe/Paris"]
        let schedules = try (0..<6).map { number in
            try schedule(
                "s\(number)", zone: zones[number % 2],
                [("up", "\(number) 8 * * *", .replicas(number + 2)), ("down", "\(number) 20 * * *", .replicas(1))])
        }
        let plan = try plan(schedules, from: "2026-01-01T12:00:00Z", to: "2027-01-01T12:00:00Z")
        // Each firing that the cron engine names, and no other.
        var expected: [String] = []
        for schedule in schedules {
            for job in schedule.jobs {
                var instant = plan.from
                while let next = job.schedule.next(after: instant, in: job.zone), next <= plan.to {
                    expected.append("\(next.rfc3339()) \(schedule.name) \(job.name)")
                    instant = next
                }
            }
        }
        #expect(plan.events.map { "\($0.at.rfc3339()) \($0.service) \($0.job)" }.sorted() == expected.sorted())
        #expect(plan.events.allSatisfy { $0.outcome == "applied" || $0.outcome == "already-there" })
        // Of one service, the times of day in UTC through the year.
        let newYork = plan.events.filter { $0.service == "s0" && $0.job == "up" }
        #expect(Set(newYork.map { $0.at.rfc3339().dropFirst(11) }) == ["13:00:00Z", "12:00:00Z"])
    }

    @Test("A page without schedules, or without events, says so and has no empty table")
    func emptyPage() throws {
        let (from, to) = ("2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z")
        let idle = try schedule("idle", zone: "UTC", [("yearly", "0 8 1 1 *", .replicas(8))])
        for (schedules, words) in [([], "There are no schedules."), ([idle], "Nothing comes due.")] {
            let plan = try plan(schedules, from: from, to: to)
            let page = PlanHTML(plan: plan, time: TimeText(now: plan.from, zone: .utc)).text
            #expect(page.contains(words))
            #expect(!page.contains("id=\"events\""))
            #expect(page.contains("<h2>Totals</h2>") == !schedules.isEmpty)
        }
    }

    @Test("The picture and the page are well formed whatever a service is called, and load nothing")
    func escaping() throws {
        let odd = try schedule("a&b<c>\"d\"", zone: "UTC", [("peak", "0 8 * * *", .replicas(8))])
        let plan = try plan([odd], from: "2026-11-24T00:00:00Z", to: "2026-11-25T00:00:00Z")
        let time = TimeText(now: plan.from, zone: .utc)
        let (picture, page) = (PlanSVG(plan: plan, time: time).text, PlanHTML(plan: plan, time: time).text)
        #expect(!picture.contains("<script"))
        #expect(picture.contains(" width=\"1000\" height=\""), "a viewer does not shrink it to its window")
        #expect(page.split(separator: "\n").filter { $0.contains("<svg") }.allSatisfy { !$0.contains(" height=") })
        for text in [picture, page] {
            #expect(text.contains("a&amp;b&lt;c&gt;"))
            #expect(!text.contains("b<c>"))
            #expect(!text.contains("src=") && !text.contains("href=") && !text.contains("@import"))
            #expect(text.components(of: "http").allSatisfy { $0.hasPrefix("://www.w3.org/2000/svg\"") })
        }
        let lines = PlanText(plan: plan, time: time, terminal: Terminal(columns: 80), legend: true).lines
        for line in lines { #expect(line.columns <= 80, "\(line)") }
    }
}

extension String {
    /// What follows each occurrence of `mark`.
    fileprivate func components(of mark: String) -> [Substring] {
        ranges(of: mark).map { self[$0.upperBound...].prefix(40) }
    }
}
