import CivilTime
import SimulatedCloud
import TIONE
import Testing

@Suite("What the simulated cloud refuses")
struct RefusalTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var request: ModifyModelServiceRequest
        var code: String
        var status: Service.Status?

        init(
            _ description: String, _ request: ModifyModelServiceRequest, _ code: String, status: Service.Status? = nil
        ) {
            testDescription = description
            self.request = request
            self.code = code
            self.status = status
        }
    }

    @Test(
        "A change that cannot be is refused and changes nothing",
        arguments: [
            Case("no such service", stop("ms-none-1"), "ResourceNotFound"),
            Case("no service", stop(""), "MissingParameter"),
            Case("another workspace", changed(stop()) { $0.tiProjectId = "77" }, "ResourceNotFound"),
            Case("no such action", changed(stop()) { $0.serviceAction = "PAUSE" }, "InvalidParameter"),
            Case("SCALE of a stopped service", scale(3), "OperationDenied", status: .stopped),
            Case("SCALE while it is created", scale(3), "FailedOperation.Processing", status: .creating),
            Case("RESUME of what was never created", resume(), "OperationDenied", status: .createFailed),
            Case("no count", changed(scale(3)) { $0.replicas = nil }, "MissingParameter"),
            Case("no instances", scale(0), "InvalidParameter"),
            Case("fewer than none", scale(-1), "InvalidParameter"),
            Case("no such mode", changed(scale(3)) { $0.scaleMode = "MAGIC" }, "InvalidParameter"),
            Case("no such strategy", changed(scale(1...3)) { $0.scaleStrategy = "TEA" }, "InvalidParameter"),
            Case("no autoscaler", changed(scale(1...3)) { $0.horizontalPodAutoscaler = nil }, "MissingParameter"),
            Case("no metrics", scale(1...3, metrics: []), "MissingParameter"),
            Case("a bound of 0", scale(0...3), "InvalidParameter"),
            Case("an unknown metric", scale(1...3, metrics: [.init(name: "mood", value: 5)]), "InvalidParameter"),
            Case("a value too low", scale(1...3, metrics: [.init(name: "gpu-util", value: 9)]), "InvalidParameter"),
            Case(
                "a value too high", scale(1...3, metrics: [.init(name: "service-qps", value: 5001)]), "InvalidParameter"
            ),
            Case(
                "bounds the wrong way round",
                changed(scale(1...3)) { $0.horizontalPodAutoscaler?.minReplicas = 4 }, "InvalidParameter"),
            Case(
                "no jobs", changed(scale(1...3)) { $0.scaleStrategy = .cron }, "MissingParameter"),
            Case(
                "a port of the platform",
                changed(stop()) {
                    $0.serviceAction = nil
                    $0.servicePort = 8505
                }, "InvalidParameter"),
            Case(
                "a stop without its time",
                changed(stop()) {
                    $0.serviceAction = nil
                    $0.scheduledAction = ScheduledAction()
                    $0.scheduledAction?.scheduleStop = true
                }, "MissingParameter"),
        ])
    func refused(_ c: Case) {
        var cloud = makeCloud(makeService(replicas: 2, status: c.status))
        let before = cloud.describe(at: 0)
        #expect(cloud.modify(c.request, at: 1) == c.code)
        #expect(cloud.describe(at: 1) == before)
    }

    @Test(
        "Metrics take exactly their ranges",
        arguments: [
            ("gpu-util", 10...100), ("cpu-util", 10...100), ("memory-util", 10...100), ("service-qps", 1...5000),
            ("concurrency-util", 1...100_000),
        ])
    func metricRanges(_ name: String, _ range: ClosedRange<Int>) {
        var cloud = makeCloud(makeService())
        var time = 0.0
        func code(_ value: Int) -> String? {
            time += 1
            return cloud.modify(scale(1...3, metrics: [.init(name: name, value: value)]), at: time)
        }
        #expect(code(range.lowerBound - 1) == "InvalidParameter")
        #expect(code(range.lowerBound) == nil)
        #expect(code(range.upperBound) == nil)
        #expect(code(range.upperBound + 1) == "InvalidParameter")
    }

    @Test("What a resource group or an instance type has no room for is refused")
    func capacity() {
        var settings = CloudSettings()
        settings.capacity = ["rg-1": 6, "TI.X": 4]
        func inGroup(_ service: inout Service) { service.resourceGroupId = "rg-1" }
        func ofType(_ service: inout Service) { service.serviceInfo?.instanceType = "TI.X" }
        var cloud = makeCloud(
            makeService("ms-a-1", replicas: 2, inGroup), makeService("ms-b-1", replicas: 3, inGroup),
            makeService("ms-c-1", replicas: 1, ofType), makeService("ms-d-1", status: .stopped, old: 4, ofType),
            settings: settings)
        #expect(cloud.modify(scale(4, "ms-a-1"), at: 0) == "OperationDenied.ResourceGroupInsufficient")
        #expect(cloud.modify(scale(3, "ms-a-1"), at: 0) == nil)
        #expect(cloud.modify(scale(1, "ms-b-1"), at: 1) == nil)
        #expect(cloud.modify(scale(5, "ms-a-1"), at: 2) == nil)
        #expect(cloud.modify(resume("ms-d-1"), at: 3) == "ResourcesSoldOut")
        #expect(cloud.modify(stop("ms-c-1"), at: 4) == nil)
        #expect(cloud.modify(resume("ms-d-1"), at: 5) == "ResourcesSoldOut")
        #expect(cloud.modify(resume("ms-d-1"), at: 6) == nil)
    }
}

private func changed(
    _ request: ModifyModelServiceRequest, _ change: (inout ModifyModelServiceRequest) -> Void
) -> ModifyModelServiceRequest {
    var request = request
    change(&request)
    return request
}
