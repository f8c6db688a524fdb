import TIONE

/// What SCALE asks of a service, checked.
struct Scaling {
    var replicas: Int
    var prepaidReplicas: Int?
    var mode: ServiceInfo.ScaleMode
    var strategy: ServiceInfo.ScaleStrategy
    var horizontalPodAutoscaler: HorizontalPodAutoscaler?
    var cronScaleJobs: [CronScaleJob]?

    init(_ request: ModifyModelServiceRequest, of service: SimulatedService) throws(CloudError) {
        mode = request.scaleMode ?? service.scaleMode
        // The API takes 1 where the field is missing: SCALE by someone who does not know of it changes the prepaid
        // part.
        prepaidReplicas = service.isHybrid ? request.hybridBillingPrepaidReplicas ?? 1 : nil
        if let prepaidReplicas, prepaidReplicas < 0 {
            throw .invalidParameter("`HybridBillingPrepaidReplicas` must be 0 or more.")
        }
        switch mode {
        case .manual:
            guard let count = request.replicas else { throw .missingParameter("Replicas") }
            let least = service.isHybrid ? 0 : 1
            guard count >= least else {
                throw .invalidParameter("`Replicas` must be \(least) or more; it is \(count).")
            }
            replicas = count
            strategy = ""
        case .auto:
            strategy = request.scaleStrategy ?? .hpa
            replicas = max(1, request.replicas ?? service.replicas)
            switch strategy {
            case .hpa, "":
                strategy = .hpa
                guard let hpa = request.horizontalPodAutoscaler else {
                    throw .missingParameter("HorizontalPodAutoscaler")
                }
                let bounds = try hpa.checkedBounds()
                horizontalPodAutoscaler = hpa
                let wish = service.demand ?? replicas
                replicas = min(max(wish, bounds.lowerBound), bounds.upperBound)
            case .cron:
                guard let jobs = request.cronScaleJobs, !jobs.isEmpty else { throw .missingParameter("CronScaleJobs") }
                for job in jobs {
                    if job.schedule?.isEmpty ?? true { throw .missingParameter("CronScaleJobs.Schedule") }
                    guard job.excludeDates?.count ?? 0 <= 3 else {
                        throw .invalidParameter("`CronScaleJobs.ExcludeDates` may have 3 entries.")
                    }
                }
                cronScaleJobs = jobs
            default:
                throw .invalidParameter("`ScaleStrategy` must be HPA or CRON; it is `\(strategy)`.")
            }
        default:
            throw .invalidParameter("`ScaleMode` must be MANUAL or AUTO; it is `\(mode)`.")
        }
    }

    func apply(to service: inout SimulatedService) {
        service.replicas = replicas
        if let prepaidReplicas { service.prepaidReplicas = prepaidReplicas }
        service.scaleMode = mode
        service.scaleStrategy = strategy
        // Settings of the mode that is left are kept: who returns to it finds them. What is set replaces them whole.
        if let horizontalPodAutoscaler { service.horizontalPodAutoscaler = horizontalPodAutoscaler }
        if let cronScaleJobs { service.cronScaleJobs = cronScaleJobs }
    }
}

extension HorizontalPodAutoscaler {
    fileprivate func checkedBounds() throws(CloudError) -> ClosedRange<Int> {
        guard let minReplicas else { throw .missingParameter("HorizontalPodAutoscaler.MinReplicas") }
        guard let maxReplicas else { throw .missingParameter("HorizontalPodAutoscaler.MaxReplicas") }
        guard minReplicas >= 1, minReplicas <= maxReplicas else {
            throw .invalidParameter(
                "`HorizontalPodAutoscaler` must have 1 <= MinReplicas <= MaxReplicas; it has \(minReplicas), \(maxReplicas)."
            )
        }
        guard let hpaMetrics, !hpaMetrics.isEmpty else {
            throw .missingParameter("HorizontalPodAutoscaler.HpaMetrics")
        }
        for metric in hpaMetrics {
            guard let range = metric.allowedValues else {
                throw .invalidParameter("`HpaMetrics.Name` does not know `\(metric.name ?? "")`.")
            }
            guard let value = metric.value, range.contains(value) else {
                throw .invalidParameter(
                    "`HpaMetrics.Value` of \(metric.name ?? "") must be \(range.lowerBound) to \(range.upperBound).")
            }
        }
        return minReplicas...maxReplicas
    }
}

extension HorizontalPodAutoscaler.Metric {
    fileprivate var allowedValues: ClosedRange<Int>? {
        switch name {
        case "gpu-util", "cpu-util", "memory-util": 10...100
        case "service-qps": 1...5000
        case "concurrency-util": 1...100_000
        default: nil
        }
    }
}
