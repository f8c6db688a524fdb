public import Autoscaling
public import CivilTime

/// One service in `tidectl status`.
public struct ServiceSummary: Hashable, Codable, Sendable {
    /// A firing to come.
    public struct Next: Hashable, Codable, Sendable {
        public var at: Timestamp
        public var job: String
        public var action: String
        public var target: String

        public init(at: Timestamp, job: String, action: String, target: String) {
            self.at = at
            self.job = job
            self.action = action
            self.target = target
        }
    }

    public var service: String
    public var serviceId: String
    public var isEnabled: Bool
    public var isDryRun: Bool
    /// What the schedule's newest event asked for: `8`, `2-6`, `stopped` or `running`.
    @OrNull public var desired: String?
    /// The API's word for its state when last observed: `Normal`, `Stopped`, …
    @OrNull public var status: String?
    /// Its size then: `8`, or the bounds of its autoscaler, `2-6`.
    @OrNull public var size: String?
    /// Instances that are ready; null where the API does not tell.
    @OrNull public var ready: Int?
    /// `PREPAID`, `POSTPAID_BY_HOUR` or `HYBRID_PAID`; null where it was not observed yet.
    @OrNull public var chargeType: String?
    /// Prepaid instances of a HYBRID_PAID service, besides ``size``; while it is stopped, those that it comes back
    /// with.
    @OrNull public var prepaid: Int?
    @OrNull public var observed: Timestamp?
    @OrNull public var next: Next?
    /// The event under way.
    @OrNull public var open: HistoryEntry?
    /// What that waits for.
    @OrNull public var waits: String?
    /// The newest that ended.
    @OrNull public var last: HistoryEntry?
    @OrNull public var pause: HoldStatus?
    @OrNull public var override: OverrideStatus?
    /// The freeze that holds all services.
    @OrNull public var freeze: HoldStatus?
    /// While its scheduled stop holds all its jobs: ``ServiceSchedule/identity`` of the schedule that has to change.
    @OrNull public var stoppedUntilChanged: String?
    /// Events that are due and that these hold back, newest first: of each job the newest, ``HistoryEntry/folded``
    /// counting the older ones.
    @OrEmpty public var held: [HistoryEntry]
    /// Faults of its file, a line each with file and line number, while its last good content is in force.
    @OrEmpty public var faults: [String]
    /// Standing conditions, a sentence each.
    public var warnings: [String]

    /// - Parameter faults: of its file, where that is faulty.
    public init(_ service: ServiceSnapshot, faults: [String] = []) {
        self.faults = faults
        self.service = service.name
        serviceId = service.serviceId
        isEnabled = service.isEnabled
        isDryRun = service.isDryRun
        desired = service.goal.map { GoalText($0).description }
        if let observation = service.observation {
            status = observation.status == .unknown ? nil : observation.status.rawValue
            if observation.isAuto, let hpa = observation.hpa {
                size = "\(hpa.minReplicas)-\(hpa.maxReplicas)"
            } else {
                size = observation.replicas.map { "\($0)" }
            }
            ready = observation.readyReplicas
            chargeType = observation.chargeType.isEmpty ? nil : observation.chargeType
            prepaid = observation.isHybrid ? observation.prepaidReplicasWhenRunning : nil
        }
        observed = Timestamp(service.observedAt)
        next = service.jobs.compactMap { job in
            job.next.map {
                Next(
                    at: Timestamp($0), job: job.cause.description, action: job.target.action.rawValue,
                    target: job.target.word)
            }
        }.min { $0.at < $1.at }
        open = service.intent.map { HistoryEntry($0.occurrence, service: service.name) }
        waits = service.waits?.sentence
        last = service.last.map { HistoryEntry($0, service: service.name) }
        pause = service.pause.map(HoldStatus.init)
        override = service.override.map(OverrideStatus.init)
        freeze = service.freeze.map(HoldStatus.init)
        stoppedUntilChanged = service.stoppedUntilChanged
        held = service.held.map { HistoryEntry(held: $0, service: service.name) }
        warnings = service.warnings
    }
}

/// A pause or a freeze.
public struct HoldStatus: Hashable, Codable, Sendable {
    public var by: String
    public var reason: String
    public var since: Timestamp
    /// `never`, `next-event` or a time.
    public var until: HoldEndText
    /// Events meanwhile are recorded as skipped and not made good.
    public var skips: Bool
    /// When it ended; null while it is in force.
    @OrNull public var ended: Timestamp?

    public init(_ hold: Hold) {
        by = hold.by.description
        reason = hold.reason
        since = Timestamp(hold.since)
        until = HoldEndText(hold.until)
        skips = hold.skips
    }

    /// One that is over.
    public init(_ hold: Hold, ended: Instant) {
        self.init(hold)
        self.ended = Timestamp(ended)
    }
}

/// A service held by an operator.
public struct OverrideStatus: Hashable, Codable, Sendable {
    /// `8`, `2-6`, `stopped` or `running`.
    public var goal: GoalText
    public var by: String
    public var reason: String
    public var since: Timestamp
    public var until: HoldEndText
    /// When it ended; null while it is in force.
    @OrNull public var ended: Timestamp?

    public init(_ override: Override) {
        goal = GoalText(override.goal)
        by = override.by.description
        reason = override.reason
        since = Timestamp(override.since)
        until = HoldEndText(override.until)
    }

    /// One that is over.
    public init(_ hold: Hold, goal: Goal, ended: Instant) {
        self.goal = GoalText(goal)
        by = hold.by.description
        reason = hold.reason
        since = Timestamp(hold.since)
        until = HoldEndText(hold.until)
        self.ended = Timestamp(ended)
    }
}
