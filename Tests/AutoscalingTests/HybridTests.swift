import Autoscaling
import CivilTime
import TIONE
import Testing

@Suite("HYBRID_PAID services")
struct HybridTests {
    private func hybrid(_ replicas: Int, prepaid: Int?) -> Observation {
        var service = Bench.running("ms-chat-1", replicas)
        service.chargeType = "HYBRID_PAID"
        service.prepaidReplicas = prepaid
        return service
    }

    /// Answers every call that asks, and none that changes, with an error.
    @Sendable private static func observesNothing(_ call: Call, _ bench: Bench) -> CallReport.Outcome? {
        guard call.request.action != .modifyModelService else { return nil }
        return .failed(APIError(code: "InternalError", message: "", requestID: "r"))
    }

    @Test("Every SCALE carries the prepaid instances, and 0 is a SCALE to 0")
    func carried() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = hybrid(2, prepaid: 3)
        bench.start([try schedule("chat", [("a", "30 8 * * *", .replicas(8)), ("b", "0 9 * * *", .replicas(0))])])
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.asked == ["SCALE 8", "SCALE 0"])
        #expect(bench.sent.map(\.modification.hybridBillingPrepaidReplicas) == [3, 3])
    }

    @Test("After RESUME the prepaid instances from before the stop are carried, also by an event that supersedes it")
    func afterResume() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        var service = hybrid(0, prepaid: 0)
        service.status = .stopped
        service.oldReplicas = 2
        service.oldPrepaidReplicas = 3
        bench.cloud["ms-chat-1"] = service
        bench.act = { service, change in
            service.status = .waiting
            service.readyReplicas = 0
            if case .resume = change { service.replicas = 2 }
        }
        bench.start([try schedule("chat", [("a", "30 8 * * *", .resume), ("b", "31 8 * * *", .replicas(8))])])
        bench.run(until: "2026-11-24T08:32:00Z")
        #expect(bench.asked == ["RESUME", "SCALE 8"])
        #expect(bench.sent.last?.modification.hybridBillingPrepaidReplicas == 3)
    }

    @Test("A SCALE is not sent unobserved while it is not known whether the service is a hybrid one")
    func unobservedAfterRestart() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = hybrid(2, prepaid: 3)
        let chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8)), ("b", "0 9 * * *", .stop)])
        bench.start([chat])
        bench.run(.seconds(60))
        bench.answer = Self.observesNothing
        bench.start([chat])
        bench.run(until: "2026-11-24T08:40:00Z")
        #expect(bench.sent.isEmpty)
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.asked == ["STOP"])
    }

    @Test("A SCALE is sent unobserved after a restart where the service is known to be no hybrid one")
    func unobservedScaleAfterRestart() throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.cloud["ms-chat-1"]?.chargeType = "POSTPAID_BY_HOUR"
        var chat = try schedule("chat", [("a", "30 8 * * *", .replicas(8)), ("b", "0 9 * * *", .replicas(4))])
        bench.start([chat])
        bench.run(.seconds(60))
        bench.answer = Self.observesNothing
        bench.start([chat])
        bench.run(until: "2026-11-24T08:31:00Z")
        #expect(bench.asked == ["SCALE 8"])
        // How large a step is can't be told of a service that was not seen.
        chat.rails.maxStep = 2
        bench.start([chat])
        bench.run(until: "2026-11-24T09:01:00Z")
        #expect(bench.sent.count == 1)
    }

    @Test(
        "A RESUME that is folded with a stop by TargetReplicas=0 starts the service; a hybrid one keeps 0",
        arguments: [true, false])
    func resumeAfterNone(isHybrid: Bool) throws {
        var bench = Bench(at: "2026-11-24T08:00:00Z")
        bench.cloud["ms-chat-1"] = isHybrid ? hybrid(5, prepaid: 3) : Bench.running("ms-chat-1", 5)
        let chat = try schedule("chat", [("night", "0 22 * * *", .replicas(0)), ("day", "0 7 * * *", .resume)])
        bench.start([chat], thenDownUntil: "2026-11-25T08:00:00Z")
        #expect(bench.cloud["ms-chat-1"]?.status == .normal)
        #expect(bench.cloud["ms-chat-1"]?.replicas == (isHybrid ? 0 : 5))
    }
}
