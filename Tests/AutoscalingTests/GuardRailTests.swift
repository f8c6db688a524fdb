import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("Guard rails")
struct GuardRailTests {
    private func bench(_ jobs: [(String, String, Target)], _ change: (inout GuardRails) -> Void) throws -> Bench {
        try .ofChat(jobs, until: "2026-11-24T10:00:00Z") { change(&$0.rails) }
    }

    @Test("A ceiling clamps a count, and the outcome says from what to what")
    func ceiling() throws {
        let bench = try bench([("a", "0 9 * * *", .replicas(12))]) { $0.ceiling = 8 }
        #expect(bench.asked == ["SCALE 8"])
        #expect(bench.history.first?.outcome?.word == "applied (clamped 12→8)")
        #expect(bench.kinds(.clamped).count == 1)
    }

    @Test("A larger step goes in steps with OnMaxStep=split")
    func split() throws {
        let bench = try bench([("a", "0 9 * * *", .replicas(9))]) { $0.maxStep = 3 }
        #expect(bench.asked == ["SCALE 5", "SCALE 8", "SCALE 9"])
    }

    @Test("A service that was scaled automatically goes in steps too", arguments: ["HPA", "CRON"])
    func splitOfAuto(strategy: String) throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var service = Bench.running("ms-chat-1", 9)
        service.isAuto = true
        service.scaleStrategy = strategy
        bench.cloud["ms-chat-1"] = service
        var chat = try schedule("chat", [("a", "0 9 * * *", .replicas(4))])
        chat.rails.maxStep = 2
        bench.start([chat])
        bench.run(until: "2026-11-24T09:30:00Z")
        #expect(bench.asked == ["SCALE 7", "SCALE 5", "SCALE 4"])
    }

    @Test("A step that was accepted and does not show is made again after a minute at rest, and is stuck in the end")
    func splitNotShown() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.act = { _, _ in }
        var chat = try schedule("chat", [("a", "0 9 * * *", .replicas(9))])
        chat.rails.maxStep = 3
        bench.start([chat])
        bench.run(until: "2026-11-24T09:00:50Z")
        #expect(bench.asked == ["SCALE 5"])
        bench.run(until: "2026-11-24T09:01:30Z")
        #expect(bench.asked == ["SCALE 5", "SCALE 5"])
        bench.run(until: "2026-11-24T09:40:00Z")
        #expect(bench.kinds(.stuck).count == 1)
    }

    @Test("A count that can't be one is no count", arguments: [Int.min, -1, Int.max])
    func absurdCount(replicas: Int) throws {
        var service = Service()
        service.serviceId = "ms-chat-1"
        service.status = .normal
        var info = ServiceInfo()
        info.replicas = replicas
        service.serviceInfo = info
        let observation = try #require(Observation(service))
        #expect(observation.replicas == nil)
    }

    @Test("A larger step waits for an operator with OnMaxStep=hold")
    func hold() throws {
        var bench = try bench([("a", "0 9 * * *", .replicas(9))]) {
            $0.maxStep = 3
            $0.onMaxStep = .hold
        }
        #expect(bench.sent.isEmpty)
        #expect(bench.kinds(.heldBack).count == 1)
        bench.command(.run(serviceId: "ms-chat-1", job: "a", force: true))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 9"])
        let held = bench.history.first { $0.id.cause == .job("a") }
        #expect(
            held?.reason.sentence.hasSuffix(" is newer; it was held, for from 2 to 9 is more than MaxStep=3") == true)
    }

    @Test("A command that OnMaxStep=hold keeps back, and a hold that replaces another, say so")
    func repliesToldApart() throws {
        var bench = try bench([("a", "0 9 * * *", .replicas(9))]) {
            $0.maxStep = 3
            $0.onMaxStep = .hold
        }
        bench.overrideChat(to: 8)
        bench.pauseChat(reason: "faults")
        bench.pauseChat(until: "2026-11-24T17:00:00Z")
        #expect(
            bench.replies == [
                .done(
                    "chat is held at running 8 until an operator ends it; but it waits, for from 2 to 8 is more than "
                        + "MaxStep=3: --force passes that"),
                .done("chat is paused until an operator ends it"),
                .done(
                    "chat is paused until 2026-11-24T17:00:00Z; this replaces the pause by ada until an operator ends "
                        + "it: faults"),
            ])
    }

    @Test("No more services stop at one time than MaxConcurrentStops= allows")
    func concurrentStops() throws {
        var bench = try StoppingFleet().bench()
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.sent.count == 2)
        for stopping in bench.cloud.values where stopping.status == .stopping {
            bench.cloud[stopping.serviceId]?.status = .stopped
        }
        bench.run(.seconds(30))
        #expect(bench.sent.count == 4)
    }
}

@Suite("TargetReplicas=0")
struct NoReplicasTests {
    private func bench(_ change: (inout ServiceSchedule) -> Void = { _ in }) throws -> Bench {
        try .ofChat([("night", "0 9 * * *", .replicas(0))], change)
    }

    @Test("StartingDeadlineSec= does not apply to it")
    func deadline() throws {
        var bench = try bench { $0.jobs[0].startingDeadline = .seconds(60) }
        bench.pauseChat(until: "2026-11-24T10:00:00Z")
        bench.run(until: "2026-11-24T10:01:00Z")
        #expect(bench.asked == ["STOP"])
    }

    @Test("It is sent as STOP also where the service can't be observed any more")
    func unobserved() throws {
        var bench = try bench()
        bench.answer = { call, _ in
            call.request.action == .modifyModelService ? nil : .unknown("time-out")
        }
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.asked == ["STOP"])
    }

    @Test("It counts against MaxConcurrentStops=, also when an earlier run of the daemon sent it")
    func concurrentStops() throws {
        let fleet = try StoppingFleet(.replicas(0))
        var bench = fleet.bench()
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.sent.count == 2)
        bench.start(fleet.schedules, settings: fleet.settings)
        bench.run(.seconds(60))
        let stopping = bench.cloud.values.filter { $0.status == .stopping }
        #expect(stopping.count == 2, "those that the earlier run had sent count")
        bench.run(.seconds(60))
        #expect(bench.cloud.values.count { $0.status == .stopping } == stopping.count)
    }

    @Test("Against MaxConcurrentStops= counts a STOP whose answer an earlier run did not live to see")
    func unansweredStops() throws {
        let fleet = try StoppingFleet()
        var bench = fleet.bench()
        bench.run(until: at("2026-11-24T09:00:00Z") + .milliseconds(70))
        #expect(bench.sent.count == 2)
        bench.start(fleet.schedules, settings: fleet.settings)
        bench.run(.seconds(120))
        #expect(bench.cloud.values.count { $0.status == .stopping } == 2)
    }
}

/// Six services that all stop at nine, two at a time, and go on stopping until a test says otherwise.
private struct StoppingFleet {
    var schedules: [ServiceSchedule]
    var settings = FleetSettings()

    init(_ target: Target = .stop) throws {
        schedules = try (0..<6).map { try schedule("s\($0)", [("night", "0 9 * * *", target)]) }
        settings.maxConcurrentStops = 2
    }

    func bench() -> Bench {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.act = { service, change in
            Bench.obey(&service, change)
            if case .stop = change { service.status = .stopping }
        }
        for schedule in schedules { bench.cloud[schedule.serviceId] = Bench.running(schedule.serviceId, 2) }
        bench.start(schedules, settings: settings)
        return bench
    }
}
