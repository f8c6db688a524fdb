import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("Slots lent to programs beside the daemon")
struct LoanTests {
    /// `count` services due at 08:30, after a minute of rest.
    private func bench(_ count: Int) throws -> Bench {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var schedules: [ServiceSchedule] = []
        for number in 0..<count {
            bench.cloud["ms-s\(number)-1"] = Bench.running("ms-s\(number)-1", 2)
            schedules.append(try schedule("s\(number)", [("peak", "30 8 * * *", .replicas(8))]))
        }
        bench.start(schedules)
        bench.run(.seconds(60))
        return bench
    }

    @Test("As many are lent at once as the limit has; the next when one was given back a second ago")
    func limit() throws {
        var bench = try bench(1)
        for id in 1...25 { bench.feed(.slotAsked(LoanID(UInt64(id)), .modifyModelService)) }
        #expect(bench.lent.map(\.id.value) == Array(1...20))
        bench.run(.seconds(10))
        #expect(bench.lent.count == 20)
        let returned = bench.boot
        bench.feed(.slotReturned(LoanID(3)))
        bench.run(.seconds(2))
        #expect(bench.lent.map(\.id.value).dropFirst(20) == [21])
        #expect(bench.lent.last?.at == returned + RateLimiter.hold)
    }

    @Test("Who goes before being served leaves nothing behind")
    func leaves() throws {
        var bench = try bench(1)
        for id in 1...22 { bench.feed(.slotAsked(LoanID(UInt64(id)), .modifyModelService)) }
        bench.feed(.slotReturned(LoanID(21)))
        bench.feed(.slotReturned(LoanID(99)))
        bench.feed(.slotReturned(LoanID(1)))
        bench.run(.seconds(2))
        #expect(bench.lent.map(\.id.value).dropFirst(20) == [22])
    }

    @Test("Lent slots are missing from the daemon's own calls, and come back")
    func shared() throws {
        var bench = try bench(40)
        bench.run(until: "2026-11-24T08:29:59Z")
        for id in 1...15 { bench.feed(.slotAsked(LoanID(UInt64(id)), .modifyModelService)) }
        #expect(bench.lent.count == 15)
        bench.run(until: "2026-11-24T08:30:02Z")
        // Five at a time, each freed a second after its answer.
        #expect((5...15).contains(bench.sent.count), "\(bench.sent.count)")
        for id in 1...15 { bench.feed(.slotReturned(LoanID(UInt64(id)))) }
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.sent.count == 40)
    }

    @Test("Slots of different actions don't concern one another, also of one that the daemon makes no calls of")
    func actions() throws {
        var bench = try bench(1)
        for id in 1...20 { bench.feed(.slotAsked(LoanID(UInt64(id)), .modifyModelService)) }
        bench.feed(.slotAsked(LoanID(30), .describeBillingSpecsPrice))
        bench.feed(.slotAsked(LoanID(31), .describeModelService))
        #expect(bench.lent.count == 22)
    }

    @Test("Just after a start no slot is lent, of an action that the daemon makes no calls of either")
    func restart() throws {
        var bench = try bench(1)
        bench.start([])
        bench.feed(.slotAsked(LoanID(1), .describeBillingSpecsPrice))
        #expect(bench.lent.isEmpty)
        bench.run(.seconds(1))
        #expect(bench.lent.isEmpty)
        bench.run(.milliseconds(10))
        #expect(bench.lent.count == 1)
    }
}
