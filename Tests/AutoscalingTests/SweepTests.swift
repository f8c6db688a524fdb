import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("Listing all services")
struct SweepTests {
    /// `count` services that are all due at 08:30: more than are observed one by one.
    private func bench(_ count: Int, _ target: Target = .replicas(8)) throws -> (Bench, [ServiceSchedule]) {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var schedules: [ServiceSchedule] = []
        for number in 0..<count {
            bench.cloud["ms-s\(number)-1"] = Bench.running("ms-s\(number)-1", 2)
            schedules.append(try schedule("s\(number)", [("peak", "30 8 * * *", target)]))
        }
        return (bench, schedules)
    }

    @Test("Whatever TotalCount says, a listing ends", arguments: [Int.max, Int.min, 1_000_000_000, -1, 0])
    func totalCount(count: Int) throws {
        var (bench, schedules) = try bench(12)
        bench.answer = { call, bench in
            guard case .describeGroups(let offset, let limit) = call.request else { return nil }
            let all = bench.cloud.keys.sorted().compactMap { bench.cloud[$0] }
            return .page(Array(all.dropFirst(offset).prefix(limit)), totalCount: count)
        }
        bench.start(schedules)
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.sent.count == 12)
        #expect(bench.calls.count { $0.request.action == .describeModelServiceGroups } < 300)
    }

    private static func denied(_ bench: Bench) -> CallReport.Outcome {
        .failed(APIError(code: "UnauthorizedOperation", message: "", requestID: "r"))
    }

    @Test("Where services may not be listed they are asked for by name, said once")
    func listingDenied() throws {
        var (bench, schedules) = try bench(12, .resume)
        for number in 0..<12 { bench.cloud["ms-s\(number)-1"] = Bench.stopped("ms-s\(number)-1", old: 2) }
        bench.answer = { call, bench in
            call.request.action == .describeModelServiceGroups ? Self.denied(bench) : nil
        }
        bench.start(schedules)
        bench.run(until: "2026-11-24T08:32:00Z")
        #expect(bench.cloud.values.allSatisfy { $0.status == .normal })
        #expect(bench.history.allSatisfy { $0.outcome == .applied(clamped: nil) })
        #expect(bench.kinds(.observationFailing).count == 1)
        bench.cloud["ms-s3-1"]?.status = .stopped
        bench.run(.seconds(400))
        #expect(bench.kinds(.manualChangeAdopted).count == 1)
    }

    @Test("Where a service may not be asked for by name it is looked for in the list")
    func namingDenied() throws {
        var (bench, schedules) = try bench(2, .resume)
        for number in 0..<2 { bench.cloud["ms-s\(number)-1"] = Bench.stopped("ms-s\(number)-1", old: 2) }
        bench.answer = { call, bench in
            call.request.action == .describeModelService ? Self.denied(bench) : nil
        }
        var settings = FleetSettings()
        settings.observeInterval = .seconds(3600)
        bench.start(schedules, settings: settings)
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.cloud.values.allSatisfy { $0.status == .normal })
        #expect(bench.history.allSatisfy { $0.outcome == .applied(clamped: nil) })
    }

    @Test("Services that can't be listed for a while are reported, once, though nothing is open")
    func listingFails() throws {
        var (bench, schedules) = try bench(2)
        bench.answer = { call, bench in
            bench.local >= at("2026-11-24T08:01:00Z") ? .unknown("time-out") : nil
        }
        bench.start(schedules)
        bench.run(until: "2026-11-24T08:20:00Z")
        #expect(
            bench.kinds(.observationFailing).map(\.message) == ["the services can't be listed, 5 times now: time-out"])
    }

    @Test("Only a higher version of a group that runs without a schedule is warned of", arguments: [1, 3])
    func otherVersion(version: Int) throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        for number in [2, version] {
            bench.cloud["ms-chat-\(number)"] = Bench.running("ms-chat-\(number)", 2)
            bench.cloud["ms-chat-\(number)"]?.serviceGroupId = "ms-chat"
        }
        var chat = try schedule("chat", [("a", "30 8 * * *", .replicas(2))])
        chat.serviceId = "ms-chat-2"
        bench.start([chat])
        bench.run(.seconds(1_000))
        #expect(bench.kinds(.otherVersionRunning).count == (version > 2 ? 1 : 0))
    }
}
