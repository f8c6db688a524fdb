import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("Capacity")
struct CapacityTests {
    private func bench(refused: Int, others: [Target]) throws -> Bench {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var schedules: [ServiceSchedule] = []
        for number in 0..<refused {
            var service = Bench.running("ms-r\(number)-1", 2)
            service.instanceType = "GPU"
            bench.cloud[service.serviceId] = service
            schedules.append(try schedule("r\(number)", [("peak", "30 8 * * *", .replicas(8))]))
        }
        for (number, target) in others.enumerated() {
            var service = Bench.running("ms-o\(number)-1", 4)
            service.instanceType = "GPU"
            bench.cloud[service.serviceId] = service
            schedules.append(try schedule("o\(number)", [("job", "30 8 * * *", target)]))
        }
        bench.answer = { call, _ in
            guard case .modify(let modification) = call.request, modification.serviceId.hasPrefix("ms-r") else {
                return nil
            }
            return .failed(APIError(code: "ResourceInsufficient", message: "", requestID: "r"))
        }
        bench.start(schedules)
        bench.run(until: "2026-11-24T08:30:40Z")
        return bench
    }

    @Test("A service that scales up frees nothing: refused ones wait their minute")
    func scaleUp() throws {
        let bench = try bench(refused: 10, others: Array(repeating: .replicas(6), count: 10))
        #expect(bench.sent.count { $0.modification.serviceId.hasPrefix("ms-r") } == 10)
    }

    @Test("A service that stops has as many refused ones try at once as it had instances")
    func stop() throws {
        let bench = try bench(refused: 10, others: [.stop])
        #expect(bench.sent.count { $0.modification.serviceId.hasPrefix("ms-r") } == 14)
    }

    @Test("Refused ones go behind what was not tried yet")
    func order() throws {
        let bench = try bench(refused: 40, others: Array(repeating: .stop, count: 40))
        let lastStop = try #require(bench.sent.last { $0.modification.change == .stop })
        #expect(lastStop.at - at("2026-11-24T08:30:00Z") < .seconds(6))
    }
}
