import Autoscaling
import CivilTime

/// Records with every field set, so that one that gets lost on the way is noticed.
enum Sample {
    static func instant(_ seconds: Int64) -> Instant { Instant(secondsSince1970: 1_795_500_000 + seconds) }

    /// A pause of ms-1, or an override.
    static func endedHold(since: Int64, ended: Int64, goal: Goal? = nil) -> EndedHold {
        EndedHold(
            goal == nil ? .pause : .override, serviceId: "ms-1",
            hold: Hold(by: actor, reason: "drill", since: instant(since), until: .nextEvent, skips: goal == nil),
            goal: goal, endedAt: instant(ended))
    }

    static let actor = Actor(uid: 1000, name: "wang")

    static func occurrence(
        _ serviceId: String = "ms-h29wqz2b-1", job: String = "morning-peak", at seconds: Int64 = 0,
        outcome: Outcome? = .applied(clamped: Clamp(from: .replicas(12), to: .replicas(8)))
    ) -> Occurrence {
        var occurrence = Occurrence(
            id: OccurrenceID(serviceId: serviceId, cause: .job(job), instant: instant(seconds)),
            nominal: CivilDateTime(secondsSince1970: 1_795_528_800), target: .bounds(min: 2, max: 6),
            goal: .running(.bounds(min: 2, max: 6)), reason: Reason(.converged, "8 of 8 instances are ready"))
        occurrence.openedAt = instant(seconds + 1)
        occurrence.startedAt = instant(seconds + 2)
        occurrence.acceptedAt = instant(seconds + 3)
        occurrence.endedAt = instant(seconds + 4)
        occurrence.attempts = 3
        occurrence.outcome = outcome
        occurrence.requestId = "c2a1a1f0-0000-4000-8000-000000000001"
        occurrence.folded = 7
        occurrence.unsent = 2
        occurrence.reopenedAt = instant(seconds + 5)
        return occurrence
    }

    static func service(_ serviceId: String = "ms-h29wqz2b-1", watermark seconds: Int64 = 0) -> ServiceRecord {
        var service = ServiceRecord(serviceId: serviceId, watermark: instant(seconds))
        service.scheduleIdentity = "0 30 8 * * 1-5\nAsia/Shanghai"
        var job = JobRecord(
            identity: "0 30 8 * * 1-5\nAsia/Shanghai\n* * * 1-7 10 *", since: instant(-100), isEnabled: true)
        job.last = instant(-60)
        job.result = "applied (clamped 12→8)"
        service.jobs = [
            "morning-peak": job,
            "night": JobRecord(identity: "0 0 22 * * *\nAsia/Shanghai", since: instant(-200), isEnabled: false),
        ]
        service.scheduledAction = JobRecord(identity: "2027-01-26T11:46:22Z", since: instant(-300), isEnabled: true)
        var intent = Intent(occurrence: occurrence(serviceId, outcome: nil), goal: .running(.replicas(8)))
        intent.clamp = Clamp(from: .replicas(20), to: .replicas(16))
        intent.foldedSize = .bounds(min: 0, max: 4)
        intent.isForced = true
        intent.callMayBeInFlight = true
        intent.isAccepted = true
        intent.isStuck = true
        intent.mayHaveActed = true
        service.intent = intent
        service.last = occurrence(
            serviceId, at: -50, outcome: .failed(code: "InvalidParameter", message: "no", requestId: "r-1"))
        service.lastGoal = .stopped
        service.lastHpa = HpaSettings(
            minReplicas: 1, maxReplicas: 9, metrics: [HpaMetric(name: "gpu-util", value: 60)],
            scaleUpStabilizationWindowSeconds: 30, scaleDownStabilizationWindowSeconds: -1)
        service.convergedGoal = .running(nil)
        service.lastKnownRunning = false
        service.lastKnownHybrid = false
        service.appliesScheduledState = true
        var owed = OwedEvent(
            event: Event(
                cause: .job("peak"), instant: instant(7), nominal: CivilDateTime(secondsSince1970: 28_807),
                target: .replicas(4), order: .max, exclusion: "* * * 1-7 10 *", deadline: .seconds(90)),
            since: .distantPast, takenAt: instant(8))
        owed.event.folded = 3
        owed.isGone = true
        service.owed = [owed, OwedEvent(event: owed.event, since: instant(1), takenAt: instant(9))]
        service.skipped = [
            SkippedSpan(by: actor, since: instant(3), until: instant(4)),
            SkippedSpan(by: actor, since: instant(5), until: instant(6)),
        ]
        service.pause = Hold(by: actor, reason: "换卡", since: instant(1), until: .instant(instant(60)), skips: true)
        service.override = Override(
            goal: .running(.replicas(4)), by: actor, reason: "test", since: instant(2), until: .nextEvent, force: true)
        service.stoppedUntilChanged = "2027-01-26T11:46:22Z"
        service.failedUnder = "ap-guangzhou"
        service.failedGoal = .running(.replicas(3))
        return service
    }

    static func fleet() -> FleetRecord {
        var fleet = FleetRecord()
        fleet.freeze = Hold(by: actor, reason: "incident", since: instant(5), until: .never, skips: false)
        fleet.lastSeen = instant(6)
        return fleet
    }

    static let outcomes: [Outcome?] = [
        nil, .applied(clamped: nil), .applied(clamped: Clamp(from: .replicas(1), to: .bounds(min: 1, max: 2))),
        .alreadyThere,
        .superseded(by: OccurrenceID(serviceId: "ms-1", cause: .scheduledAction, instant: instant(9))),
        .supersededByManualChange, .excluded(by: "* * * 1-7 10 *"), .skipped(.deadline), .skipped(.paused), .dryRun,
        .failed(code: "ResourceNotFound", message: "gone", requestId: nil), .stuck, .dropped,
    ]
}
