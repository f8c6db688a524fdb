public import Autoscaling
import CivilTime

/// What a daemon has in force when a timeline begins: holds, and the events that they or a call under way keep open.
public struct Standing: Sendable {
    public struct Service: Sendable {
        public var serviceId: String
        public var pause: Hold?
        public var override: Override?
        /// What its schedule's newest event asked for: what the end of an override goes back to.
        public var goal: Goal?
        /// Events that are due and held back.
        public var held: [Occurrence] = []
        /// The event under way.
        public var open: Occurrence?
        /// While its scheduled stop holds all its jobs: the identity of the schedule under which it does.
        public var stoppedUntilChanged: String?

        public init(serviceId: String) { self.serviceId = serviceId }
    }

    public var freeze: Hold?
    public var services: [Service] = []

    public init() {}

    /// ServiceIds of those that fare otherwise than if nothing were in force.
    func concerned(in fleet: FleetConfiguration) -> Set<String> {
        let own = services.filter {
            $0.pause != nil || $0.override != nil || !$0.held.isEmpty || $0.open != nil || $0.stoppedUntilChanged != nil
        }
        // A freeze holds all, and where stops take turns each depends on the others.
        if freeze != nil || !own.isEmpty && fleet.settings.maxConcurrentStops != nil {
            return Set(fleet.schedules.map(\.serviceId))
        }
        return Set(own.map(\.serviceId))
    }

    /// When the last of the holds ends, a time that is past where there are none; nil where one has no such time.
    var end: Instant? {
        let holds = [freeze?.until] + services.flatMap { [$0.pause?.until, $0.override?.until] }
        let ends = holds.compactMap { $0?.instant }
        return ends.count == holds.count { $0 != nil } ? ends.max() ?? .distantPast : nil
    }

    var carried: Set<OccurrenceID> {
        Set(services.flatMap { $0.held.map(\.id) + ($0.open.map { [$0.id] } ?? []) })
    }
}

extension ServiceRecord {
    /// Of a service whose events up to `start` are taken up, but for those that a hold keeps.
    init(of schedule: ServiceSchedule, upTo start: Instant, _ standing: Standing.Service?) {
        self.init(serviceId: schedule.serviceId, watermark: start)
        guard let standing else { return }
        pause = standing.pause
        override = standing.override
        lastGoal = standing.goal
        stoppedUntilChanged = standing.stoppedUntilChanged
        if let open = standing.open {
            var intent = Intent(occurrence: open, goal: open.goal)
            intent.foldedSize = open.goal.size
            self.intent = intent
        }
        guard let oldest = standing.held.map(\.id.instant).min() else { return }
        watermark = oldest - .nanoseconds(1)
        // Of its other jobs nothing is held: theirs fire from the start on.
        func since(_ cause: Cause) -> Instant {
            standing.held.filter { $0.id.cause == cause }.map { $0.id.instant - .nanoseconds(1) }.min() ?? start
        }
        for job in schedule.jobs {
            jobs[job.name] = JobRecord(
                identity: job.identity, since: since(.job(job.name)),
                isEnabled: job.isEnabled && schedule.isEnabled)
        }
        scheduledAction = schedule.scheduledAction.map {
            JobRecord(
                identity: $0.stopTime.rfc3339(), since: since(.scheduledAction), isEnabled: schedule.isEnabled)
        }
    }
}
