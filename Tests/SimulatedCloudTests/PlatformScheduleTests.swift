import SimulatedCloud
import TIONE
import Testing

@Suite("A service under the platform's own schedule")
struct PlatformScheduleTests {
    private func cloud() -> SimulatedCloud {
        makeCloud(
            makeService(replicas: 4) { service in
                var job = CronScaleJob()
                job.schedule = "0 0 8 * * *"
                job.targetReplicas = 8
                service.serviceInfo?.scaleMode = .auto
                service.serviceInfo?.scaleStrategy = .cron
                service.serviceInfo?.cronScaleJobs = [job]
                service.serviceInfo?.scheduledAction = ScheduledAction()
                service.serviceInfo?.scheduledAction?.scheduleStop = true
                service.serviceInfo?.scheduledAction?.scheduleStopTime = "2099-01-26T19:46:22+08:00"
            })
    }

    @Test(
        "SCALE ends it, keeps every instance, and clears no scheduled stop",
        arguments: [
            (scale(4), ServiceInfo.ScaleMode.manual, ServiceInfo.ScaleStrategy(rawValue: "")),
            (scale(2...6), .auto, .hpa),
        ])
    func ends(request: ModifyModelServiceRequest, mode: ServiceInfo.ScaleMode, strategy: ServiceInfo.ScaleStrategy)
        throws
    {
        var cloud = cloud()
        _ = cloud.handle(.modifyModelService(request), at: 1)
        let service = try #require(cloud.service("ms-a-1")?.described)
        let info = try #require(service.serviceInfo)
        #expect(info.scaleMode == mode && info.scaleStrategy == strategy)
        #expect(service.status == .normal && info.status?.readyReplicas == 4)
        // What is shown of the mode that was left is in force no more.
        #expect(info.cronScaleJobs?.count == 1 && info.scheduledAction?.scheduleStop == true)
    }

    @Test("SCALE of a stopped one is refused, and it stays under its jobs")
    func stopped() throws {
        var cloud = cloud()
        _ = cloud.handle(.modifyModelService(stop()), at: 1)
        cloud.advance(to: seconds(30))
        let outcome = cloud.handle(.modifyModelService(scale(4)), at: 31)
        guard case .failure(let error) = outcome.result else { return #expect(Bool(false), "accepted") }
        #expect(error.code == "OperationDenied")
        #expect(cloud.service("ms-a-1")?.described.serviceInfo?.scaleStrategy == .cron)
    }
}
