import Autoscaling
import CivilTime
import CronSchedule
import TIONE
import Testing

@Suite("Holds and commands")
struct HoldTests {
    @Test("A paused service changes nothing, and goes to the latest state of its schedule when the pause ends")
    func pause() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8)), ("b", "0 10 * * *", .replicas(5))])
        bench.pauseChat(until: "2026-11-24T11:00:00Z", reason: "test")
        bench.run(until: "2026-11-24T10:59:00Z")
        #expect(bench.sent.isEmpty)
        bench.run(until: "2026-11-24T11:01:00Z")
        #expect(bench.sent.map(\.words) == ["11:00:00Z ms-chat-1 SCALE 5"])
        #expect(bench.history.map(\.outcome?.word) == ["superseded", "applied"])
    }

    @Test("A hold that is over is recorded once, with its end: when its time was over, it was ended or replaced")
    func endedHolds() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.pauseChat(until: "2026-11-24T11:00:00Z", reason: "one")
        bench.run(until: "2026-11-24T08:30:00Z")
        bench.pauseChat(until: "2026-11-24T11:00:00Z", skips: true, reason: "two")
        bench.command(.freeze(until: .never, reason: ""))
        bench.run(until: "2026-11-24T10:00:00Z")
        bench.command(.thaw)
        #expect(bench.endedHolds == ["pause one 08:01:00Z-08:30:00Z", "freeze  08:30:00Z-10:00:00Z"])
        // Its end falls into a downtime.
        bench.local = at("2026-11-24T12:00:00Z")
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.run(.seconds(60))
        bench.overrideChat(to: 5, reason: "launch")
        bench.run(until: "2026-11-24T13:00:00Z")
        bench.command(.endOverride(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(
            bench.endedHolds.dropFirst(2) == [
                "pause two 08:30:00Z-11:00:00Z", "override launch 12:01:00Z-13:00:00Z",
            ])
    }

    @Test("A hold until a time that is past is refused; where nobody has judged the clock, with what that reads")
    func pastEnd() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        let freeze = Command.freeze(until: .instant(at("2026-11-24T07:00:00Z")), reason: "")
        bench.command(freeze)
        #expect(bench.replies.last == .refused("2026-11-24T07:00:00Z is past"))
        // The host comes back years ahead, without a network.
        bench.local = at("2030-01-01T00:00:00Z")
        bench.answer = { _, _ in .notSent("no network yet") }
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.command(freeze)
        #expect(
            bench.replies.last
                == .refused(
                    "2026-11-24T07:00:00Z is past by the daemon's clock, which reads 2030-01-01T00:00:00Z and which the API "
                        + "has not confirmed yet"))
    }

    @Test("pause --skip records events as skipped and makes none good")
    func pauseSkip() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.pauseChat(until: "2026-11-24T11:00:00Z", skips: true)
        bench.run(until: "2026-11-24T12:00:00Z")
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome) == [.skipped(.paused)])
    }

    @Test("A pause that ends during downtime ends at the next start")
    func pauseOverDowntime() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.pauseChat(until: "2026-11-24T11:00:00Z")
        bench.local = at("2026-11-24T12:00:00Z")
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 8"])
    }

    @Test("A freeze holds every service until it is thawed")
    func freeze() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.command(.freeze(until: .never, reason: "incident"))
        #expect(bench.statusLine.contains("frozen"))
        bench.run(until: "2026-11-24T10:00:00Z")
        #expect(bench.sent.isEmpty)
        bench.command(.thaw)
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 8"])
    }

    @Test("An override holds the service at its goal, and the schedule's latest state comes back at its end")
    func override() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.overrideChat(to: 4, until: "2026-11-24T10:00:00Z", reason: "load test")
        bench.run(until: "2026-11-24T09:30:00Z")
        #expect(bench.cloud["ms-chat-1"]?.replicas == 4)
        bench.run(until: "2026-11-24T10:01:00Z")
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
        #expect(bench.asked == ["SCALE 4", "SCALE 8"])
    }

    @Test("An override without an event meanwhile returns to what the schedule last asked for")
    func overrideReturns() throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))])
        bench.run(until: "2026-11-24T08:40:00Z")
        bench.overrideChat(.stopped, until: "2026-11-24T09:00:00Z")
        bench.run(until: "2026-11-24T08:50:00Z")
        #expect(bench.cloud["ms-chat-1"]?.status == .stopped)
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test("An override until the next event ends just before it")
    func overrideUntilNextEvent() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.command(.override(serviceId: "ms-chat-1", goal: .stopped, until: .nextEvent, reason: "", force: false))
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.asked == ["STOP", "RESUME", "SCALE 8"])
        #expect(bench.record("ms-chat-1")?.override == nil)
    }

    @Test("run does a job now, retry opens a failed event again, drop gives an open one up")
    func runRetryDrop() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.command(.run(serviceId: "ms-chat-1", job: "a", force: false))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 8"])
        bench.command(.retry(serviceId: "ms-chat-1"))
        #expect(
            bench.replies.last
                == .refused(
                    "chat has no failed event to try again; SCALE 8 (run a) due 2026-11-24T08:01:00Z ended as applied"
                ))
        bench.command(.run(serviceId: "ms-chat-1", job: "b", force: false))
        #expect(bench.replies.last == .notFound("chat has no job b"))
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 2)
        bench.answer = { call, _ in
            call.request.action == .modifyModelService
                ? .failed(APIError(code: "ResourceInsufficient", message: "", requestID: "r")) : nil
        }
        bench.run(until: "2026-11-24T09:10:00Z")
        bench.command(.drop(serviceId: "ms-chat-1"))
        #expect(bench.history.last?.outcome == .dropped)
        #expect(bench.record("ms-chat-1")?.intent == nil)
    }

    @Test("Dry run records events, makes no ModifyModelService call, and replays nothing when it ends")
    func dryRun() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        var settings = FleetSettings()
        settings.isDryRun = true
        let chat = try schedule("chat", [("a", "0 9 * * *", .replicas(8))])
        bench.start([chat], settings: settings)
        bench.run(until: "2026-11-24T10:00:00Z")
        #expect(bench.statusLine.contains("dry run"))
        bench.start([chat])
        bench.run(until: "2026-11-24T11:00:00Z")
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome) == [.dryRun])
    }
}

@Suite("The end of holds")
struct HoldEndTests {
    private let daily: [(String, String, Target)] = [("a", "0 9 * * *", .replicas(8))]

    @Test("pause --skip also skips what fell into it while the daemon was down")
    func skipOverDowntime() throws {
        let chat = try schedule("chat", daily)
        var bench = Bench.ofChat(chat)
        bench.pauseChat(until: "2026-11-24T10:00:00Z", skips: true)
        bench.local = at("2026-11-24T12:00:00Z")
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome) == [.skipped(.paused)])
    }

    @Test("pause --skip until the instant of an event leaves that event alone")
    func skipEndsBefore() throws {
        let chat = try schedule("chat", daily)
        var bench = Bench.ofChat(chat)
        bench.pauseChat(until: "2026-11-24T09:00:00Z", skips: true)
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.asked == ["SCALE 8"])
    }

    @Test("What a freeze holds is not lost to a reload that moves its job")
    func reloadUnderFreeze() throws {
        var chat = try schedule("chat", daily)
        var bench = Bench.ofChat(chat)
        bench.command(.freeze(until: .never, reason: ""))
        bench.run(until: "2026-11-24T10:00:00Z")
        chat.jobs[0].schedule = try CronExpression("0 7 * * *")
        bench.reload([chat])
        bench.run(until: "2026-11-24T11:00:00Z")
        #expect(bench.sent.isEmpty)
        bench.command(.thaw)
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 8"])
    }

    @Test("A disabled service is not reverted to what it was")
    func revertDisabled() throws {
        var chat = try schedule("chat", daily)
        chat.onManualChange = .revert
        var bench = Bench.ofChat(chat)
        bench.run(until: "2026-11-24T09:10:00Z")
        chat.isEnabled = false
        bench.reload([chat])
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 3)
        bench.run(.seconds(600))
        #expect(bench.kinds(.manualChangeReverted).isEmpty)
        #expect(bench.record("ms-chat-1")?.intent == nil)
    }

    @Test("A clock that is years ahead ends no pause and no freeze", arguments: [true, false])
    func wrongClock(isPause: Bool) throws {
        let chat = try schedule("chat", daily)
        var bench = Bench.ofChat(chat)
        let end = HoldEnd.instant(at("2026-11-25T08:00:00Z"))
        bench.command(
            isPause
                ? .pause(serviceId: "ms-chat-1", until: end, skips: false, reason: "") : .freeze(until: end, reason: "")
        )
        bench.run(until: "2026-11-24T08:30:00Z")
        bench.local = at("2030-01-01T00:00:00Z")
        bench.serverOffset = at("2026-11-24T08:30:00Z") - bench.local
        bench.start([chat])
        bench.run(.seconds(3600))
        #expect(bench.sent.isEmpty)
        #expect(bench.kinds(.holdEnded).isEmpty)
        bench.run(.seconds(86_400))
        #expect(bench.sent.count == 1)
    }

    @Test("After an override during which all events were excluded the schedule's earlier state comes back")
    func overrideOverExcluded() throws {
        var chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8)), ("b", "0 9 * * *", .replicas(3))])
        chat.jobs[1].exclusions = [try CronExclusion("* * 24 11 *")]
        var bench = Bench.ofChat(chat)
        bench.run(until: "2026-11-24T08:40:00Z")
        bench.overrideChat(to: 20, until: "2026-11-24T10:00:00Z")
        bench.run(until: "2026-11-24T10:01:00Z")
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }

    @Test("After an override of a service that RESUME had started its size comes back too")
    func overrideAfterResume() throws {
        let chat = try schedule(
            "chat", [("size", "5 8 * * *", .replicas(8)), ("off", "10 8 * * *", .stop), ("on", "20 8 * * *", .resume)])
        var bench = Bench.ofChat(chat)
        bench.run(until: "2026-11-24T08:30:00Z")
        bench.overrideChat(to: 20, until: "2026-11-24T10:00:00Z")
        bench.run(until: "2026-11-24T10:01:00Z")
        #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
    }
}

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
}

@Suite("Durability")
struct DurabilityTests {
    @Test("A call waits for its record, and goes at once when the record can't be written")
    func waits() throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))], until: "2026-11-24T08:20:00Z")
        bench.isDurableAtOnce = false
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.sent.isEmpty)
        bench.feed(.persistingFailed("disk full"))
        #expect(bench.sent.count == 1)
        #expect(bench.statusLine.contains("not durable"))
        bench.run(until: "2026-11-24T08:40:00Z")
        #expect(bench.history.isEmpty, "nothing is emitted while the store fails")
        bench.isDurableAtOnce = true
        bench.feed(.storeHealed)
        #expect(bench.history.map(\.outcome) == [.applied(clamped: nil)])
        #expect(!bench.statusLine.contains("not durable"))
    }

    @Test("After a crash at any turn of an event it is made good, and never repeated once its end is durable")
    func crash() throws {
        for turns in 0..<40 {
            var bench = Bench(at: "2026-11-24T08:29:00Z", chat: 2)
            let chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8))])
            bench.start([chat])
            bench.run(.seconds(60) + .milliseconds(25 * Int64(turns)))
            bench.start([chat])
            bench.run(.seconds(60))
            #expect(bench.cloud["ms-chat-1"]?.replicas == 8)
            let count = bench.sent.count
            #expect(count == 1)
            bench.start([chat])
            bench.run(.seconds(600))
            #expect(bench.sent.count == count)
        }
    }

    @Test("A frozen fleet keeps a call back that waits for its record")
    func freezeBeforeRelease() throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))], until: "2026-11-24T08:20:00Z")
        bench.isDurableAtOnce = false
        bench.run(until: "2026-11-24T08:31:00Z")
        bench.command(.freeze(until: .never, reason: ""))
        bench.isDurableAtOnce = true
        bench.feed(.persisted(upTo: bench.lastSequence))
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        bench.command(.thaw)
        bench.run(.seconds(60))
        #expect(bench.sent.count == 1)
    }
}

extension Bench {
    /// Kind, reason, beginning and end of each, by its end.
    fileprivate var endedHolds: [String] {
        let holds = records.values.compactMap { if case .hold(let hold) = $0 { hold } else { nil } }
        return holds.sorted { $0.endedAt < $1.endedAt }.map {
            "\($0.kind.rawValue) \($0.hold.reason) \($0.hold.since.rfc3339().dropFirst(11))-"
                + $0.endedAt.rfc3339().dropFirst(11)
        }
    }
}

@Suite("The order of records")
struct RecordOrderTests {
    /// What a store keeps of each service after one turn, and whether the sequence numbers rise.
    private func kept(_ effects: [Effect]) -> (services: [String: ServiceRecord], isRising: Bool) {
        var services: [String: ServiceRecord] = [:]
        var sequences: [UInt64] = []
        for case .persist(let record, let sequence) in effects {
            sequences.append(sequence)
            switch record {
            case .service(let service): services[service.serviceId] = service
            case .serviceRemoved(let serviceId): services[serviceId] = nil
            case .occurrence, .fleet, .hold: break
            }
        }
        return (services, sequences == sequences.sorted())
    }

    private func bench() throws -> (Bench, ServiceSchedule) {
        let chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8))])
        return (.ofChat(chat), chat)
    }

    @Test("A reload in the instant of an event leaves the newest record in the store")
    func reloadWhenDue() throws {
        var (bench, chat) = try bench()
        chat.jobs[0].target = .replicas(6)
        let effects = bench.engine.handle(
            .configured(FleetConfiguration(schedules: [chat])),
            at: Moment(local: at("2026-11-24T08:30:00Z"), boot: bench.boot + .seconds(1740)))
        let (services, isRising) = kept(effects)
        #expect(isRising)
        #expect(services["ms-chat-1"]?.scheduleIdentity == chat.identity)
        #expect(services["ms-chat-1"]?.intent?.goal == .running(.replicas(6)))
    }

    @Test("A service removed in the instant of its event stays removed")
    func removeWhenDue() throws {
        var (bench, _) = try bench()
        let effects = bench.engine.handle(
            .configured(FleetConfiguration()),
            at: Moment(local: at("2026-11-24T08:30:00Z"), boot: bench.boot + .seconds(1740)))
        let (services, isRising) = kept(effects)
        #expect(isRising)
        #expect(services.isEmpty)
    }

    @Test("What could not be written is written again although a later batch was acknowledged")
    func acknowledgedBehindFailure() throws {
        var (bench, _) = try bench()
        bench.isDurableAtOnce = false
        bench.run(until: "2026-11-24T08:30:01Z")
        bench.feed(.persistingFailed("disk full"))
        bench.feed(.persisted(upTo: bench.lastSequence))
        let effects = bench.engine.handle(.storeHealed, at: Moment(local: bench.local, boot: bench.boot))
        #expect(kept(effects).services["ms-chat-1"]?.intent?.goal == .running(.replicas(8)))
    }

    @Test("What changes in the turn in which the store heals is written after what it had missed")
    func healWhenDue() throws {
        var (bench, _) = try bench()
        bench.pauseChat(skips: true)
        bench.feed(.persistingFailed("disk full"))
        bench.command(.unpause(serviceId: "ms-chat-1"))
        let effects = bench.engine.handle(
            .storeHealed, at: Moment(local: at("2026-11-24T08:30:00Z"), boot: bench.boot + .seconds(1740)))
        let (services, isRising) = kept(effects)
        #expect(isRising)
        #expect(services["ms-chat-1"]?.intent?.goal == .running(.replicas(8)))
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
