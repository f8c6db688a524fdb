import CivilTime
import SimulatedCloud
import TIONE

let start = Instant(secondsSince1970: 1_800_000_000)

func seconds(_ seconds: Double) -> Instant { start + .milliseconds(Int64(seconds * 1000)) }

/// 2 s to the end of Pending, 3 s more to the first instance, 1 s between instances, 2 s to stop.
var timing: ServiceTiming {
    var timing = ServiceTiming()
    timing.pending = .seconds(2)
    timing.waiting = .seconds(3)
    timing.betweenInstances = .seconds(1)
    timing.stopping = .seconds(2)
    return timing
}

func makeService(
    _ id: String = "ms-a-1", replicas: Int? = 2, status: Service.Status? = nil, old: Int? = nil,
    charge: Service.ChargeType = .postpaidByHour, _ more: (inout Service) -> Void = { _ in }
) -> Service {
    var service = Service()
    service.serviceId = id
    service.status = status
    service.chargeType = charge
    var info = ServiceInfo()
    info.replicas = replicas
    info.oldReplicas = old
    service.serviceInfo = info
    more(&service)
    return service
}

func makeCloud(_ services: Service..., settings: CloudSettings = CloudSettings()) -> SimulatedCloud {
    SimulatedCloud(
        settings: settings, services: services.compactMap { SimulatedService($0, timing: timing) }, now: start)
}

func stop(_ id: String = "ms-a-1") -> ModifyModelServiceRequest { act(.stop, id) }
func resume(_ id: String = "ms-a-1") -> ModifyModelServiceRequest { act(.resume, id) }

func scale(_ replicas: Int, _ id: String = "ms-a-1", prepaid: Int? = nil) -> ModifyModelServiceRequest {
    var request = act(.scale, id)
    request.scaleMode = .manual
    request.replicas = replicas
    request.hybridBillingPrepaidReplicas = prepaid
    return request
}

func scale(
    _ bounds: ClosedRange<Int>, metrics: [HorizontalPodAutoscaler.Metric] = [.init(name: "gpu-util", value: 60)]
) -> ModifyModelServiceRequest {
    var request = act(.scale, "ms-a-1")
    request.scaleMode = .auto
    request.scaleStrategy = .hpa
    request.horizontalPodAutoscaler = HorizontalPodAutoscaler(
        minReplicas: bounds.lowerBound, maxReplicas: bounds.upperBound, hpaMetrics: metrics)
    return request
}

private func act(_ action: ModifyModelServiceRequest.ServiceAction, _ id: String) -> ModifyModelServiceRequest {
    var request = ModifyModelServiceRequest(serviceId: id)
    request.serviceAction = action
    return request
}

/// Never asked where no fault has a probability.
struct Constant: RandomNumberGenerator {
    var value: UInt64 = 0

    mutating func next() -> UInt64 { value }
}

extension SimulatedCloud {
    mutating func handle(_ request: CloudRequest, at time: Double) -> CloudOutcome {
        var generator = Constant()
        return handle(request, at: seconds(time), using: &generator)
    }

    /// The error code, or nil where the change was accepted.
    mutating func modify(_ request: ModifyModelServiceRequest, at time: Double) -> String? {
        handle(.modifyModelService(request), at: time).code
    }

    mutating func describe(_ id: String = "ms-a-1", at time: Double) -> Service? {
        let outcome = handle(.describeModelService(DescribeModelServiceRequest(serviceId: id)), at: time)
        guard case .success(.describeModelService(let reply))? = outcome.result else { return nil }
        return reply.service
    }

    /// Status, ready instances and wanted ones, for example `Waiting 2/4`.
    mutating func glance(_ id: String = "ms-a-1", at time: Double) -> String {
        guard let service = describe(id, at: time) else { return "nothing" }
        let ready = service.serviceInfo?.status?.readyReplicas ?? -1
        return "\(service.status ?? "?") \(ready)/\(service.serviceInfo?.replicas ?? -1)"
    }
}

extension CloudOutcome {
    var code: String? {
        switch result {
        case .failure(let error)?: error.code
        case .success?: nil
        case nil: "lost"
        }
    }
}
