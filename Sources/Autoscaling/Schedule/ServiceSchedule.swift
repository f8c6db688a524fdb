public import CivilTime
public import CronSchedule

/// One `*.schedule` file after merging: a service and everything that shall happen to it.
public struct ServiceSchedule: Hashable, Sendable {
    /// The file's stem, `chat` of `chat.schedule`: what people call the service.
    public var name: String
    /// `ServiceId=`, for example `ms-h29wqz2b-1`. Unique among the enabled schedules of a fleet.
    public var serviceId: String
    /// `TiProjectId=`; nil is the default workspace.
    public var tiProjectId: String?
    /// `Enabled=` of `[Service]`. A disabled schedule keeps its state and fires nothing.
    public var isEnabled = true
    /// In merged section order, which decides ties.
    public var jobs: [CronScaleJob] = [] {
        didSet { hasDeadlines = jobs.contains { $0.startingDeadline != nil } }
    }
    /// Whether any job has a `StartingDeadlineSec=`: asked for at every step of an event, and few have.
    private(set) var hasDeadlines = false
    public var scheduledAction: ScheduledAction?
    /// `ApplyOnLoad=`
    public var appliesOnLoad = false
    /// `OnManualChange=`
    public var onManualChange = ManualChangePolicy.adopt
    /// `DryRun=` of `[Service]`, or the daemon's.
    public var isDryRun = false
    /// `ConvergeTimeoutSec=` of `[Service]`, or the daemon's.
    public var convergeTimeout: Duration = .seconds(30 * 60)
    public var rails = GuardRails()
    /// `HpaMetrics=`: what HPA scales by where no HorizontalPodAutoscaler of the service was ever observed.
    public var hpaMetrics: [HpaMetric] = []

    public init(name: String, serviceId: String) {
        self.name = name
        self.serviceId = serviceId
    }

    /// `StartingDeadlineSec=` of the job of that name; nil is infinity. No job is copied for it.
    func startingDeadline(ofJob name: String) -> Duration? {
        for place in jobs.indices where jobs[place].name == name { return jobs[place].startingDeadline }
        return nil
    }

    /// Changes with everything in the file that decides what happens to the service, and only with that: 16 hexadecimal
    /// digits, the same in every process.
    ///
    /// Source: FNV-1a, 64 bits, http://www.isthe.com/chongo/tech/comp/fnv/.
    public var identity: String { identity(of: jobs.map(\.identity)) }

    /// - Parameter identities: of the jobs, in their order, where they are known already.
    func identity(of identities: [String]) -> String {
        var digest = PartsDigest()
        digest.add(serviceId)
        digest.add(tiProjectId ?? "")
        digest.add("\(isEnabled)")
        for (job, identity) in zip(jobs, identities) {
            digest.add(job.name)
            digest.add(identity)
            digest.add("\(job.target)")
            digest.add("\(job.isEnabled)")
        }
        if let stop = scheduledAction {
            digest.add("\(stop.stopTime.nanosecondsSince1970)")
            digest.add("\(stop.stopsUntilChanged)")
        }
        for rail in [rails.floor, rails.ceiling, rails.maxStep] { digest.add(rail.map { "\($0)" } ?? "-") }
        for metric in hpaMetrics { digest.add(metric.description) }
        return digest.hexadecimal
    }
}

/// FNV-1a over texts, with U+001F between them.
private struct PartsDigest {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    private var isEmpty = true

    mutating func add(_ part: String) {
        if !isEmpty { add(0x1F) }
        isEmpty = false
        for byte in part.utf8 { add(byte) }
    }

    private mutating func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

    var hexadecimal: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}

/// `OnManualChange=`: what to do about a change that somebody else made.
public enum ManualChangePolicy: String, Codable, Sendable, CaseIterable {
    case adopt, revert
}

/// `ReplicasFloor=`, `ReplicasCeiling=`, `MaxStep=`, `OnMaxStep=`; nil where unset.
public struct GuardRails: Hashable, Sendable {
    public enum OverStep: String, Codable, Sendable, CaseIterable { case split, hold }

    /// The fewest instances that an event may leave.
    public var floor: Int?
    /// The most instances that an event may ask for.
    public var ceiling: Int?
    /// The largest change of a count in one call, in instances.
    public var maxStep: Int?
    public var onMaxStep = OverStep.split

    public init() {}
}

/// A `[CronScaleJob]` section after merging.
public struct CronScaleJob: Hashable, Sendable {
    /// `Name=`, or `job-N` by position. (ServiceId, Name) identifies a job.
    public var name: String
    public var schedule: CronExpression
    /// The zone that applies, already decided: `TZ=` in the expression over job over `[Service]` over `[Schedule]` over
    /// the host's.
    public var zone: TimeZoneRules
    public var target: Target
    /// `ExcludeDates=`
    public var exclusions: [CronExclusion] = []
    public var isEnabled = true
    /// `StartingDeadlineSec=` that applies; nil is infinity.
    public var startingDeadline: Duration?

    public init(name: String, schedule: CronExpression, zone: TimeZoneRules, target: Target) {
        self.name = name
        self.schedule = schedule
        self.zone = zone
        self.target = target
    }

    /// The line of `ExcludeDates=` that takes a firing out; nil where none does.
    func exclusion(of nominal: CivilDateTime) -> CronExclusion? {
        for place in exclusions.indices where exclusions[place].matches(nominal) { return exclusions[place] }
        return nil
    }

    /// What makes it the same job for catch-up: a change of any part of it makes a new *since*. The
    /// target is not in it.
    public var identity: String {
        ([schedule.description, zone.identifier] + exclusions.map(\.text)).joined(separator: "\n")
    }
}

/// A `[ScheduledAction]` section with `ScheduleStop=true`.
public struct ScheduledAction: Hashable, Sendable {
    /// `ScheduleStopTime=`
    public var stopTime: Instant
    /// `ScheduleStopTime=` as read on the wall of its own offset: orders ties.
    public var nominal: CivilDateTime
    /// `StopUntilChanged=`: hold all later jobs until the file changes.
    public var stopsUntilChanged = false

    public init(stopTime: Instant, nominal: CivilDateTime) {
        self.stopTime = stopTime
        self.nominal = nominal
    }
}
