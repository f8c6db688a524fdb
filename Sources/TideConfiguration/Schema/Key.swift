/// The keys that configuration files may have. Where the TI-ONE API has one of the same meaning, it has the API's name.
public enum Key: String, Hashable, Sendable, CaseIterable {
    case region = "Region"
    case endpoint = "Endpoint"
    case caCertificateFile = "CACertificateFile"
    case tiProjectId = "TiProjectId"
    case rateLimit = "RateLimit"
    case timeoutSec = "TimeoutSec"
    case credentials = "Credentials"
    case cvmRole = "CvmRole"

    case timeZone = "TimeZone"
    case startingDeadlineSec = "StartingDeadlineSec"
    case maxClockSkewSec = "MaxClockSkewSec"

    case dryRun = "DryRun"
    case observeIntervalSec = "ObserveIntervalSec"
    case convergeTimeoutSec = "ConvergeTimeoutSec"
    case historyRetention = "HistoryRetention"
    case maxConcurrentStops = "MaxConcurrentStops"

    case operatorGroup = "OperatorGroup"

    case serviceId = "ServiceId"
    case enabled = "Enabled"
    case applyOnLoad = "ApplyOnLoad"
    case onManualChange = "OnManualChange"
    case replicasFloor = "ReplicasFloor"
    case replicasCeiling = "ReplicasCeiling"
    case maxStep = "MaxStep"
    case onMaxStep = "OnMaxStep"
    case hpaMetrics = "HpaMetrics"

    case name = "Name"
    case schedule = "Schedule"
    case targetReplicas = "TargetReplicas"
    case minReplicas = "MinReplicas"
    case maxReplicas = "MaxReplicas"
    case serviceAction = "ServiceAction"
    case excludeDates = "ExcludeDates"

    case scheduleStop = "ScheduleStop"
    case scheduleStopTime = "ScheduleStopTime"
    case stopUntilChanged = "StopUntilChanged"

    /// The key of a name; nil where there is none.
    ///
    /// As `init(rawValue:)`, which compares a name with one key after another, and every line of every file has one.
    init?(name: String) {
        guard let key = Self.byName[name] else { return nil }
        self = key
    }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    /// Whether assignments add up to a list. Of all other keys the last assignment counts.
    public var isList: Bool { self == .excludeDates || self == .hpaMetrics }

    /// What the key is worth in `tided.conf` where nothing is assigned, written as it would be there; nil where that is
    /// nothing or depends on the host.
    public var daemonDefault: String? {
        switch self {
        case .endpoint: "https://tione.tencentcloudapi.com"
        case .rateLimit: "20"
        case .timeoutSec: "10s"
        case .credentials: "auto"
        case .startingDeadlineSec: "infinity"
        case .maxClockSkewSec: "30s"
        case .dryRun: "no"
        case .observeIntervalSec: "5min"
        case .convergeTimeoutSec: "30min"
        case .historyRetention: "90d"
        case .maxConcurrentStops: "infinity"
        default: nil
        }
    }
}
