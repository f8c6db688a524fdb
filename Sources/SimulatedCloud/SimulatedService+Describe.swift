import CivilTime
public import TIONE

extension SimulatedService {
    /// As a Describe reply shows it now.
    public var described: Service {
        var service = template
        service.status = status
        var info = template.serviceInfo ?? ServiceInfo()
        info.replicas = replicas
        info.oldReplicas = oldReplicas
        info.hybridBillingPrepaidReplicas = prepaidReplicas
        info.oldHybridBillingPrepaidReplicas = oldPrepaidReplicas
        info.scaleMode = scaleMode
        info.scaleStrategy = scaleStrategy
        info.horizontalPodAutoscaler = horizontalPodAutoscaler
        info.cronScaleJobs = cronScaleJobs
        info.scheduledAction = scheduledAction
        info.status = workloadStatus
        service.serviceInfo = info
        return service
    }

    private var workloadStatus: WorkloadStatus? {
        if case .held(let status) = condition, status != .timeoutException { return nil }
        let instances = instances
        var workload = WorkloadStatus()
        workload.replicas = instances
        workload.updatedReplicas = instances
        workload.readyReplicas = readyReplicas
        workload.availableReplicas = readyReplicas
        workload.unavailableReplicas = instances - readyReplicas
        workload.status = status
        workload.reason = status == .abnormal ? "CrashLoopBackOff" : ""
        return workload
    }
}
