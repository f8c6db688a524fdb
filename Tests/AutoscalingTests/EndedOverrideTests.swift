import Autoscaling
import CivilTime
import CronSchedule
import TIONE
import Testing

@Suite("Overrides that end")
struct EndedOverrideTests {
    /// A service that its schedule left at 3 at nine, and that has another event at noon.
    private var chat: ServiceSchedule {
        get throws { try schedule("chat", [("a", "0 9 * * *", .replicas(3)), ("b", "0 12 * * *", .replicas(8))]) }
    }

    /// Half past nine, an operator holds the service at a size.
    private func overridden(_ chat: ServiceSchedule, to count: Int, until text: String? = nil) -> Bench {
        var bench = Bench.ofChat(chat, until: "2026-11-24T09:30:00Z")
        bench.overrideChat(to: count, until: text)
        return bench
    }

    @Test("An override that ends in dry run leaves the service where it is, and says so")
    func inDryRun() throws {
        var chat = try chat
        chat.jobs.removeLast()
        var bench = overridden(chat, to: 5, until: "2026-11-24T11:00:00Z")
        bench.run(until: "2026-11-24T10:00:00Z")
        chat.isDryRun = true
        bench.reload([chat])
        bench.run(until: "2026-11-24T11:30:00Z")
        #expect(bench.asked == ["SCALE 3", "SCALE 5"])
        #expect(
            bench.kinds(.eventDryRun).map(\.message) == [
                "chat: dry run: the schedule's SCALE 3 is not called for again, nor made good when it ends"
            ])
    }

    @Test("An override that ends while the service is paused gives it back with the pause")
    func inPause() throws {
        var chat = try chat
        chat.jobs[1].exclusions = [try CronExclusion("* * 24 11 *")]
        var bench = overridden(chat, to: 1, until: "2026-11-24T13:00:00Z")
        bench.run(until: "2026-11-24T10:00:00Z")
        bench.pauseChat()
        bench.run(until: "2026-11-24T14:00:00Z")
        #expect(bench.asked == ["SCALE 3", "SCALE 1"])
        bench.command(.unpause(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 3", "SCALE 1", "SCALE 3"])
    }

    @Test("An override that ends gives the service back, though the newest event that it held is too late")
    func tooLateForItsEvent() throws {
        var chat = try chat
        chat.jobs[1].startingDeadline = .seconds(600)
        var bench = overridden(chat, to: 1, until: "2026-11-24T13:00:00Z")
        bench.run(until: "2026-11-24T13:30:00Z")
        #expect(bench.asked == ["SCALE 3", "SCALE 1", "SCALE 3"])
        #expect(bench.history.contains { $0.outcome == .skipped(.deadline) })
    }

    @Test("A return to the schedule that waits for the end of a pause is not undone by an older event that is too late")
    func outlivesLateEvent() throws {
        var chat = try chat
        chat.jobs[1].startingDeadline = .seconds(600)
        var bench = overridden(chat, to: 1, until: "2026-11-24T13:00:00Z")
        bench.run(until: "2026-11-24T12:30:00Z")
        let moment = Moment(local: bench.local, boot: bench.boot)
        let snapshot = bench.engine.snapshot(at: moment, of: "chat").services.first
        #expect(snapshot?.release?.goal == .running(.replicas(3)))
        bench.pauseChat(until: "2026-11-24T14:00:00Z")
        bench.run(until: "2026-11-24T14:30:00Z")
        #expect(bench.asked == ["SCALE 3", "SCALE 1", "SCALE 3"])
        #expect(bench.history.contains { $0.outcome == .skipped(.deadline) })
    }

    @Test("What an earlier configuration stopped is not stopped again under a floor that has come since")
    func underFloor() throws {
        var bench = overridden(
            try schedule("chat", [("a", "0 7 * * *", .replicas(3)), ("b", "0 9 * * *", .stop)]), to: 5)
        bench.run(until: "2026-11-24T10:00:00Z")
        var chat = try schedule("chat", [("a", "0 7 * * *", .replicas(3))])
        chat.rails.floor = 2
        bench.reload([chat])
        bench.command(.endOverride(serviceId: "ms-chat-1"))
        bench.run(until: "2026-11-24T10:30:00Z")
        #expect(bench.asked == ["STOP", "RESUME", "SCALE 5", "SCALE 3"])
    }

    @Test(
        "An override that an operator ends under a clock years off is over when the clock is judged",
        arguments: [-1, 1])
    func underWrongClock(sign: Int64) throws {
        let chat = try chat
        var bench = overridden(chat, to: 5)
        bench.run(until: "2026-11-24T10:00:00Z")
        let off = Duration.seconds(sign * 5 * 365 * 86_400)
        bench.local = bench.local + off
        bench.serverOffset = .zero - off
        bench.start([chat])
        bench.command(.endOverride(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 3", "SCALE 5", "SCALE 3"])
    }
}
