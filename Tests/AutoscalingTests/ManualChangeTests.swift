import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("Manual changes")
struct ManualChangeTests {
    private func bench(_ policy: ManualChangePolicy) throws -> Bench {
        try .ofChat(
            [("a", "30 8 * * *", .replicas(8)), ("b", "0 23 * * *", .replicas(5))], until: "2026-11-24T08:40:00Z"
        ) { $0.onManualChange = policy }
    }

    @Test("adopt leaves a manual change until the next event, with one entry that says from what to what")
    func adopt() throws {
        var bench = try bench(.adopt)
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 3)
        bench.run(until: "2026-11-24T09:40:00Z")
        #expect(bench.sent.count == 1)
        #expect(
            bench.kinds(.manualChangeAdopted).map(\.message) == [
                "chat: changed by hand from running 8 to Normal MANUAL 3 (3 ready); left until the next event"
            ])
    }

    @Test("revert sends the target again, at most once per ConvergeTimeoutSec=")
    func revert() throws {
        var bench = try bench(.revert)
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 3)
        bench.run(.seconds(400))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 3)
        bench.run(.seconds(400))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 3)
        #expect(bench.kinds(.heldBack).count == 1)
        #expect(bench.kinds(.heldBack).last?.message.hasSuffix("at most one is") == true)
        bench.run(.seconds(1800))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test("revert counts what an earlier run of the daemon has reverted")
    func revertAfterRestart() throws {
        var bench = try bench(.revert)
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 3)
        bench.run(.seconds(400))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
        var chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8)), ("b", "0 23 * * *", .replicas(5))])
        chat.onManualChange = .revert
        bench.start([chat])
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 3)
        bench.run(.seconds(400))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 3)
        bench.run(.seconds(1800))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test(
        "What is stopped while it comes up for an event is not started again for it, whatever OnManualChange= says",
        arguments: [ManualChangePolicy.adopt, .revert])
    func stoppedOnItsWay(policy: ManualChangePolicy) throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))], until: "2026-11-24T08:29:00Z") {
            $0.onManualChange = policy
        }
        bench.act = { service, change in
            Bench.obey(&service, change)
            service.status = .waiting
            service.readyReplicas = 1
        }
        bench.run(until: "2026-11-24T08:30:30Z")
        #expect(bench.asked == ["SCALE 8"])
        bench.cloud["ms-chat-1"] = Bench.stopped("ms-chat-1", old: 8)
        bench.run(.seconds(900))
        #expect(bench.asked == ["SCALE 8"])
        #expect(bench.history.map(\.outcome) == [.supersededByManualChange])
    }

    @Test("revert waits for the end of a pause, and one entry says so")
    func revertAfterPause() throws {
        var bench = try bench(.revert)
        bench.pauseChat(until: "2026-11-24T10:00:00Z")
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 3)
        bench.run(until: "2026-11-24T09:59:00Z")
        #expect(bench.cloud["ms-chat-1"]?.replicas == 3)
        #expect(
            bench.kinds(.heldBack).map(\.message) == [
                "chat: changed by hand from running 8 to Normal MANUAL 3 (3 ready); OnManualChange=revert waits: "
                    + "paused by ada until 2026-11-24T10:00:00Z"
            ])
        bench.run(until: "2026-11-24T10:10:00Z")
        #expect(bench.kinds(.manualChangeReverted).count == 1)
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test("What a call did whose event was dropped meanwhile is not taken for somebody else's doing")
    func droppedInFlight() throws {
        var bench = try bench(.revert)
        bench.answer = { call, _ in call.request.action == .modifyModelService ? .unknown("time-out") : nil }
        bench.command(.run(serviceId: "ms-chat-1", job: "b", force: false))
        bench.run(.milliseconds(110))
        #expect(bench.sent.count == 2)
        bench.command(.drop(serviceId: "ms-chat-1"))
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 5)
        bench.run(.seconds(700))
        #expect(bench.kinds(.manualChangeReverted).isEmpty)
        #expect(bench.kinds(.manualChangeAdopted).isEmpty)
    }

    @Test("revert never starts a service that was stopped by hand")
    func revertNeverStarts() throws {
        var bench = try bench(.revert)
        bench.cloud["ms-chat-1"] = Bench.stopped("ms-chat-1", old: 8)
        bench.run(.seconds(4000))
        #expect(bench.cloud["ms-chat-1"]?.status == .stopped)
        #expect(bench.sent.count == 1)
    }

    @Test("A warning names all by which TI-ONE acts on a service itself: its jobs, its stop or both")
    func ownSchedule() throws {
        for (jobs, stops, words) in [
            (3, false, "ScaleStrategy CRON with 3 CronScaleJobs"), (0, true, "ScheduleStop is true"),
            (3, true, "ScaleStrategy CRON with 3 CronScaleJobs, ScheduleStop is true"),
        ] {
            var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
            bench.cloud["ms-chat-1"]?.isAuto = true
            bench.cloud["ms-chat-1"]?.scaleStrategy = "CRON"
            bench.cloud["ms-chat-1"]?.cronScaleJobs = jobs
            bench.cloud["ms-chat-1"]?.schedulesStop = stops
            bench.start([try schedule("chat", [("noon", "0 12 * * *", .replicas(5))])])
            bench.run(.seconds(60))
            let moment = Moment(local: bench.local, boot: bench.boot)
            let warnings = bench.engine.snapshot(at: moment).services.flatMap(\.warnings)
            #expect(warnings == ["TI-ONE schedules this service too (\(words))"])
        }
    }
}
