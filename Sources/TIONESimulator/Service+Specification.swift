public import SimulatedCloud
import TIONE

extension SimulatedService {
    /// How services are written, for `--help`.
    public static let grammar = """
        SERVICE is ID[:key=value,...], for example ms-abcdefgh-1:name=chat,replicas=4
          name=NAME, replicas=N (1), status=Normal|Stopped|Pending|CREATING|...,
          old-replicas=N, business-status=NAME
          charge-type=PREPAID|POSTPAID_BY_HOUR|HYBRID_PAID, prepaid=N, old-prepaid=N,
          counts-prepaid=yes
          hpa=MIN-MAX, metric=gpu-util:60 (repeatable): AUTO by metrics
          resource-group=ID, instance-type=NAME, project=ID, group=ID, version=N
          pending=20s, waiting=60s, between=0s, stopping=10s, draining=0s:
            how long its changes take
          start=ok|stuck|crashes: what comes of new instances
        """

    /// Reads `ID[:key=value,…]`; see ``grammar``.
    public init(specification text: String, timing: ServiceTiming) throws(SpecificationError) {
        let specification = try Specification(text)
        guard !specification.head.isEmpty else { throw specification.error("the service id is missing") }
        var service = Service.example(specification.head)
        var info = service.serviceInfo ?? ServiceInfo()
        var timing = timing
        var problem: StartProblem?
        var countsPrepaid = false
        var autoscaler = HorizontalPodAutoscaler()
        for (key, value) in specification.values {
            switch key {
            case "name": service.serviceGroupName = value
            case "replicas": info.replicas = try specification.integer(value)
            case "status": service.status = .init(rawValue: value)
            case "business-status": service.businessStatus = .init(rawValue: value)
            case "old-replicas": info.oldReplicas = try specification.integer(value)
            case "charge-type": service.chargeType = .init(rawValue: value)
            case "prepaid": info.hybridBillingPrepaidReplicas = try specification.integer(value)
            case "old-prepaid": info.oldHybridBillingPrepaidReplicas = try specification.integer(value)
            case "counts-prepaid": countsPrepaid = try specification.boolean(value)
            case "hpa":
                let bounds = try specification.bounds(value)
                autoscaler.minReplicas = bounds.lowerBound
                autoscaler.maxReplicas = bounds.upperBound
            case "metric": autoscaler.hpaMetrics = (autoscaler.hpaMetrics ?? []) + [try specification.metric(value)]
            case "resource-group": service.resourceGroupId = value
            case "instance-type": info.instanceType = value
            case "project": service.projectId = value
            case "group": service.serviceGroupId = value
            case "version": service.version = value
            case "start": problem = try specification.startProblem(value)
            default:
                guard try timing.set(key, value, specification) else {
                    throw specification.error("there is no key \"\(key)\"")
                }
            }
        }
        if autoscaler.minReplicas != nil {
            if autoscaler.hpaMetrics == nil { autoscaler.hpaMetrics = [.init(name: "gpu-util", value: 60)] }
            info.scaleMode = .auto
            info.scaleStrategy = .hpa
            info.horizontalPodAutoscaler = autoscaler
        }
        service.serviceInfo = info
        guard let made = SimulatedService(service, timing: timing) else { throw specification.error("no service id") }
        self = made
        startProblem = problem
        countsPrepaidInstances = countsPrepaid
    }
}

extension ServiceTiming {
    /// Sets the time of that name; false where there is none.
    mutating func set(
        _ key: String, _ value: String, _ specification: Specification
    ) throws(SpecificationError) -> Bool {
        switch key {
        case "pending": pending = try specification.duration(value)
        case "waiting": waiting = try specification.duration(value)
        case "between": betweenInstances = try specification.duration(value)
        case "stopping": stopping = try specification.duration(value)
        case "draining": draining = try specification.duration(value)
        default: return false
        }
        return true
    }
}

extension Specification {
    func metric(_ text: String) throws(SpecificationError) -> HorizontalPodAutoscaler.Metric {
        guard let colon = text.lastIndex(of: ":"), let value = Int(text[text.index(after: colon)...]) else {
            throw error("\"\(text)\" is not a metric such as gpu-util:60")
        }
        return .init(name: String(text[..<colon]), value: value)
    }

    func startProblem(_ text: String) throws(SpecificationError) -> SimulatedService.StartProblem? {
        switch text {
        case "ok": nil
        case "stuck": .neverReady
        case "crashes": .crashes
        default: throw error("start is ok, stuck or crashes, not \"\(text)\"")
        }
    }
}

extension Service {
    /// A small service paid by the hour, with what a Describe shows of every service.
    fileprivate static func example(_ serviceId: String) -> Service {
        var service = Service()
        service.serviceId = serviceId
        service.serviceDescription = ""
        service.clusterId = "simulated"
        service.region = "ap-guangzhou"
        service.namespace = "infer"
        service.chargeType = .postpaidByHour
        service.resourceGroupId = ""
        service.resourceGroupName = ""
        service.tags = []
        service.ingressName = ""
        service.createdBy = "100000000001"
        service.createTime = "2026-01-05T08:20:48Z"
        service.updateTime = "2026-01-05T09:18:59Z"
        service.uin = "100000000001"
        service.subUin = ""
        service.appId = 1_300_000_000
        service.weight = 100
        service.createSource = "DEFAULT"
        service.billingInfo = ""
        var info = ServiceInfo()
        var resources = ResourceInfo()
        resources.cpu = 12000
        resources.memory = 45056
        resources.gpu = 100
        resources.realGpu = 100
        resources.gpuType = "A10"
        resources.realGpuDetailSet = []
        info.resources = resources
        info.instanceType = "TI.GNV4.3XLARGE44.POST"
        info.env = []
        info.logEnable = false
        info.authorizationEnable = false
        info.modelHotUpdateEnable = false
        info.weight = 100
        info.podList = []
        info.podInfos = []
        service.serviceInfo = info
        return service
    }
}
