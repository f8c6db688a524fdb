import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("Overrides within their guard rails")
struct OverrideTests {
    /// `chat` runs 2 instances, with a job at 09:00 and at 12:00.
    private func bench(_ change: (inout ServiceSchedule) -> Void = { _ in }) throws -> (Bench, ServiceSchedule) {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        var chat = try schedule("chat", [("a", "0 9 * * *", .replicas(6)), ("b", "0 12 * * *", .replicas(3))])
        change(&chat)
        bench.start([chat])
        bench.run(.seconds(60))
        return (bench, chat)
    }

    private func override(_ goal: Goal, force: Bool = false) -> Command {
        .override(serviceId: "ms-chat-1", goal: goal, until: .never, reason: "", force: force)
    }

    @Test("An override to no instances says so")
    func noInstances() throws {
        var (bench, _) = try bench { _ in }
        bench.command(override(.running(.replicas(0)), force: false))
        #expect(bench.replies.last == .done("chat is held at 0 instances until an operator ends it"))
    }

    @Test(
        "A ceiling binds an override, with --force too, and both the reply and the outcome say so",
        arguments: [true, false])
    func ceiling(force: Bool) throws {
        var (bench, _) = try bench { $0.rails.ceiling = 8 }
        bench.command(override(.running(.replicas(12)), force: force))
        #expect(
            bench.replies.last
                == .done("chat is held at running 8 (a guard rail changed the size, 12→8) until an operator ends it"))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 8"])
        #expect(bench.history.last?.outcome?.word == "applied (clamped 12→8)")
        bench.command(override(.running(.replicas(20)), force: force))
        bench.run(.seconds(60))
        #expect(bench.history.last?.outcome == .alreadyThere)
        #expect(bench.history.last?.reason.sentence.contains("20→8") == true)
    }

    @Test("run --force passes MaxStep=, not the ceiling")
    func runForced() throws {
        var (bench, _) = try bench {
            $0.jobs[0].target = .replicas(12)
            $0.rails.ceiling = 8
            $0.rails.maxStep = 2
            $0.rails.onMaxStep = .hold
        }
        bench.command(.run(serviceId: "ms-chat-1", job: "a", force: true))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 8"])
    }

    @Test("An override follows guard rails that a reload changes, open or not")
    func reload() throws {
        var (bench, chat) = try bench()
        bench.command(override(.running(.replicas(9))))
        bench.run(.seconds(60))
        chat.rails.ceiling = 5
        bench.reload([chat])
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 9", "SCALE 5"])
        bench.act = { _, _ in }
        chat.rails.ceiling = 7
        bench.reload([chat])
        bench.run(.seconds(60))
        bench.act = Bench.obey
        chat.rails.ceiling = nil
        bench.reload([chat])
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 9", "SCALE 5", "SCALE 7", "SCALE 9"])
        #expect(bench.history.map(\.outcome?.word) == ["applied", "applied (clamped 9→5)", "applied"])
        #expect(bench.record("ms-chat-1")?.override?.goal == .running(.replicas(9)))
    }

    @Test("An override follows guard rails that were changed while the daemon was down")
    func restart() throws {
        var (bench, chat) = try bench()
        bench.command(override(.running(.replicas(9))))
        bench.run(.seconds(60))
        chat.rails.ceiling = 5
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 9", "SCALE 5"])
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.sent.count == 2)
    }

    @Test("pause --skip skips what falls into it although an override holds an earlier event")
    func skipUnderOverride() throws {
        var (bench, chat) = try bench()
        bench.command(override(.running(.replicas(4))))
        // 09:00 is held by the override; then 12:00 falls into a pause that skips.
        bench.run(until: "2026-11-24T10:00:00Z")
        bench.command(
            .pause(serviceId: "ms-chat-1", until: .instant(at("2026-11-24T13:00:00Z")), skips: true, reason: ""))
        bench.run(until: "2026-11-24T14:00:00Z")
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 4)
        bench.command(.endOverride(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.cloud["ms-chat-1"]?.replicas == 6)
        #expect(bench.history.map(\.outcome?.word) == ["applied", "applied", "skipped"])
    }

    @Test("An override of a clock that was years ahead is carried out once the clock is right, not left without effect")
    func watermarkInTheFuture() throws {
        var bench = Bench(at: "2030-01-01T00:00:00Z")
        bench.sendsDate = false
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 2)
        let chat = try schedule("chat", [("a", "0 9 * * *", .replicas(6))])
        bench.start([chat])
        bench.run(.seconds(60))
        bench.act = { _, _ in }
        bench.command(override(.running(.replicas(4))))
        bench.run(.seconds(60))
        bench.sent = []
        bench.act = Bench.obey
        bench.sendsDate = true
        bench.local = at("2026-11-24T08:00:00Z")
        bench.start([chat])
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 4"])
        #expect(bench.record("ms-chat-1")?.override != nil)
        #expect(bench.history.last?.id.instant ?? .distantFuture < at("2026-11-24T08:01:00Z"))
    }

    @Test("While records can't be written the reply to a command says that a crash would forget it")
    func notDurable() throws {
        var (bench, _) = try bench()
        bench.feed(.persistingFailed("disk full"))
        bench.command(override(.running(.replicas(4))))
        guard case .done(let sentence) = bench.replies.last else { return #expect(Bool(false)) }
        #expect(sentence.hasSuffix("records can't be written, so a crash of tided would forget this"))
        let lacking = bench.engine.recordsLacking.compactMap { record -> ServiceRecord? in
            if case .service(let service) = record { service } else { nil }
        }
        #expect(lacking.map { $0.override?.goal } == [.running(.replicas(4))], "what the store lacks can be asked for")
        bench.feed(.storeHealed)
        #expect(bench.engine.recordsLacking.isEmpty)
    }
}
