import Autoscaling
import CivilTime
import CronSchedule
import Testing

@testable import Simulation

@Suite("Timelines")
struct TimelineTests {
    private func instant(_ text: String) throws -> Instant { try Instant(rfc3339: text) }

    private func service(_ id: Int, _ jobs: [(name: String, schedule: String, target: Target)]) throws
        -> ServiceSchedule
    {
        var schedule = ServiceSchedule(name: "svc\(id)", serviceId: "ms-plan000\(id)-1")
        schedule.jobs = try jobs.map {
            CronScaleJob(
                name: $0.name, schedule: try CronExpression($0.schedule),
                zone: try TimeZoneRules(identifier: "Asia/Shanghai"), target: $0.target)
        }
        return schedule
    }

    @Test("A timeline names each event with its calls, from the state that the schedule left before it")
    func day() throws {
        let fleet = FleetConfiguration(schedules: [
            try service(
                1,
                [
                    ("peak", "30 8 * * *", .replicas(8)), ("evening", "0 20 * * *", .bounds(min: 2, max: 6)),
                    ("night", "0 22 * * *", .stop),
                ])
        ])
        let timeline = Timeline.ideal(
            of: fleet, from: try instant("2026-11-24T00:00:00+08:00"), to: try instant("2026-11-25T00:00:00+08:00"))
        let lines = timeline.events.map { event in
            "\(event.occurrence.id.instant.rfc3339()) \(event.occurrence.id.cause) "
                + "\(event.calls.map(\.description).joined(separator: ", ")): \(event.occurrence.outcome?.word ?? "open")"
        }
        #expect(
            lines == [
                "2026-11-24T00:30:00Z peak RESUME, SCALE 8: applied",
                "2026-11-24T12:00:00Z evening SCALE 2-6: applied",
                "2026-11-24T14:00:00Z night STOP: applied",
            ])
        #expect(timeline.events.map { $0.before?.status } == [.stopped, .normal, .normal])
    }

    @Test("An excluded firing, and one that changes nothing, are in the timeline as what they are")
    func nothingToDo() throws {
        var schedule = try service(1, [("a", "0 9 * * *", .replicas(3)), ("b", "0 10 * * *", .replicas(3))])
        schedule.jobs[0].exclusions = [try CronExclusion("* * * 25 * *")]
        let timeline = Timeline.ideal(
            of: FleetConfiguration(schedules: [schedule]), from: try instant("2026-11-24T10:30:00+08:00"),
            to: try instant("2026-11-25T23:00:00+08:00"))
        #expect(timeline.events.map { $0.occurrence.outcome?.word } == ["excluded", "already-there"])
        #expect(timeline.events.allSatisfy { $0.calls.isEmpty })
    }

    @Test("Services run apart come to the same as all run together")
    func apart() throws {
        let from = try instant("2026-03-28T16:00:00Z")
        var (apart, queues) = (0, 0)
        for seed in 0..<24 {
            let fleet = fleet(seed: UInt64(seed), from)
            let to = from + .seconds(36 * 3_600)
            let courses = Courses(of: fleet, from: from, to: to, observed: [])
            let shown = Timeline.ideal(of: fleet, from: from, to: to)
            let truth = Timeline.together(fleet, from: from, to: to, observed: [])
            #expect(shown.events.map(line) == truth.events.map(line), "seed \(seed)")
            let lastCalls = lastCalls(truth, rateLimit: fleet.settings.rateLimit)
            #expect(self.lastCalls(shown, rateLimit: fleet.settings.rateLimit) == lastCalls, "seed \(seed)")
            if courses != nil { (apart, queues) = (apart + 1, queues + lastCalls.count) }
        }
        // Or else nothing was compared.
        #expect(apart >= 10 && queues >= 10, "\(apart) fleets apart, \(queues) queues in them")
    }

    @Test("Queues of different services that are alike are told apart by their times alone", arguments: [0, 1])
    func likeQueues(growth: Int) throws {
        var fleet = FleetConfiguration()
        for minute in 0..<3 {
            for place in 0..<30 {
                var schedule = try service(
                    place % 10,
                    [
                        ("up", "\(minute * 10) 8 * * *", .replicas(place % 4 + growth * (minute + 1))),
                        ("down", "0 22 * * *", .replicas(9 + growth * place)),
                    ])
                schedule.name = "svc\(minute)-\(place)"
                schedule.serviceId = "ms-q\(minute)x\(place)-1"
                fleet.schedules.append(schedule)
            }
        }
        let from = try instant("2026-11-24T00:00:00+08:00")
        let shown = Timeline.ideal(of: fleet, from: from, to: from + .seconds(86_400))
        let truth = Timeline.together(fleet, from: from, to: from + .seconds(86_400), observed: [])
        let lastCalls = lastCalls(truth, rateLimit: fleet.settings.rateLimit)
        #expect(lastCalls.count == 4)
        #expect(self.lastCalls(shown, rateLimit: fleet.settings.rateLimit) == lastCalls)
        #expect(shown.events.map(\.occurrence.startedAt) == truth.events.map(\.occurrence.startedAt))
    }

    @Test("Once holds have ended and nothing is open, services run apart come to the same as all run together")
    func apartAfterHolds() throws {
        let from = try instant("2026-03-28T16:00:00Z")
        let to = from + .seconds(36 * 3_600)
        let ada = Actor(uid: 1000, name: "ada")
        var freed = 0
        for seed in 0..<24 {
            let fleet = fleet(seed: UInt64(seed), from)
            var random = SeededRandom(seed: UInt64(seed))
            func hold() -> Hold {
                let until = HoldEnd.instant(from + .seconds(Int64(random.int(60...20_000))))
                return Hold(by: ada, reason: "", since: from - .seconds(60), until: until, skips: random.chance(0.3))
            }
            var standing = Standing()
            if random.chance(0.3) { standing.freeze = hold() }
            standing.services = fleet.schedules.map { schedule in
                var service = Standing.Service(serviceId: schedule.serviceId)
                if random.chance(0.5) { service.pause = hold() }
                if random.chance(0.2) {
                    service.override = Override(
                        goal: .running(.replicas(2)), by: ada, reason: "", since: from - .seconds(60),
                        until: hold().until, force: false)
                    service.goal = .running(.replicas(3))
                }
                if let job = schedule.jobs.first, random.chance(0.3) {
                    let id = OccurrenceID(
                        serviceId: schedule.serviceId, cause: .job(job.name), instant: from - .seconds(30))
                    var event = Occurrence(
                        id: id, nominal: nil, target: job.target, goal: Goal(job.target, after: nil),
                        reason: Reason(.due, "its time has come"))
                    event.openedAt = id.instant
                    service.open = event
                }
                return service
            }
            standing.freeze = standing.freeze ?? (random.chance(0.5) ? nil : hold())
            let shown = Timeline.ideal(of: fleet, from: from, to: to, standing: standing)
            let concerned = standing.concerned(in: fleet)
            var held = fleet
            held.schedules.removeAll { !concerned.contains($0.serviceId) }
            let run = IdealRun(fleet: held, from: from, to: to, observed: [], standing: standing)
            func told(_ events: [TimelineEvent]) -> [String] {
                events.filter { concerned.contains($0.occurrence.id.serviceId) }.map(line).sorted()
            }
            #expect(told(shown.events) == told(run.events()), "seed \(seed)")
            freed += run.eventsUntilFree().freedom == nil ? 0 : 1
        }
        // Or else nothing was compared.
        #expect(freed >= 10, "\(freed) fleets were free before the end")
    }

    /// Namesakes in all but name: some share a run, and many at one instant have to queue.
    private func fleet(seed: UInt64, _ from: Instant) -> FleetConfiguration {
        var random = SeededRandom(seed: seed)
        var generator = FleetGenerator(random: random, start: from)
        var fleet = generator.fleet()
        if !random.chance(0.1) { fleet.settings.maxConcurrentStops = nil }
        let originals = fleet.schedules
        for copy in 1..<random.int(2...6) {
            for (index, original) in originals.enumerated() {
                var schedule = original
                schedule.name += "-\(copy)"
                schedule.serviceId = "ms-copy\(copy)\(index)-1"
                fleet.schedules.append(schedule)
            }
        }
        return fleet
    }

    private func line(_ event: TimelineEvent) -> String {
        let occurrence = event.occurrence
        return "\(event.service) \(occurrence.id) \(occurrence.nominal?.description ?? "-") \(occurrence.target) "
            + "\(occurrence.goal) \(occurrence.outcome?.word ?? "open") \(occurrence.reason) "
            + "\(event.before.map { "\($0)" } ?? "-") \(event.calls)"
    }

    /// Where more calls are made than one second takes.
    private func lastCalls(_ timeline: Timeline, rateLimit: Int) -> [Instant: Instant?] {
        Dictionary(grouping: timeline.events.filter { !$0.calls.isEmpty }) { $0.occurrence.id.instant }
            .filter { $0.value.count > rateLimit }
            .mapValues { $0.compactMap(\.occurrence.startedAt).max() }
    }

    @Test("A year of 12 services has every firing, each with its outcome")
    func year() throws {
        let fleet = FleetConfiguration(
            schedules: try (0..<12).map {
                try service($0, [("up", "30 8 * * 1-5", .replicas(8)), ("down", "0 20 * * *", .replicas(2))])
            })
        let from = try instant("2026-11-24T00:00:00+08:00")
        let timeline = Timeline.ideal(of: fleet, from: from, to: from + .seconds(365 * 86_400))
        #expect(timeline.events.count == 12 * (261 + 365))
        #expect(timeline.events.allSatisfy { $0.occurrence.outcome != nil })
    }
}

extension Timeline {
    /// Of all services, by due time.
    fileprivate var events: [TimelineEvent] {
        services.joined().sorted { a, b in
            let (first, second) = (a.occurrence.id, b.occurrence.id)
            if first.instant != second.instant { return first.instant < second.instant }
            return a.service != b.service
                ? a.service < b.service : first.cause.description < second.cause.description
        }
    }
}
