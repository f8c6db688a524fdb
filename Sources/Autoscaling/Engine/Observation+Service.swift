public import TIONE

extension Observation {
    /// What a Describe reply says of a service; nil where it does not say which one.
    public init?(_ service: Service) {
        guard let serviceId = service.serviceId, !serviceId.isEmpty else { return nil }
        var seen = Fields(serviceId: serviceId)
        seen.serviceGroupId = service.serviceGroupId ?? ""
        seen.version = service.version ?? ""
        seen.status = service.status.flatMap { Status(rawValue: $0.rawValue) } ?? .unknown
        seen.businessStatus = service.businessStatus?.rawValue ?? ""
        seen.createFailedReason = service.createFailedReason ?? ""
        seen.chargeType = service.chargeType?.rawValue ?? ""
        seen.resourceGroupId = service.resourceGroupId ?? ""
        if let info = service.serviceInfo { seen.take(info) }
        self.init(seen)
    }
}

extension Observation.Fields {
    fileprivate mutating func take(_ info: ServiceInfo) {
        instanceType = info.instanceType ?? ""
        replicas = Self.count(info.replicas)
        isAuto = info.scaleMode?.rawValue == "AUTO"
        scaleStrategy = info.scaleStrategy?.rawValue ?? ""
        hpa = info.horizontalPodAutoscaler.flatMap(HpaSettings.init)
        cronScaleJobs = info.cronScaleJobs?.count ?? 0
        schedulesStop = info.scheduledAction?.scheduleStop ?? false
        readyReplicas = Self.count(info.status?.readyReplicas)
        workloadReplicas = Self.count(info.status?.replicas)
        workloadReason = info.status?.reason ?? ""
        oldReplicas = Self.count(info.oldReplicas)
        prepaidReplicas = Self.count(info.hybridBillingPrepaidReplicas)
        oldPrepaidReplicas = Self.count(info.oldHybridBillingPrepaidReplicas)
    }

    /// A number of instances as the API gives it; nil where it can't be one, so that it is never reckoned with.
    private static func count(_ number: Int?) -> Int? {
        number.flatMap { (0...1_000_000).contains($0) ? $0 : nil }
    }
}

extension HpaSettings {
    /// nil where a bound is missing or no metric is named: nothing that could be sent back.
    init?(_ hpa: HorizontalPodAutoscaler) {
        guard let minReplicas = hpa.minReplicas, let maxReplicas = hpa.maxReplicas else { return nil }
        let metrics = (hpa.hpaMetrics ?? []).compactMap { metric in
            metric.name.flatMap { name in metric.value.map { HpaMetric(name: name, value: $0) } }
        }
        guard !metrics.isEmpty else { return nil }
        self.init(
            minReplicas: minReplicas, maxReplicas: maxReplicas, metrics: metrics,
            scaleUpStabilizationWindowSeconds: hpa.scaleUpStabilizationWindowSeconds,
            scaleDownStabilizationWindowSeconds: hpa.scaleDownStabilizationWindowSeconds)
    }

    var apiValue: HorizontalPodAutoscaler {
        var hpa = HorizontalPodAutoscaler(
            minReplicas: minReplicas, maxReplicas: maxReplicas,
            hpaMetrics: metrics.map { HorizontalPodAutoscaler.Metric(name: $0.name, value: $0.value) })
        hpa.scaleUpStabilizationWindowSeconds = scaleUpStabilizationWindowSeconds
        hpa.scaleDownStabilizationWindowSeconds = scaleDownStabilizationWindowSeconds
        return hpa
    }
}

extension Modification {
    /// The request as the API takes it: the action and the fields that it needs, no other.
    public var apiRequest: ModifyModelServiceRequest {
        var request = ModifyModelServiceRequest(serviceId: serviceId)
        request.tiProjectId = tiProjectId
        request.serviceAction = ModifyModelServiceRequest.ServiceAction(rawValue: serviceAction.rawValue)
        request.hybridBillingPrepaidReplicas = hybridBillingPrepaidReplicas
        switch change {
        case .stop, .resume: break
        case .replicas(let count):
            request.scaleMode = "MANUAL"
            request.replicas = count
        case .hpa(let hpa):
            request.scaleMode = "AUTO"
            request.scaleStrategy = "HPA"
            request.horizontalPodAutoscaler = hpa.apiValue
        }
        return request
    }
}
