public import CivilTime

/// What the engine has the store keep. Each one replaces what the store held under its key.
///
/// Indirect: a record is large, and lists and tables of them are moved about.
public indirect enum Record: Hashable, Sendable {
    /// Key: serviceId.
    case service(ServiceRecord)
    /// The service's file is gone: its state is dropped, its history stays.
    case serviceRemoved(serviceId: String)
    /// Key: the occurrence's id. A row of history once it has an outcome.
    case occurrence(Occurrence)
    /// There is one.
    case fleet(FleetRecord)
    /// Key: its id. History only: the engine never reads it again.
    case hold(EndedHold)
}

/// Everything about one service that must survive a restart.
public struct ServiceRecord: Hashable, Sendable {
    public var serviceId: String
    /// The instant up to which its events are taken up: each is settled, or folded into ``intent``, which stands in the
    /// same record.
    public var watermark: Instant
    public var jobs = JobRecords()
    /// At most one event is open.
    public var intent: Intent?
    private var pauseBox = OutOfLine<Hold>()
    private var overrideBox = OutOfLine<Override>()
    private var lastHpaBox = OutOfLine<HpaSettings>()
    /// The goal in which the service converged last: what a manual change is told by. nil after one was adopted.
    public var convergedGoal: Goal?
    /// Whether the service was running when last observed, for when it can't be observed.
    public var lastKnownRunning: Bool?
    /// Whether it was HYBRID_PAID when last observed: then no SCALE may go without its prepaid replicas.
    public var lastKnownHybrid: Bool?
    /// `ApplyOnLoad=` is still to be followed: a hold puts it off.
    public var appliesScheduledState = false
    /// Pauses with `--skip` that are over, while an override still holds what came before them. Oldest first.
    public var skipped: [SkippedSpan] = []
    /// Events that were due under a schedule that a reload replaced while nothing could be begun: they are made good like
    /// those of the schedule in force.
    public var owed: [OwedEvent] = []
    /// What the configuration said when `last` failed for good: a change opens it once more.
    public var failedUnder: String?

    // Asked for seldom
    /// What the last event of the schedule asked for, folded; what holds return to and reloads are compared with.
    public var lastGoal: Goal?
    private var lastBox = OutOfLine<Occurrence>()
    private var scheduledActionBox = OutOfLine<JobRecord>()
    /// ``ServiceSchedule/identity`` when last loaded; nil at first sight.
    public var scheduleIdentity: String?
    /// `StopUntilChanged=`: identity of the schedule whose stop holds all later jobs.
    public var stoppedUntilChanged: String?
    /// What `last` asked for together with the events folded into it, where it failed for good.
    public var failedGoal: Goal?

    public init(serviceId: String, watermark: Instant) {
        self.serviceId = serviceId
        self.watermark = watermark
    }
}

// What few services have, or what is large: out of line, for there may be 100,000 records, most of them at rest.
extension ServiceRecord {
    /// *Since* and identity of its scheduled stop, where it has one.
    public var scheduledAction: JobRecord? {
        get { scheduledActionBox.value }
        set { scheduledActionBox.value = newValue }
    }

    /// The newest event that ended, for RESULT and to tell what a reload changes.
    public var last: Occurrence? {
        get { lastBox.value }
        set { lastBox.value = newValue }
    }

    /// The newest HorizontalPodAutoscaler seen.
    public var lastHpa: HpaSettings? {
        get { lastHpaBox.value }
        set { lastHpaBox.value = newValue }
    }

    public var pause: Hold? {
        get { pauseBox.value }
        set { pauseBox.value = newValue }
    }

    public var override: Override? {
        get { overrideBox.value }
        set { overrideBox.value = newValue }
    }

    /// Whether ``last`` made calls.
    var hasTried: Bool { lastBox.ask { $0.attempts > 0 } ?? false }

    /// Whether it is paused or overridden: asked at every step, and few are.
    var isHeld: Bool { !pauseBox.isEmpty || !overrideBox.isEmpty }
}

/// What is kept of a job.
public struct JobRecord: Hashable, Codable, Sendable {
    /// ``CronScaleJob/identity`` when last loaded.
    public var identity: String
    /// When that was first loaded, last changed or enabled: nothing at or before it fires.
    public var since: Instant
    public var isEnabled: Bool
    /// Its newest firing that was taken up, and the word for how that ended; nil while it is open.
    public var last: Instant?
    public var result: String?

    public init(identity: String, since: Instant, isEnabled: Bool) {
        self.identity = identity
        self.since = since
        self.isEnabled = isEnabled
    }
}

/// What is kept of the whole fleet.
public struct FleetRecord: Hashable, Codable, Sendable {
    public var freeze: Hold?
    /// The newest trusted instant at which anything was recorded.
    public var lastSeen: Instant?

    public init() {}
}

/// What the store holds at a start.
public struct StoredState: Hashable, Sendable {
    public var services: [ServiceRecord] = []
    public var fleet = FleetRecord()

    public init() {}
}
