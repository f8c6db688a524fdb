import CivilTime
public import TIONE

/// One model service of a ``SimulatedCloud``: what it is asked to be, and its instances on the way there.
public struct SimulatedService: Sendable {
    enum Condition: Hashable {
        /// CREATING, CREATE_FAILED or TIMEOUT_EXCEPTION, until somebody changes it.
        case held(Service.Status)
        case stopped
        case stopping(until: Instant)
        /// Pending, Waiting or Normal, by its instances.
        case running
    }

    /// Instances that were asked for together.
    struct Loading: Hashable {
        var count: Int
        var pendingUntil: Instant
        /// When the next of them is ready.
        var nextReady: Instant
    }

    /// Instances that were taken away and are still counted.
    struct Leaving: Hashable {
        var count: Int
        var goneAt: Instant
    }

    public enum StartProblem: Hashable, Sendable {
        /// New instances load for ever.
        case neverReady
        /// New instances fail: the service is Abnormal.
        case crashes
    }

    public let serviceId: String
    public var timing: ServiceTiming
    /// What goes wrong whenever instances start.
    public var startProblem: StartProblem?
    /// Where the horizontal autoscaler would like to be, within its bounds; nil: where it is.
    public internal(set) var demand: Int?
    /// Whether the workload's counts hold the prepaid instances of a HYBRID_PAID service too. The reference does not
    /// say.
    public var countsPrepaidInstances = false

    /// Everything that does not follow from the rest.
    var template: Service {
        didSet { workspace = Workspace(template.projectId) }
    }
    private(set) var workspace = Workspace(nil)
    var condition: Condition
    public internal(set) var replicas: Int
    public internal(set) var oldReplicas: Int
    public internal(set) var prepaidReplicas: Int
    public internal(set) var oldPrepaidReplicas: Int
    public internal(set) var scaleMode: ServiceInfo.ScaleMode
    public internal(set) var scaleStrategy: ServiceInfo.ScaleStrategy
    public internal(set) var horizontalPodAutoscaler: HorizontalPodAutoscaler?
    public internal(set) var cronScaleJobs: [CronScaleJob]
    public internal(set) var scheduledAction: ScheduledAction?
    public internal(set) var readyReplicas = 0
    var loading: [Loading] = []
    var leaving: [Leaving] = []
    /// When its status was last looked at: Pending ends by time alone.
    var clock = Instant.distantPast

    private var cachedView: Service?
    private var history: [(until: Instant, view: Service)] = []

    /// A service as a Describe reply shows it. Without a status it is Normal, with all its instances ready.
    public init?(_ service: Service, timing: ServiceTiming = ServiceTiming()) {
        guard let serviceId = service.serviceId else { return nil }
        let info = service.serviceInfo
        self.serviceId = serviceId
        self.timing = timing
        template = service
        replicas = max(0, info?.replicas ?? 1)
        oldReplicas = info?.oldReplicas ?? 0
        prepaidReplicas = info?.hybridBillingPrepaidReplicas ?? 0
        oldPrepaidReplicas = info?.oldHybridBillingPrepaidReplicas ?? 0
        scaleMode = info?.scaleMode ?? .manual
        scaleStrategy = info?.scaleStrategy ?? ""
        horizontalPodAutoscaler = info?.horizontalPodAutoscaler
        cronScaleJobs = info?.cronScaleJobs ?? []
        scheduledAction = info?.scheduledAction
        switch service.status {
        case .stopped?, .stopping?:
            condition = .stopped
            if oldReplicas == 0 { oldReplicas = max(1, replicas) }
            replicas = 0
        case .creating?, .createFailed?, .timeoutException?:
            condition = .held(service.status ?? .creating)
        default:
            condition = .running
            readyReplicas = instancesWanted
        }
        template.serviceGroupId = service.serviceGroupId ?? SimulatedService.groupId(of: serviceId)
        template.serviceGroupName = service.serviceGroupName ?? template.serviceGroupId
        template.version = service.version ?? SimulatedService.version(of: serviceId)
        template.latestVersion = service.latestVersion ?? template.version
        template.chargeType = service.chargeType ?? .postpaidByHour
        template.businessStatus = service.businessStatus ?? .createSucceed
        template.createFailedReason = service.createFailedReason ?? "CREATE_SUCCEED"
        workspace = Workspace(template.projectId)
    }

    /// `ms-abcdefgh` of `ms-abcdefgh-2`.
    package static func groupId(of serviceId: String) -> String {
        serviceId.lastIndex(of: "-").map { String(serviceId[..<$0]) } ?? serviceId
    }

    private static func version(of serviceId: String) -> String {
        serviceId.lastIndex(of: "-").map { String(serviceId[serviceId.index(after: $0)...]) } ?? "1"
    }

    // MARK: What it is

    public var name: String { template.serviceGroupName ?? serviceId }
    public var chargeType: Service.ChargeType { template.chargeType ?? .postpaidByHour }
    public var businessStatus: Service.BusinessStatus { template.businessStatus ?? "" }
    public var isHybrid: Bool { chargeType == .hybridPaid }
    var groupId: String { template.serviceGroupId ?? "" }
    var resourceGroupId: String { template.resourceGroupId ?? "" }
    var instanceType: String { template.serviceInfo?.instanceType ?? "" }

    public var status: Service.Status {
        switch condition {
        case .held(let status): status
        case .stopped: .stopped
        case .stopping: .stopping
        case .running:
            if loading.isEmpty {
                .normal
            } else if loading.contains(where: { $0.pendingUntil > clock }) {
                .pending
            } else {
                startProblem == .crashes ? .abnormal : .waiting
            }
        }
    }

    /// Instances that exist, serving or not.
    public var instances: Int {
        loading.reduce(readyReplicas) { $0 + $1.count } + leaving.reduce(0) { $0 + $1.count }
    }

    public var summary: ServiceSummary { ServiceSummary(status: status, replicas: replicas, ready: readyReplicas) }

    var instancesWanted: Int {
        condition == .running ? replicas + (isHybrid && countsPrepaidInstances ? prepaidReplicas : 0) : 0
    }

    // MARK: Views

    /// ``described``, made once for each change.
    mutating func view() -> Service {
        if let cachedView { return cachedView }
        let view = described
        cachedView = view
        return view
    }

    mutating func view(at instant: Instant) -> Service {
        history.first { $0.until > instant }?.view ?? view()
    }

    mutating func remember(until instant: Instant, for span: Duration) {
        guard span > .zero else { return }
        history.removeAll { $0.until < instant - span }
        history.append((instant, view()))
    }

    mutating func forgetView() {
        cachedView = nil
    }
}
