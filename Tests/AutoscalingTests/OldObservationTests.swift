import Autoscaling
import CivilTime
import Testing

@Suite("Old observations")
struct OldObservationTests {
    @Test("What was seen before the host slept decides nothing when it wakes")
    func afterSleep() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = Bench.stopped("ms-chat-1", old: 2)
        bench.act = { _, _ in }
        bench.start([try schedule("chat", [("a", "30 8 * * *", .resume)])])
        bench.run(until: "2026-11-24T08:30:40Z")
        #expect(bench.sent.count == 1)
        // Somebody starts it by hand meanwhile; a second RESUME would throw its loading away.
        bench.local = bench.local + .seconds(8 * 3600)
        bench.boot = bench.boot + .seconds(8 * 3600)
        bench.cloud["ms-chat-1"]?.status = .waiting
        bench.feed(.monotonicTimerDue)
        bench.run(.seconds(60))
        #expect(bench.sent.count == 1)
    }

    @Test("One observation that failed before an event does not have it called for unobserved")
    func earlierFailure() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 8)
        bench.answer = { call, bench in
            guard bench.local >= at("2026-11-24T08:04:00Z"), bench.local < at("2026-11-24T08:29:00Z") else {
                return nil
            }
            // Left out of the list, and asked for by name in vain.
            if case .describeGroups = call.request { return .page([], totalCount: 0) }
            return .unknown("time-out")
        }
        bench.start([try schedule("chat", [("a", "30 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.sent.isEmpty)
        #expect(bench.history.map(\.outcome) == [.alreadyThere])
    }
}
