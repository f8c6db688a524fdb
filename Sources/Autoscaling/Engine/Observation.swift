import CivilTime

/// What one Describe reply says of one service: the fields that decisions are made by.
public struct Observation: Hashable, Codable, Sendable {
    public enum Status: String, Hashable, Codable, Sendable {
        case creating = "CREATING"
        case createFailed = "CREATE_FAILED"
        case timeout = "TIMEOUT_EXCEPTION"
        case normal = "Normal"
        case stopped = "Stopped"
        case stopping = "Stopping"
        case abnormal = "Abnormal"
        case pending = "Pending"
        case waiting = "Waiting"
        /// Empty, null, or a word that this version does not know.
        case unknown = ""
    }

    public var serviceId: String
    public var serviceGroupId = ""
    /// `Version` of the service within its group.
    public var version = ""
    public var status = Status.unknown
    public var businessStatus = ""
    public var createFailedReason = ""
    /// PREPAID, POSTPAID_BY_HOUR or HYBRID_PAID.
    public var chargeType = ""
    public var resourceGroupId = ""
    public var instanceType = ""
    /// `ServiceInfo.Replicas`: desired; nil where ServiceInfo or the field is null.
    public var replicas: Int?
    /// `ServiceInfo.ScaleMode` is AUTO.
    public var isAuto = false
    /// `ServiceInfo.ScaleStrategy`: `HPA`, `CRON` or empty.
    public var scaleStrategy = ""
    public var hpa: HpaSettings?
    /// How many CronScaleJobs TI-ONE itself holds for the service.
    public var cronScaleJobs = 0
    /// `ServiceInfo.ScheduledAction.ScheduleStop`
    public var schedulesStop = false
    /// `ServiceInfo.Status.ReadyReplicas`; nil where ServiceInfo.Status is null.
    public var readyReplicas: Int?
    /// `ServiceInfo.Status.Replicas`; nil where ServiceInfo.Status is null.
    public var workloadReplicas: Int?
    /// `ServiceInfo.Status.Status`, `…Reason` of the workload, for messages.
    public var workloadReason = ""
    /// `ServiceInfo.OldReplicas`: what RESUME restores.
    public var oldReplicas: Int?
    public var prepaidReplicas: Int?
    public var oldPrepaidReplicas: Int?

    public init(serviceId: String) {
        self.serviceId = serviceId
    }

    public var isHybrid: Bool { chargeType == "HYBRID_PAID" }
}
