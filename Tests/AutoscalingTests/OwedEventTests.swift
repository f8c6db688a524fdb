import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("Events that a reload finds held")
struct OwedEventTests {
    private func bench() throws -> Bench {
        var bench = try Bench.ofChat([("peak", "0 9 * * *", .replicas(8))])
        bench.pauseChat()
        bench.run(until: "2026-11-24T09:10:00Z")
        return bench
    }

    @Test("What was due under a pause is made good after it, though a reload has moved its job meanwhile")
    func movedJob() throws {
        var bench = try bench()
        bench.reload([try schedule("chat", [("peak", "30 10 * * *", .replicas(6))])])
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        bench.command(.unpause(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 6"])
        #expect(bench.history.map(\.id.instant) == [at("2026-11-24T09:00:00Z")])
        bench.run(until: "2026-11-24T11:00:00Z")
        #expect(bench.history.map(\.id.instant).last == at("2026-11-24T10:30:00Z"))
    }

    @Test("What was due under a pause is made good once after it, however often reloads have moved its job meanwhile")
    func movedTwice() throws {
        var bench = try bench()
        for (minute, replicas) in [(30, 6), (40, 7), (50, 5)] {
            bench.reload([try schedule("chat", [("peak", "\(minute) 10 * * *", .replicas(replicas))])])
            bench.run(.seconds(60))
        }
        #expect(bench.sent.isEmpty)
        bench.command(.unpause(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.asked == ["SCALE 5"])
        #expect(bench.history.map(\.id.instant) == [at("2026-11-24T09:00:00Z")])
    }

    @Test(
        "What was due under a pause outlives a restart after the reload that moved its job; a file changed meanwhile counts",
        arguments: [("peak", ["SCALE 6"]), ("other", [])])
    func restarted(job: String, asked: [String]) throws {
        var bench = try bench()
        bench.reload([try schedule("chat", [("peak", "30 10 * * *", .replicas(7))])])
        bench.run(.seconds(60))
        bench.start([try schedule("chat", [(job, "40 10 * * *", .replicas(6))])])
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        bench.command(.unpause(serviceId: "ms-chat-1"))
        bench.run(.seconds(60))
        #expect(bench.asked == asked)
        #expect(bench.history.map(\.id.instant) == [at("2026-11-24T09:00:00Z")])
        #expect(bench.history.map(\.outcome) == [asked.isEmpty ? .dropped : .applied(clamped: nil)])
    }

    @Test("A job that comes back before it is known what time it is keeps what it owes", arguments: [1, 2])
    func backAgain(reloads: Int) throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.run(.seconds(60))
        bench.local = at("2026-11-24T09:10:00Z")
        bench.answer = { _, _ in .notSent("no network yet") }
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.run(.seconds(30))
        if reloads == 2 { bench.reload([try schedule("chat", [("night", "0 22 * * *", .stop)])]) }
        bench.reload([try schedule("chat", [("a", "0 11 * * *", .replicas(6))])])
        bench.answer = nil
        bench.run(.seconds(120))
        #expect(bench.asked == ["SCALE 6"])
        #expect(bench.history.map(\.id.instant) == [at("2026-11-24T09:00:00Z")])
    }

    @Test("An event whose job is gone goes with it")
    func removedJob() throws {
        var bench = try bench()
        bench.reload([try schedule("chat", [("night", "0 22 * * *", .stop)])])
        bench.command(.unpause(serviceId: "ms-chat-1"))
        bench.run(.seconds(600))
        #expect(bench.sent.isEmpty)
    }

    @Test("An unchanged job's event is made good once")
    func unchangedJob() throws {
        var bench = try bench()
        bench.reload([try schedule("chat", [("peak", "0 9 * * *", .replicas(8)), ("night", "0 22 * * *", .stop)])])
        bench.command(.unpause(serviceId: "ms-chat-1"))
        bench.run(.seconds(600))
        #expect(bench.asked == ["SCALE 8"])
        #expect(bench.history.count == 1)
    }

    @Test(
        "What a reload moves or removes before its time is no event, though a clock that was ahead had it for due",
        arguments: ["a", "b"])
    func takenBeforeItsTime(job: String) throws {
        var bench = try Bench.ofChat([("a", "0 9 * * *", .replicas(8))])
        bench.run(.seconds(60))
        // The host comes back an hour ahead, without a network: it is half past eight.
        bench.local = at("2026-11-24T09:30:00Z")
        bench.serverOffset = .seconds(-3_600)
        bench.answer = { _, _ in .notSent("no network yet") }
        bench.start([try schedule("chat", [("a", "0 9 * * *", .replicas(8))])])
        bench.run(.seconds(30))
        bench.reload([try schedule("chat", [(job, "0 11 * * *", .replicas(8))])])
        bench.run(.seconds(2_100))
        bench.answer = nil
        bench.run(.seconds(60))
        #expect(bench.sent.isEmpty)
        #expect(bench.history.isEmpty)
        bench.run(.seconds(7_200))
        #expect(bench.asked == ["SCALE 8"])
        #expect(bench.history.map(\.id.instant) == [at("2026-11-24T11:00:00Z")])
    }
}
