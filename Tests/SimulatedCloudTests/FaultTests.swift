import CivilTime
import SimulatedCloud
import TIONE
import Testing

@Suite("Limits and faults of the simulated cloud")
struct FaultTests {
    @Test("No second holds more requests of one action than the limit, however it is cut")
    func slidingSecond() {
        var cloud = makeCloud(makeService())
        for _ in 0..<10 { #expect(cloud.describe(at: 0.9) != nil) }
        for _ in 0..<10 { #expect(cloud.describe(at: 1.1) != nil) }
        // The window that ends here still holds the ten of 0.9.
        #expect(
            cloud.handle(.describeModelService(.init(serviceId: "ms-a-1")), at: 1.899).code == "RequestLimitExceeded")
        // Refused ones count too: 10 of 1.1 and 1 of 1.899.
        for _ in 0..<9 { #expect(cloud.describe(at: 1.9) != nil) }
        #expect(cloud.describe(at: 1.9) == nil)
        // Each action has its own.
        #expect(cloud.modify(stop(), at: 1.9) == nil)
        #expect(cloud.describe(at: 2.9) != nil)
    }

    @Test("A fault befalls the requests that it names, as often as it says")
    func matching() throws {
        var cloud = makeCloud(makeService("ms-a-1"), makeService("ms-b-1"))
        var fault = Fault(.error(CloudError(code: "InternalError", message: "told to")))
        fault.action = .modifyModelService
        fault.serviceId = "ms-b-1"
        fault.serviceAction = .scale
        fault.count = 2
        fault.skip = 1
        cloud.faults = [fault]
        #expect(cloud.describe("ms-b-1", at: 0) != nil)
        #expect(cloud.modify(scale(3, "ms-a-1"), at: 0) == nil)
        #expect(cloud.modify(scale(3, "ms-b-1"), at: 0) == nil)
        #expect(cloud.modify(scale(4, "ms-b-1"), at: 0) == "InternalError")
        #expect(cloud.modify(scale(5, "ms-b-1"), at: 0) == "InternalError")
        #expect(cloud.describe("ms-b-1", at: 0)?.serviceInfo?.replicas == 3)
        #expect(cloud.faults.isEmpty)
        #expect(cloud.modify(scale(6, "ms-b-1"), at: 0) == nil)
        #expect(cloud.modify(stop("ms-b-1"), at: 0) == nil)
    }

    @Test("A lost request has no effect, a lost answer has", arguments: [false, true])
    func losses(_ acts: Bool) {
        for (effect, delivery) in [
            (Fault.Effect.drop(acts: acts), CloudOutcome.Delivery.dropped),
            (.httpStatus(502, acts: acts), .httpStatus(502)),
        ] {
            var cloud = makeCloud(makeService(replicas: 2))
            var fault = Fault(effect)
            fault.count = 1
            fault.delay = .seconds(60)
            cloud.faults = [fault]
            let outcome = cloud.handle(.modifyModelService(scale(5)), at: 0)
            #expect(outcome.delivery == delivery)
            #expect(outcome.delay == .seconds(60))
            #expect((outcome.result != nil) == acts)
            #expect(cloud.describe(at: 0)?.serviceInfo?.replicas == (acts ? 5 : 2))
        }
    }

    @Test("A fault may spoil the answer alone: its body, its time, its date")
    func spoiled() {
        var cloud = makeCloud(makeService(replicas: 2))
        func next(_ effect: Fault.Effect, delay: Duration = .zero) -> CloudOutcome {
            var fault = Fault(effect)
            fault.count = 1
            fault.delay = delay
            cloud.faults = [fault]
            return cloud.handle(.modifyModelService(scale(3)), at: 0)
        }
        #expect(next(.truncate).delivery == .truncated)
        #expect(next(.none, delay: .seconds(2)).delay == .seconds(2))
        #expect(next(.wrongDate(.seconds(-3600))).dateError == .seconds(-3600))
        #expect(next(.noDate).dateError == nil)
        #expect(cloud.handle(.modifyModelService(scale(3)), at: 0).dateError == .zero)
    }

    @Test("A stale Describe shows services as they were")
    func stale() {
        var settings = CloudSettings()
        settings.historyKept = .seconds(30)
        var cloud = makeCloud(makeService(replicas: 2), settings: settings)
        #expect(cloud.modify(scale(1), at: 10) == nil)
        #expect(cloud.modify(stop(), at: 15) == nil)
        var fault = Fault(.stale(.seconds(8)))
        fault.action = .describeModelService
        cloud.faults = [fault]
        #expect(cloud.glance(at: 17) == "Normal 2/2")
        #expect(cloud.glance(at: 20) == "Normal 1/1")
        #expect(cloud.glance(at: 24) == "Stopping 0/0")
        #expect(cloud.glance(at: 26) == "Stopped 0/0")
    }

    @Test("A share of requests is befallen, by the generator that is passed in")
    func probability() {
        var cloud = makeCloud(makeService(replicas: 2))
        cloud.settings.rateLimit = .max
        var fault = Fault(.drop(acts: false))
        fault.probability = 0.25
        cloud.faults = [fault]
        let request = CloudRequest.describeModelService(.init(serviceId: "ms-a-1"))
        var low = Constant(value: 0)
        var high = Constant(value: .max)
        #expect(cloud.handle(request, at: start, using: &low).delivery == .dropped)
        #expect(cloud.handle(request, at: start, using: &high).delivery == .answered)
    }
}
