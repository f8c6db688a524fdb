import CivilTime

/// What one Describe reply says of one service: the fields that decisions are made by.
///
/// A page holds a hundred, and each is handed on and kept: copies share their fields, and a change makes new ones.
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

    struct Fields: Hashable, Codable, Sendable {
        var serviceId: String
        var serviceGroupId = ""
        var version = ""
        var status = Status.unknown
        var businessStatus = ""
        var createFailedReason = ""
        var chargeType = ""
        var resourceGroupId = ""
        var instanceType = ""
        var replicas: Int?
        var isAuto = false
        var scaleStrategy = ""
        var hpa: HpaSettings?
        var cronScaleJobs = 0
        var schedulesStop = false
        var readyReplicas: Int?
        var workloadReplicas: Int?
        var workloadReason = ""
        var oldReplicas: Int?
        var prepaidReplicas: Int?
        var oldPrepaidReplicas: Int?

        init(serviceId: String) { self.serviceId = serviceId }
    }

    private final class Shared: Sendable {
        let fields: Fields
        let fingerprint: Int

        init(_ fields: Fields) {
            self.fields = fields
            fingerprint = fields.hashValue
        }
    }

    private var shared: Shared

    public init(serviceId: String) { self.init(Fields(serviceId: serviceId)) }

    init(_ fields: Fields) { shared = Shared(fields) }

    private mutating func change(_ body: (inout Fields) -> Void) {
        var fields = shared.fields
        body(&fields)
        shared = Shared(fields)
    }

    public var serviceId: String {
        get { shared.fields.serviceId }
        set { change { $0.serviceId = newValue } }
    }

    public var serviceGroupId: String {
        get { shared.fields.serviceGroupId }
        set { change { $0.serviceGroupId = newValue } }
    }

    /// `Version` of the service within its group.
    public var version: String {
        get { shared.fields.version }
        set { change { $0.version = newValue } }
    }

    public var status: Status {
        get { shared.fields.status }
        set { change { $0.status = newValue } }
    }

    public var businessStatus: String {
        get { shared.fields.businessStatus }
        set { change { $0.businessStatus = newValue } }
    }

    public var createFailedReason: String {
        get { shared.fields.createFailedReason }
        set { change { $0.createFailedReason = newValue } }
    }

    /// PREPAID, POSTPAID_BY_HOUR or HYBRID_PAID.
    public var chargeType: String {
        get { shared.fields.chargeType }
        set { change { $0.chargeType = newValue } }
    }

    public var resourceGroupId: String {
        get { shared.fields.resourceGroupId }
        set { change { $0.resourceGroupId = newValue } }
    }

    public var instanceType: String {
        get { shared.fields.instanceType }
        set { change { $0.instanceType = newValue } }
    }

    /// `ServiceInfo.Replicas`: desired; nil where ServiceInfo or the field is null.
    public var replicas: Int? {
        get { shared.fields.replicas }
        set { change { $0.replicas = newValue } }
    }

    /// `ServiceInfo.ScaleMode` is AUTO.
    public var isAuto: Bool {
        get { shared.fields.isAuto }
        set { change { $0.isAuto = newValue } }
    }

    /// `ServiceInfo.ScaleStrategy`: `HPA`, `CRON` or empty.
    public var scaleStrategy: String {
        get { shared.fields.scaleStrategy }
        set { change { $0.scaleStrategy = newValue } }
    }

    public var hpa: HpaSettings? {
        get { shared.fields.hpa }
        set { change { $0.hpa = newValue } }
    }

    /// How many CronScaleJobs TI-ONE itself holds for the service.
    public var cronScaleJobs: Int {
        get { shared.fields.cronScaleJobs }
        set { change { $0.cronScaleJobs = newValue } }
    }

    /// `ServiceInfo.ScheduledAction.ScheduleStop`
    public var schedulesStop: Bool {
        get { shared.fields.schedulesStop }
        set { change { $0.schedulesStop = newValue } }
    }

    /// `ServiceInfo.Status.ReadyReplicas`; nil where ServiceInfo.Status is null.
    public var readyReplicas: Int? {
        get { shared.fields.readyReplicas }
        set { change { $0.readyReplicas = newValue } }
    }

    /// `ServiceInfo.Status.Replicas`; nil where ServiceInfo.Status is null.
    public var workloadReplicas: Int? {
        get { shared.fields.workloadReplicas }
        set { change { $0.workloadReplicas = newValue } }
    }

    /// `ServiceInfo.Status.Status`, `…Reason` of the workload, for messages.
    public var workloadReason: String {
        get { shared.fields.workloadReason }
        set { change { $0.workloadReason = newValue } }
    }

    /// `ServiceInfo.OldReplicas`: what RESUME restores.
    public var oldReplicas: Int? {
        get { shared.fields.oldReplicas }
        set { change { $0.oldReplicas = newValue } }
    }

    public var prepaidReplicas: Int? {
        get { shared.fields.prepaidReplicas }
        set { change { $0.prepaidReplicas = newValue } }
    }

    public var oldPrepaidReplicas: Int? {
        get { shared.fields.oldPrepaidReplicas }
        set { change { $0.oldPrepaidReplicas = newValue } }
    }

    public var isHybrid: Bool { chargeType == "HYBRID_PAID" }

    /// The prepaid replicas that it has or, while it is stopped, that RESUME restores.
    public var prepaidReplicasWhenRunning: Int? {
        status == .stopped || status == .stopping ? oldPrepaidReplicas ?? prepaidReplicas : prepaidReplicas
    }

    /// Of all fields, the ServiceId among them; the same for equal observations of one process, and for no others but
    /// by a chance of 2^-64. What a listing says again is told by this, without a look at what was known.
    var fingerprint: Int { shared.fingerprint }

    public static func == (a: Observation, b: Observation) -> Bool {
        a.shared === b.shared || a.fingerprint == b.fingerprint && a.shared.fields == b.shared.fields
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}

extension Observation {
    public init(from decoder: any Decoder) throws { self.init(try Fields(from: decoder)) }

    public func encode(to encoder: any Encoder) throws { try shared.fields.encode(to: encoder) }
}
