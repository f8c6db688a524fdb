import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("Calls that wait for their turn")
struct WaitingTests {
    /// Services that all have one job, half past eight.
    private func fleet(_ count: Int, _ target: Target, named name: String) throws -> [ServiceSchedule] {
        try (0..<count).map { try schedule("\(name)\($0)", [("peak", "30 8 * * *", target)]) }
    }

    private func bench(_ schedules: [ServiceSchedule], _ change: (inout FleetSettings) -> Void = { _ in }) -> Bench {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        for schedule in schedules { bench.cloud[schedule.serviceId] = Bench.running(schedule.serviceId, 2) }
        var settings = FleetSettings()
        change(&settings)
        bench.start(schedules, settings: settings)
        return bench
    }

    @Test("What gives capacity goes first, but a stop that has waited for half a minute is not overtaken for ever")
    func patience() throws {
        var bench = bench(try fleet(200, .replicas(8), named: "up") + fleet(1, .stop, named: "down")) {
            $0.rateLimit = 2
        }
        bench.run(until: "2026-11-24T08:33:00Z")
        let stop = try #require(bench.sent.first { $0.modification.change == .stop })
        #expect(stop.at > at("2026-11-24T08:30:30Z"))
        #expect(stop.at < at("2026-11-24T08:30:34Z"))
        #expect(bench.sent.count == 201)
    }

    @Test("An account that is throttled is called at half the rate, said once, and all is done in the end")
    func throttled() throws {
        var bench = bench(try fleet(60, .replicas(8), named: "up"))
        let failures = Failures(1, code: "RequestLimitExceeded")
        bench.answer = { call, _ in failures.next(call) }
        bench.run(until: "2026-11-24T08:31:00Z")
        let lowered = bench.kinds(.rateLowered)
        #expect(lowered.map(\.errorCode) == ["RequestLimitExceeded"])
        let times = bench.sent.map(\.at)
        let first = try #require(times.first)
        let told = first + bench.roundTrip
        #expect(times.count { $0 > told && $0 <= told + .seconds(1) } <= 10)
        #expect(times.count == 61)
        #expect(bench.history.count { $0.outcome == .applied(clamped: nil) } == 60)
    }

    @Test("Any answer but one about the key shows that the API accepts it again")
    func otherErrorAccepts() throws {
        var bench = bench(try fleet(1, .replicas(8), named: "up"))
        let refused = Failures(1, code: "AuthFailure.SecretIdNotFound")
        bench.answer = { call, _ in
            if case .describeGroups(_, limit: 1) = call.request {
                return .failed(APIError(code: "InternalError", message: "", requestID: "r"))
            }
            return refused.next(call)
        }
        bench.run(until: "2026-11-24T08:40:00Z")
        #expect(bench.kinds(.credentialsRefused).count == 1)
        #expect(bench.kinds(.credentialsAccepted).count == 1)
        #expect(bench.asked == ["SCALE 8", "SCALE 8"])
    }

    @Test("A STOP that the API refuses gives its place under MaxConcurrentStops= to the next")
    func refusedStop() throws {
        var bench = bench(try fleet(2, .stop, named: "down")) { $0.maxConcurrentStops = 1 }
        bench.act = { service, change in
            Bench.obey(&service, change)
            service.status = .stopping
        }
        let failures = Failures(1, code: "UnauthorizedOperation")
        bench.answer = { call, _ in failures.next(call) }
        bench.run(until: "2026-11-24T08:30:05Z")
        #expect(Set(bench.sent.map(\.modification.serviceId)).count == 2)
    }

    @Test("A SCALE to a number says that it turns the autoscaler off, where there was one", arguments: [false, true])
    func autoTurnedOff(isAuto: Bool) throws {
        var bench = bench(try fleet(1, .replicas(8), named: "up"))
        bench.cloud["ms-up0-1"]?.isAuto = isAuto
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.sent.count == 1)
        #expect(bench.kinds(.autoTurnedOff).count == (isAuto ? 1 : 0))
    }
}
