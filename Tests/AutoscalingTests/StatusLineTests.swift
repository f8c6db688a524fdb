import Autoscaling
import CivilTime
import CronSchedule
import Testing

@Suite struct StatusLineTests {
    @Test("The status line names what really comes next, past a firing that is excluded")
    func excluded() throws {
        var bench = Bench(at: "2026-11-24T12:00:00Z", chat: 1)
        bench.cloud["ms-rank-1"] = Bench.running("ms-rank-1", 1)
        var chat = try schedule("chat", [("morning", "30 8 * * *", .replicas(2))])
        chat.jobs[0].exclusions = [try CronExclusion("* * 25 11 *")]
        let rank = try schedule("rank", [("morning", "30 8 * * *", .replicas(4))])
        bench.start([chat, rank])
        bench.run(.seconds(10))
        #expect(bench.statusLine.contains("next rank SCALE 4 at 08:30:00Z;"))
        bench.run(until: "2026-11-25T09:00:00Z")
        #expect(bench.statusLine.contains("next chat SCALE 2 at 08:30:00Z;"))
    }

    @Test("Where everything next is excluded, the first event after it is named")
    func allExcluded() throws {
        var bench = Bench(at: "2026-11-24T12:00:00Z")
        var chat = try schedule("chat", [("morning", "30 8 * * *", .replicas(2)), ("late", "0 7 * * *", .replicas(3))])
        for index in chat.jobs.indices { chat.jobs[index].exclusions = [try CronExclusion("* * 25-27 11 *")] }
        bench.cloud["ms-chat-1"] = Bench.running("ms-chat-1", 1)
        bench.start([chat])
        bench.run(.seconds(10))
        #expect(bench.statusLine.contains("next chat SCALE 3 at 2026-11-28T07:00:00Z;"))
        chat.jobs[0].exclusions = []
        bench.reload([chat])
        #expect(bench.statusLine.contains("next chat SCALE 2 at 08:30:00Z;"))
    }
}
