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

    @Test("The holds of a service whose file is gone end with it, and the journal tells")
    func goneService() throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.overrideChat(to: 5, reason: "launch")
        bench.pauseChat(reason: "do not touch")
        bench.run(until: "2026-11-24T08:30:00Z")
        bench.reload([try schedule("other", [("a", "0 9 * * *", .replicas(8))])])
        #expect(
            bench.kinds(.holdEnded).map(\.message) == [
                "chat: no longer paused and overridden to running 5: its schedule is gone"
            ])
        #expect(
            Set(bench.endedHolds) == [
                "pause do not touch 08:01:00Z-08:30:00Z", "override launch 08:01:00Z-08:30:00Z",
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

    @Test(
        "A dry run tells what the guard rails would have made of an event, and what would have been asked for",
        arguments: ["ceiling", "there", "hold", "split"])
    func dryRunWords(kind: String) throws {
        var bench = try Bench.ofChat([("a", "30 8 * * *", .replicas(8))], until: "2026-11-24T08:02:00Z") {
            $0.isDryRun = true
            if kind == "ceiling" { $0.rails.ceiling = 6 }
            if kind == "hold" || kind == "split" { $0.rails.maxStep = 3 }
            if kind == "hold" { $0.rails.onMaxStep = .hold }
        }
        if kind == "there" { bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 8) }
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome) == [.dryRun])
        let asked = "it would ask for SCALE 8, for the service is Normal MANUAL 2 (2 ready)"
        let expected = [
            "ceiling": "a guard rail changes the size: 8→6; "
                + "it would ask for SCALE 6, for the service is Normal MANUAL 2 (2 ready)",
            "there": "the service is Normal MANUAL 8 (8 ready) already",
            "hold": "\(asked), which is held back by MaxStep=3", "split": "\(asked), in steps of MaxStep=3",
        ]
        #expect(
            bench.history.map(\.reason.sentence) == ["dry run: no call is made; \(try #require(expected[kind]))"])
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
