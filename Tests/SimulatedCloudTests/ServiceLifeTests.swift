import CivilTime
import SimulatedCloud
import TIONE
import Testing

@Suite("The life of a simulated service")
struct ServiceLifeTests {
    @Test("RESUME goes through Pending and Waiting, instance by instance, to the size before")
    func resumes() {
        var cloud = makeCloud(makeService(status: .stopped, old: 3))
        #expect(cloud.glance(at: 0) == "Stopped 0/0")
        #expect(cloud.modify(resume(), at: 1) == nil)
        #expect(cloud.glance(at: 1) == "Pending 0/3")
        #expect(cloud.glance(at: 2.999) == "Pending 0/3")
        #expect(cloud.glance(at: 3) == "Waiting 0/3")
        #expect(cloud.glance(at: 6) == "Waiting 1/3")
        #expect(cloud.glance(at: 7) == "Waiting 2/3")
        #expect(cloud.glance(at: 8) == "Normal 3/3")
        #expect(cloud.nextChange == .distantFuture)
    }

    @Test("A long silence brings a service to the same state as many glances")
    func silence() {
        var cloud = makeCloud(makeService(status: .stopped, old: 5))
        #expect(cloud.modify(resume(), at: 1) == nil)
        var watched = cloud
        for tenth in 10...200 { _ = watched.glance(at: Double(tenth) / 10) }
        #expect(cloud.describe(at: 20) == watched.describe(at: 20))
    }

    @Test("STOP keeps the size, and a second STOP does not lose it")
    func stops() {
        var cloud = makeCloud(makeService(replicas: 4))
        #expect(cloud.modify(stop(), at: 1) == nil)
        #expect(cloud.glance(at: 1) == "Stopping 0/0")
        #expect(cloud.describe(at: 1)?.serviceInfo?.status?.replicas == 4)
        #expect(cloud.modify(stop(), at: 2) == "FailedOperation.Processing")
        #expect(cloud.glance(at: 3) == "Stopped 0/0")
        #expect(cloud.describe(at: 3)?.serviceInfo?.status?.replicas == 0)
        #expect(cloud.modify(stop(), at: 4) == nil)
        #expect(cloud.describe(at: 4)?.serviceInfo?.oldReplicas == 4)
        #expect(cloud.modify(resume(), at: 5) == nil)
        #expect(cloud.describe(at: 5)?.serviceInfo?.replicas == 4)
    }

    @Test("SCALE up loads only the new instances; down takes them away at once")
    func scales() {
        var cloud = makeCloud(makeService(replicas: 2))
        #expect(cloud.modify(scale(4), at: 0) == nil)
        #expect(cloud.glance(at: 1) == "Pending 2/4")
        #expect(cloud.glance(at: 2) == "Waiting 2/4")
        #expect(cloud.glance(at: 6) == "Normal 4/4")
        #expect(cloud.modify(scale(1), at: 7) == nil)
        #expect(cloud.glance(at: 7) == "Normal 1/1")
    }

    @Test("SCALE down while loading takes loading instances first")
    func scalesWhileLoading() {
        var cloud = makeCloud(makeService(replicas: 2))
        #expect(cloud.modify(scale(10), at: 0) == nil)
        #expect(cloud.modify(scale(3), at: 1) == nil)
        #expect(cloud.glance(at: 1) == "Pending 2/3")
        #expect(cloud.glance(at: 5) == "Normal 3/3")
    }

    @Test("Instances taken away are counted until they are gone")
    func drains() throws {
        var service = try #require(SimulatedService(makeService(replicas: 5), timing: timing))
        service.timing.draining = .seconds(4)
        var cloud = SimulatedCloud(services: [service], now: start)
        #expect(cloud.modify(scale(2), at: 0) == nil)
        #expect(cloud.glance(at: 1) == "Normal 2/2")
        #expect(cloud.describe(at: 3.9)?.serviceInfo?.status?.replicas == 5)
        #expect(cloud.describe(at: 4)?.serviceInfo?.status?.replicas == 2)
    }

    @Test("A second RESUME throws the loading model away")
    func resumesTwice() {
        var cloud = makeCloud(makeService(status: .stopped, old: 1))
        #expect(cloud.modify(resume(), at: 0) == nil)
        #expect(cloud.modify(resume(), at: 4) == nil)
        #expect(cloud.glance(at: 5) == "Pending 0/1")
        #expect(cloud.glance(at: 9) == "Normal 1/1")

        var settings = CloudSettings()
        settings.resumeRestarts = false
        cloud = makeCloud(makeService(status: .stopped, old: 1), settings: settings)
        #expect(cloud.modify(resume(), at: 0) == nil)
        #expect(cloud.modify(resume(), at: 4) == "FailedOperation.Processing")
        #expect(cloud.glance(at: 5) == "Normal 1/1")
    }

    @Test("An update without ServiceAction starts every instance anew")
    func updates() {
        var cloud = makeCloud(makeService(replicas: 2))
        var update = ModifyModelServiceRequest(serviceId: "ms-a-1")
        update.serviceDescription = "new"
        update.commandBase64 = "cHl0aG9uIOS4gA=="
        update.command = "loses"
        #expect(cloud.modify(update, at: 0) == nil)
        #expect(cloud.glance(at: 0) == "Pending 0/2")
        #expect(cloud.describe(at: 6)?.serviceDescription == "new")
        #expect(cloud.describe(at: 6)?.serviceInfo?.command == "python 一")
        #expect(cloud.glance(at: 6) == "Normal 2/2")
    }

    @Test("With ServiceAction, fields that the action does not need are ignored")
    func ignoredFields() {
        var cloud = makeCloud(makeService(replicas: 2))
        var request = stop()
        request.replicas = 9
        request.serviceDescription = "ignored"
        #expect(cloud.modify(request, at: 0) == nil)
        #expect(cloud.describe(at: 0)?.serviceInfo?.oldReplicas == 2)
        #expect(cloud.describe(at: 0)?.serviceDescription == nil)
        request = scale(3)
        request.serviceDescription = "ignored"
        #expect(cloud.modify(resume(), at: 5) == nil)
        #expect(cloud.modify(request, at: 5) == nil)
        #expect(cloud.describe(at: 5)?.serviceDescription == nil)
        #expect(cloud.describe(at: 5)?.serviceInfo?.replicas == 3)
    }

    @Test("The reply of a change shows no states, as the reference's example")
    func modifyReply() throws {
        var cloud = makeCloud(makeService(replicas: 2))
        let outcome = cloud.handle(.modifyModelService(scale(3)), at: 0)
        guard case .success(.modifyModelService(let reply))? = outcome.result else {
            Issue.record("refused: \(outcome)")
            return
        }
        #expect(reply.service?.status == "")
        #expect(reply.service?.serviceInfo?.status == nil)
        #expect(reply.service?.serviceInfo?.replicas == 3)
    }

    @Test("Bounds of the autoscaler are stored whole; its count follows the demand within them")
    func autoscales() {
        var cloud = makeCloud(makeService(replicas: 2))
        var request = scale(3...6, metrics: [.init(name: "service-qps", value: 50)])
        request.horizontalPodAutoscaler?.scaleDownStabilizationWindowSeconds = 300
        #expect(cloud.modify(request, at: 0) == nil)
        let info = cloud.describe(at: 0)?.serviceInfo
        #expect(info?.scaleMode == .auto)
        #expect(info?.scaleStrategy == .hpa)
        #expect(info?.horizontalPodAutoscaler == request.horizontalPodAutoscaler)
        #expect(info?.replicas == 3)
        cloud.change("ms-a-1", .demand(9), at: seconds(10))
        #expect(cloud.glance(at: 20) == "Normal 6/6")
        // What a request leaves out is lost.
        #expect(cloud.modify(scale(1...4), at: 21) == nil)
        #expect(
            cloud.describe(at: 21)?.serviceInfo?.horizontalPodAutoscaler?.scaleDownStabilizationWindowSeconds == nil)
        #expect(cloud.glance(at: 21) == "Normal 4/4")
        #expect(cloud.modify(scale(2), at: 22) == nil)
        #expect(cloud.describe(at: 22)?.serviceInfo?.scaleMode == .manual)
        #expect(cloud.describe(at: 22)?.serviceInfo?.horizontalPodAutoscaler?.maxReplicas == 4)
    }

    @Test("A HYBRID_PAID service gets one prepaid instance where a SCALE does not name the count")
    func hybrid() {
        var cloud = makeCloud(
            makeService(replicas: 2, charge: .hybridPaid) { $0.serviceInfo?.hybridBillingPrepaidReplicas = 5 })
        #expect(cloud.modify(scale(0, prepaid: 5), at: 0) == nil)
        #expect(cloud.describe(at: 0)?.serviceInfo?.replicas == 0)
        #expect(cloud.describe(at: 0)?.serviceInfo?.hybridBillingPrepaidReplicas == 5)
        #expect(cloud.modify(stop(), at: 1) == nil)
        #expect(cloud.describe(at: 5)?.serviceInfo?.hybridBillingPrepaidReplicas == 0)
        #expect(cloud.describe(at: 5)?.serviceInfo?.oldHybridBillingPrepaidReplicas == 5)
        #expect(cloud.modify(resume(), at: 6) == nil)
        #expect(cloud.describe(at: 6)?.serviceInfo?.hybridBillingPrepaidReplicas == 5)
        #expect(cloud.modify(scale(3), at: 7) == nil)
        #expect(cloud.describe(at: 7)?.serviceInfo?.hybridBillingPrepaidReplicas == 1)
    }

    @Test("New instances can load for ever or crash, until that is mended or the service stopped")
    func startProblems() {
        var cloud = makeCloud(makeService(replicas: 1))
        cloud.change("ms-a-1", .startProblem(.neverReady), at: start)
        #expect(cloud.modify(scale(2), at: 0) == nil)
        #expect(cloud.glance(at: 1000) == "Waiting 1/2")
        cloud.change("ms-a-1", .startProblem(.crashes), at: seconds(1000))
        #expect(cloud.glance(at: 1000) == "Abnormal 1/2")
        cloud.change("ms-a-1", .startProblem(nil), at: seconds(1000))
        #expect(cloud.glance(at: 1003) == "Normal 2/2")
        // A service that cannot start can be stopped.
        cloud.change("ms-a-1", .startProblem(.crashes), at: seconds(1004))
        #expect(cloud.modify(scale(5), at: 1004) == nil)
        #expect(cloud.modify(stop(), at: 1010) == nil)
        #expect(cloud.glance(at: 1012) == "Stopped 0/0")
    }

    @Test("What the console does shows in the next Describe")
    func console() {
        var cloud = makeCloud(makeService(replicas: 3))
        cloud.change("ms-a-1", .businessStatus(.arrearsStop), at: start)
        #expect(cloud.glance(at: 2) == "Stopped 0/0")
        #expect(cloud.describe(at: 2)?.businessStatus == .arrearsStop)
        #expect(cloud.modify(resume(), at: 3) == "OperationDenied.BalanceInsufficient")
        cloud.change("ms-a-1", .businessStatus(.createSucceed), at: seconds(3))
        #expect(cloud.modify(resume(), at: 4) == nil)
        cloud.change("ms-a-1", .status(.creating), at: seconds(5))
        #expect(cloud.describe(at: 5)?.status == .creating)
        #expect(cloud.modify(stop(), at: 5) == "FailedOperation.Processing")
        cloud.change("ms-a-1", .status(.normal), at: seconds(6))
        #expect(cloud.glance(at: 6) == "Normal 3/3")
        cloud.change("ms-a-1", .status(.stopped), at: seconds(7))
        #expect(cloud.glance(at: 7) == "Stopped 0/0")
        #expect(cloud.change("ms-none-1", .stop, at: start) == false)
    }

    @Test("Changes are told with the instant at which they happened")
    func tells() {
        var cloud = makeCloud(makeService(status: .stopped, old: 1))
        cloud.recordsChanges = true
        #expect(cloud.modify(resume(), at: 0) == nil)
        cloud.advance(to: seconds(100))
        let changes = cloud.takeChanges()
        #expect(changes.map(\.after.status) == [.pending, .waiting, .normal])
        #expect(changes.map(\.at) == [seconds(0), seconds(2), seconds(5)])
        #expect(cloud.takeChanges().isEmpty)
    }
}
