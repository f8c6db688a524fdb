import CivilTime

/// One service at run time: what is kept of it, and what a restart may forget.
struct ServiceState: Sendable {
    // Observation
    var observation: Observation?
    /// Observe again then; nil leaves it to the periodic observation.
    @Compact var observeAt: MonotonicInstant?
    /// A DescribeModelService for it waits or is in flight.
    var isBeingObserved = false
    var observationsOfStep = 0
    /// Since when every observation that was tried has failed.
    @Compact var unobservableSince: MonotonicInstant?
    var isMissing = false
    /// The key may not ask for it by name: it is looked for among all services.
    var mustBeListed = false
    /// Its guard rails may have changed under an override: looked at as soon as events may begin.
    var reclampsOverride = false

    var record: ServiceRecord

    // The open intent
    /// A RESUME was sent since the service was last seen settled: until then only OldHybridBillingPrepaidReplicas is sure
    /// to tell how many prepaid instances it has.
    var isResuming = false
    /// When this run of the daemon took the intent up; what it knows of the service must be newer.
    @Compact var takenUpAt: MonotonicInstant?
    var modifyInFlight: CallID?
    var isQueued = false
    /// When that observation was asked for by which it was decided that it shall wait for a slot.
    @Compact var queuedOn: MonotonicInstant?
    /// The end of the newest ModifyModelService: only what was asked afterwards tells what it did.
    @Compact var modifyEndedAt: MonotonicInstant?
    @Compact var statusUnknownSince: MonotonicInstant?
    /// Since when a STOP of it is under way: counted from the call until it is seen Stopped.
    @Compact var stoppingSince: MonotonicInstant?
    @Compact var retryAt: MonotonicInstant?
    var failures = 0
    /// What the service was last seen doing when it was too busy for a call.
    var busyStatus: Observation.Status?
    /// The changes that the API accepted for this intent, and when it did so last.
    var accepted: [(change: Modification.Change, at: MonotonicInstant)] = []
    /// Since when the service has been seen at rest without the change that was accepted.
    @Compact var restWithoutChangeSince: MonotonicInstant?
    /// The service was seen with what the intent asks for, ready or not.
    var targetSeen = false
    /// Since when it is only waited for: stuck after `ConvergeTimeoutSec=`.
    @Compact var convergingSince: MonotonicInstant?
    /// What it waits for, the class of the error it had last; to say a thing once.
    var waits: Reason?
    var reported: Set<EventKind> = []
    var needsCapacity = false
    /// When capacity that had come free made it try again.
    @Compact var capacityTriedAt: MonotonicInstant?
    /// Instances before the intent's first call; nil before one.
    var replicasBefore: Int?

    @Compact var warnedOfFailureAt: MonotonicInstant?
    /// Its next event by the trusted clock; valid unless ``isNextDueStale``.
    @Compact var nextDue: Instant?
    var isNextDueStale = true
    /// Events that are due and held back; nil where none is.
    private var heldBox = OutOfLine<HeldEvents>()
    var held: HeldEvents? {
        get { heldBox.value }
        set { heldBox.value = newValue }
    }
    /// Up to when the journal has told of held events.
    @Compact var heldReportedUpTo: Instant?
    /// It counts as open, as held and as failed, in the engine's tally.
    var isTalliedOpen = false
    var talliedHeld = 0
    var isTalliedFailed = false
    /// What of ``nextDue`` stands in the heap.
    @Compact var enteredDue: Instant?
    /// Its next look by CLOCK_BOOTTIME, as it stands in the heap.
    @Compact var wakeAt: MonotonicInstant?

    var schedule: ServiceSchedule

    // Standing conditions, asked for seldom: what is asked for at every step lies together before them.
    @Compact var warnedOfSecondSchedulerAt: MonotonicInstant?
    /// A version of the same group that runs without a schedule, as the newest complete sweep has it.
    var otherVersion: String?
    /// When a service that is not in the account was asked for by name last.
    @Compact var missingAskedAt: MonotonicInstant?
    @Compact var warnedOfOtherVersionAt: MonotonicInstant?
    @Compact var revertedAt: MonotonicInstant?
    /// The journal has told that a change by hand is not reverted yet.
    var isRevertPutOff = false

    init(schedule: ServiceSchedule, record: ServiceRecord) {
        self.schedule = schedule
        self.record = record
    }

    var serviceId: String { record.serviceId }
    var name: String { schedule.name }

    /// A hold is over: how far the intent had come is looked at anew. What the API accepted just before is not asked for
    /// again before it can show; a second RESUME may throw a loading model away.
    mutating func takeUpIntent(at now: MonotonicInstant) {
        let recent = accepted.filter { now - $0.at < Engine.restBeforeRepeat }
        beginIntent(at: now)
        accepted = recent
    }

    /// Forgets how far the last intent had come.
    mutating func beginIntent(at now: MonotonicInstant) {
        takenUpAt = now
        retryAt = nil
        busyStatus = nil
        failures = 0
        accepted = []
        restWithoutChangeSince = nil
        targetSeen = false
        convergingSince = nil
        statusUnknownSince = nil
        unobservableSince = nil
        waits = nil
        reported = []
        needsCapacity = false
        replicasBefore = nil
        observationsOfStep = 0
        observeAt = now
    }

    mutating func endIntent() {
        record.intent = nil
        takenUpAt = nil
        retryAt = nil
        observeAt = nil
        waits = nil
        needsCapacity = false
        convergingSince = nil
    }

    /// The earliest request time of an observation that the next decision may go by.
    ///
    /// Inlined: called, it would have the whole state copied.
    @inline(__always)
    var freshness: MonotonicInstant {
        let since = takenUpAt ?? MonotonicInstant(nanosecondsSinceBoot: 0)
        return max(since, modifyEndedAt ?? since)
    }

    /// Whether the newest observation, however old, or else the store says that it runs.
    @inline(__always)
    var isKnownRunning: Bool {
        observation.map { $0.phase.isRunning } ?? record.lastKnownRunning ?? false
    }
}
