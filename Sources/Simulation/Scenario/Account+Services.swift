import Autoscaling
import CivilTime
import CronSchedule
import SimulatedCloud
import TIONE

extension Account {
    /// Any service that an account may hold.
    static func service(_ serviceId: String, group: Int, _ random: inout SeededRandom) -> Service {
        var service = Service()
        var info = ServiceInfo()
        service.serviceId = serviceId
        switch random.below(6) {
        case 0:
            service.chargeType = .hybridPaid
            info.hybridBillingPrepaidReplicas = random.int(1...4)
        case 1:
            service.chargeType = .prepaid
            service.resourceGroupId = "rsg-sim0000\(group)"
        default:
            service.chargeType = .postpaidByHour
            info.instanceType = "TI.SIM\(group).POST"
        }
        info.replicas = random.int(1...8)
        if random.chance(0.3) {
            info.scaleMode = .auto
            info.scaleStrategy = .hpa
            info.horizontalPodAutoscaler = HorizontalPodAutoscaler(
                minReplicas: 1, maxReplicas: random.int(4...9), hpaMetrics: [.init(name: "gpu-util", value: 60)])
        }
        if random.chance(0.3) { service.status = .stopped }
        service.serviceInfo = info
        return service
    }

    static func timing(_ random: inout SeededRandom) -> ServiceTiming {
        var timing = ServiceTiming()
        timing.pending = random.skewedSpan(.seconds(1), .seconds(60))
        timing.waiting = random.skewedSpan(.seconds(1), .seconds(180))
        if random.chance(0.3) { timing.betweenInstances = random.span(.seconds(1), .seconds(10)) }
        timing.stopping = random.skewedSpan(.seconds(1), .seconds(60))
        if random.chance(0.3) { timing.draining = random.span(.seconds(1), .seconds(60)) }
        return timing
    }

    /// A service in a state that a schedule put it into; nil where nothing is known of it.
    static func service(_ serviceId: String, in state: Goal?, hpa metrics: [HpaMetric]) -> Service {
        var service = Service()
        var info = ServiceInfo()
        service.serviceId = serviceId
        service.chargeType = .postpaidByHour
        info.replicas = 1
        switch state {
        case .running(.bounds(let low, let high)?):
            info.scaleMode = .auto
            info.scaleStrategy = .hpa
            info.horizontalPodAutoscaler = autoscaler(low, high, metrics)
            info.replicas = max(1, low)
        case .running(.replicas(let count)?): info.replicas = max(1, count)
        case .running(nil), .stopped, nil: break
        }
        if info.horizontalPodAutoscaler == nil {
            // What bounds would be taken over from, so that a plan does not fail for want of metrics.
            info.horizontalPodAutoscaler = autoscaler(1, 1, metrics)
        }
        if state == .stopped || state == .running(.replicas(0)) { service.status = .stopped }
        service.serviceInfo = info
        return service
    }

    private static func autoscaler(_ low: Int, _ high: Int, _ metrics: [HpaMetric]) -> HorizontalPodAutoscaler {
        let metrics = metrics.isEmpty ? [HpaMetric(name: "gpu-util", value: 60)] : metrics
        return HorizontalPodAutoscaler(
            minReplicas: low, maxReplicas: high, hpaMetrics: metrics.map { .init(name: $0.name, value: $0.value) })
    }

    /// A service as it was observed.
    static func service(_ seen: Observation) -> Service {
        var service = Service()
        var info = ServiceInfo()
        service.serviceId = seen.serviceId
        service.serviceGroupId = seen.serviceGroupId
        service.version = seen.version
        service.status = Service.Status(rawValue: seen.isSeenStopped ? "Stopped" : seen.status.rawValue)
        service.chargeType = Service.ChargeType(rawValue: seen.chargeType)
        service.businessStatus = Service.BusinessStatus(rawValue: seen.businessStatus)
        service.resourceGroupId = seen.resourceGroupId
        info.instanceType = seen.instanceType
        info.replicas = seen.replicas
        info.oldReplicas = seen.oldReplicas
        info.hybridBillingPrepaidReplicas = seen.prepaidReplicas
        info.oldHybridBillingPrepaidReplicas = seen.oldPrepaidReplicas
        info.scaleMode = seen.isAuto ? .auto : .manual
        info.scaleStrategy = ServiceInfo.ScaleStrategy(rawValue: seen.scaleStrategy)
        info.horizontalPodAutoscaler = seen.hpa.map { autoscaler($0.minReplicas, $0.maxReplicas, $0.metrics) }
        service.serviceInfo = info
        return service
    }
}

extension ServiceSchedule {
    /// Where its newest event before `now` left the service, a RESUME with the size of the newest event that had one;
    /// nil where it had none in the last years.
    func lastState(before now: Instant) -> Goal? {
        guard isEnabled else { return nil }
        let newest = jobs.filter(\.isEnabled).compactMap { job -> (CronExpression.Firing, Target)? in
            job.schedule.previousFiring(before: now, in: job.zone, excluding: job.exclusions).map { ($0, job.target) }
        }.sorted { ($0.0.instant, $0.0.nominal) < ($1.0.instant, $1.0.nominal) }
        guard let last = newest.last else { return nil }
        return Goal(last.1, after: newest.last { $0.1.size != nil }?.1.size)
    }
}
