import CivilTime
import CronSchedule
import TIONE

/// What to do next about an open intent.
enum Decision: Hashable, Sendable {
    case converged(readinessKnown: Bool)
    /// The service has, or was promised, what the intent asks for: look again.
    case wait(Reason)
    case change(Modification, Reason)
    /// A guard rail or a missing fact keeps the change back.
    case held(Reason, EventKind)
    case statusUnknown
    case manualChange
    case fail(code: String, Reason)
}

extension Engine {
    /// A change that was accepted is made again when the service has been seen at rest without it for so long.
    static let restBeforeRepeat: Duration = .seconds(60)
    /// STOP and SCALE are sent unobserved when no observation has succeeded for so long.
    static let patienceWithObservation: Duration = .seconds(10)
    /// One that was refused capacity tries no more often than this because some has come free.
    static let patienceWithCapacity: Duration = .seconds(5)
    /// A service whose status can't be told is stopped anyway after so long.
    static let patienceWithUnknownStatus: Duration = .seconds(60)

    // MARK: Opening and closing

    /// Opens an intent for `occurrence`; one that is open is superseded.
    mutating func open(_ occurrence: consuming Occurrence, foldedSize: Size?, of i: Int, isForced: Bool = false) {
        closeIntent(of: i, supersededBy: occurrence.id)
        occurrence.openedAt = occurrence.openedAt ?? time
        let clamp = occurrence.goal.size.flatMap { services[i].schedule.rails.clamp($0) }
        let intent = Intent(
            occurrence: copy occurrence, goal: clamp.map { .running($0.to) } ?? occurrence.goal, foldedSize: foldedSize,
            clamp: clamp, isForced: isForced)
        services[i].record.intent = intent
        services[i].record.failedUnder = nil
        services[i].record.failedGoal = nil
        services[i].warnedOfFailureAt = nil
        services[i].beginIntent(at: now.boot)
        note(last: occurrence.id.instant, result: nil, cause: occurrence.id.cause, of: i)
        noteChange(i)
        let zone = services[i].schedule.jobs.first?.zone ?? .utc
        let undoing = occurrence.id.cause == .scheduledAction ? undoing(of: i) : nil
        report(.eventDue, .due(occurrence.id.cause, zone, undoing: undoing), occurrence, of: i)
        if let clamp {
            report(.clamped, "a guard rail changes the size of \(occurrence.target): \(clamp)", occurrence, of: i)
        }
        mark(i)
    }

    /// Which job starts the service again after its scheduled stop, and when.
    private func undoing(of i: Int) -> String? {
        let schedule = services[i].schedule
        if schedule.scheduledAction?.stopsUntilChanged == true { return nil }
        let starts = schedule.jobs.filter { $0.isEnabled && $0.target != .stop }.compactMap { job in
            job.schedule.nextFiring(after: time, in: job.zone).map { (job, $0.instant) }
        }
        guard let first = starts.min(by: { $0.1 < $1.1 }) else { return nil }
        return "\(first.0.target) of \(first.0.name) will start it again at \(first.1.rfc3339(in: first.0.zone))"
    }

    mutating func closeIntent(of i: Int, supersededBy id: OccurrenceID) {
        guard services[i].record.intent != nil else { return }
        var sentence = "\(id.cause) of \(shown(id.instant, of: i)) is newer"
        // Nothing else tells why nothing came of it.
        if let waits = services[i].waits, waits.code == .maxStep, let why = waits.sentence.split(separator: ";").first {
            sentence += "; it was held, for \(why)"
        }
        close(i, .superseded(by: id), Reason(.newerEvent, sentence), report: .eventSuperseded)
    }

    /// Ends the open intent with its outcome, and records both.
    mutating func close(_ i: Int, _ outcome: Outcome, _ reason: Reason, report kind: EventKind) {
        guard let intent = services[i].record.intent else { return }
        var occurrence = intent.occurrence
        occurrence.outcome = outcome
        occurrence.endedAt = time
        occurrence.reason = reason
        withdrawCall(of: i, from: &occurrence)
        unqueue(i)
        heldStops.remove(i)
        unobserved.remove(i)
        services[i].endIntent()
        record(occurrence, of: i)
        report(kind, .ended(occurrence.id.cause), occurrence, of: i)
        releaseHeldStops()
    }

    // MARK: Pursuing

    /// Why nothing may be done about the service's open intent; nil where it may.
    mutating func hold(_ i: Int) -> Reason? {
        if !isFleetFree { return fleetHold }
        if isDryRun(i) { return Reason(.dryRun, "dry run: no call is made") }
        if services[i].record.isHeld, let pause = services[i].record.pause {
            return Reason(.paused, "paused by \(pause.by)\(pause.reason.isEmpty ? "" : ": \(pause.reason)")")
        }
        if !services[i].schedule.isEnabled { return Reason(.removed, "the schedule is not enabled") }
        return isCallable ? nil : callHold
    }

    /// Takes the open intent one step further, as far as what is known allows.
    mutating func pursue(_ i: Int) {
        guard let intent = services[i].record.intent, services[i].modifyInFlight == nil else { return }
        if let reason = hold(i) {
            unqueue(i)
            services[i].waits = reason
            return
        }
        if services[i].schedule.hasDeadlines, intent.occurrence.startedAt == nil,
            !intent.occurrence.target.endsCapacity, !services[i].targetSeen, let deadline = deadline(of: i),
            time - intent.occurrence.id.instant > deadline
        {
            let late = (time - intent.occurrence.id.instant).words
            close(
                i, .skipped(.deadline),
                Reason(
                    .deadlinePassed,
                    "no call could be made for \(late), longer than StartingDeadlineSec=\(deadline.words) allows"),
                report: .eventSkippedLate)
            return
        }
        if let retryAt = services[i].retryAt {
            guard retryAt <= now.boot else {
                // What it was busy with may end before that; then the wait is over too.
                if services[i].busyStatus != nil, let at = services[i].observeAt, at <= now.boot {
                    unobserved.insert(i)
                }
                return
            }
            services[i].busyStatus = nil
            services[i].retryAt = nil
            services[i].observeAt = now.boot
        }
        if let observeAt = services[i].observeAt, observeAt <= now.boot { unobserved.insert(i) }
        if services[i].unobservableSince == nil, !isFreshlyObserved(i) {
            // Nothing can be decided yet: where many fall due at once, this is what each does first.
            unqueue(i)
            heldStops.remove(i)
            services[i].waits = Self.waitsToBeObserved
            return
        }
        if services[i].isQueued, services[i].queuedOn == sightings[i].sentAt, isFreshlyObserved(i) {
            // Nothing new was seen of it since it was decided, and with its slot it is decided anew.
            return
        }
        act(on: decision(for: i), about: i)
    }

    private static let waitsToBeObserved = Reason(.observing, "waits to be observed")

    /// Takes it out of those that wait for a slot.
    private mutating func unqueue(_ i: Int) {
        guard services[i].isQueued else { return }
        modifyQueue.remove(i)
        services[i].isQueued = false
    }

    /// None for an event that had failed and is tried once more: somebody wants it now.
    private mutating func deadline(of i: Int) -> Duration? {
        guard let intent = services[i].record.intent, intent.occurrence.reason.code != .retried,
            case .job(let name) = intent.occurrence.id.cause
        else { return nil }
        return services[i].schedule.startingDeadline(ofJob: name)
    }

    private mutating func act(on decision: Decision, about i: Int) {
        guard let intent = services[i].record.intent else { return }
        if case .change = decision {
        } else {
            unqueue(i)
        }
        if case .held(let reason, _) = decision, reason.code == .maxConcurrentStops {
            heldStops.insert(i)
        } else {
            heldStops.remove(i)
        }
        switch decision {
        case .converged(let readinessKnown): converge(i, readinessKnown: readinessKnown)
        case .wait(let reason):
            services[i].waits = reason
            if isFreshlyObserved(i) { watchConvergence(i, reason) }
        case .change(let modification, let reason):
            services[i].waits = reason
            enqueue(modification, for: i)
        case .held(let reason, let kind):
            services[i].waits = reason
            if services[i].reported.insert(kind).inserted {
                report(
                    kind, "\(intent.occurrence.target) waits: \(reason.sentence)", intent.occurrence, of: i,
                    reason: reason)
            }
        case .statusUnknown:
            services[i].waits = Reason(.statusUnknown, "the service's status can't be told from the API's answer")
            if services[i].reported.insert(.statusUnknown).inserted {
                report(
                    .statusUnknown, "the API's answer does not tell whether the service runs", intent.occurrence, of: i,
                    reason: services[i].waits)
            }
        case .manualChange:
            let seen = services[i].observation?.summary ?? "unknown"
            services[i].record.convergedGoal = nil
            close(
                i, .supersededByManualChange,
                Reason(.manualChange, "changed by hand from \(intent.goal) to \(seen); left until the next event"),
                report: .manualChangeAdopted)
        case .fail(let code, let reason): fail(i, code: code, message: reason.sentence, requestId: nil, reason)
        }
    }

    /// What to do next, from what was observed; the same when asked again.
    mutating func decision(for i: Int) -> Decision {
        guard let intent = services[i].record.intent else { return .wait(Reason(.removed, "nothing is open")) }
        guard isFreshlyObserved(i), let observation = services[i].observation else {
            return unobservedDecision(for: i)
        }
        let ceiling = services[i].schedule.rails.ceiling
        let planner = planner(for: i, goal: intent.goal, observation, ceiling: ceiling)
        switch planner.step() {
        case .converged(let known): return .converged(readinessKnown: known)
        case .awaitReadiness:
            return .wait(Reason(.converging, of: observation, .isNotReady))
        case .awaitStatus: return .wait(Reason(.waitingForStatus, of: observation, .is))
        case .unknown:
            guard intent.goal.isStopped || intent.goal.endsCapacity && !observation.isHybrid,
                let since = services[i].statusUnknownSince,
                now.boot - since >= Self.patienceWithUnknownStatus
            else { return .statusUnknown }
            return weigh(
                .stop, Reason(.statusUnknown, "its status can't be told, and it shall not run on unseen"), for: i)
        case .fail(let code, let reason): return .fail(code: code, reason)
        case .change(let change, let code):
            return weigh(change, Reason(code, of: observation, .differs(change)), for: i)
        }
    }

    /// No observation has succeeded lately: what can be sent all the same.
    private mutating func unobservedDecision(for i: Int) -> Decision {
        let waiting = Decision.wait(Self.waitsToBeObserved)
        guard let since = services[i].unobservableSince, now.boot - since >= Self.patienceWithObservation,
            services[i].isKnownRunning, !services[i].targetSeen, let goal = services[i].record.intent?.goal
        else { return waiting }
        let isHybrid = services[i].observation?.isHybrid ?? services[i].record.lastKnownHybrid
        let reason = Reason(
            .unobserved,
            "no observation has succeeded for \((now.boot - since).words), and it was last known as running")
        let change: Modification.Change
        switch goal {
        case .stopped: change = .stop
        case .running(.replicas(0)?):
            // A stop, but for a hybrid service.
            guard let isHybrid else { return waiting }
            change = isHybrid ? .replicas(0) : .stop
        case .running(.replicas(let count)?): change = .replicas(count)
        case .running(.bounds(let min, let max)?):
            guard var hpa = services[i].observation?.hpa ?? services[i].record.lastHpa else { return waiting }
            hpa.minReplicas = min
            hpa.maxReplicas = max
            change = .hpa(hpa)
        case .running(nil): return waiting
        }
        if change != .stop, services[i].observation == nil {
            // A SCALE without HybridBillingPrepaidReplicas leaves a hybrid service 1 prepaid instance.
            if isHybrid != false {
                return .wait(Reason(.observing, "waits to be observed: how many prepaid replicas it has is not known"))
            }
            if services[i].schedule.rails.maxStep != nil, services[i].record.intent?.isForced != true {
                return .wait(Reason(.observing, "waits to be observed: how large a step MaxStep= allows is not known"))
            }
        }
        if services[i].accepted.contains(where: { $0.change == change }) {
            return .wait(Reason(.converging, "the API accepted \(change.words); no observation tells more"))
        }
        return weigh(change, reason, for: i)
    }

    /// How an operator has a step done that `OnMaxStep=hold` keeps back.
    private func wayPast(_ intent: Intent, of i: Int) -> String {
        guard case .job(let name) = intent.occurrence.id.cause else { return "the same command with --force" }
        return "`tidectl run \(services[i].name) \(name) --force`"
    }

    /// Whether a change is due, promised already, or held by a guard rail.
    private mutating func weigh(
        _ change: Modification.Change, _ given: @autoclosure () -> Reason, for i: Int
    ) -> Decision {
        guard let intent = services[i].record.intent else { return .wait(given()) }
        if services[i].targetSeen, services[i].observation?.phase.isAtRest == true,
            // Whatever stopped it, a person or arrears, it is not started again for an event that had brought it up.
            services[i].schedule.onManualChange == .adopt || change == .resume,
            isFreshlyObserved(i)
        {
            return .manualChange
        }
        if let wait = promise(of: change, for: i) { return wait }
        var reason = given()
        if let since = services[i].restWithoutChangeSince, services[i].accepted.contains(where: { $0.change == change })
        {
            reason = Reason(
                .stillDiffers, "\(change.words) was accepted, but \((now.boot - since).words) later it does not show")
        }
        var change = change
        if !intent.isForced, case .replicas(let count) = change, let replicas = services[i].observation?.replicas,
            let step = services[i].schedule.rails.stepExceeded(from: replicas, to: count)
        {
            let why = "from \(replicas) to \(count) is more than MaxStep=\(step)"
            guard services[i].schedule.rails.onMaxStep == .split else {
                return .held(
                    Reason(.maxStep, "\(why); \(wayPast(intent, of: i)) or a newer event ends the wait"), .heldBack)
            }
            change = .replicas(count > replicas ? replicas + step : replicas - step)
            reason = Reason(.stepSplit, "\(why): it goes in steps")
            if let wait = promise(of: change, for: i) { return wait }
        }
        if change == .stop, let most = settings.maxConcurrentStops, services[i].stoppingSince == nil,
            stopsUnderWay(but: i) >= most
        {
            return .held(
                Reason(.maxConcurrentStops, "\(most) services are stopping, as many as MaxConcurrentStops= allows"),
                .heldBack)
        }
        var modification = Modification(
            serviceId: services[i].serviceId, tiProjectId: services[i].schedule.tiProjectId ?? settings.tiProjectId,
            change: change)
        if modification.serviceAction == .scale, services[i].observation?.isHybrid == true {
            let wasResumed = services[i].isResuming || services[i].accepted.contains { $0.change == .resume }
            let seen = services[i].observation
            guard let prepaid = wasResumed ? seen?.oldPrepaidReplicas ?? seen?.prepaidReplicas : seen?.prepaidReplicas
            else {
                return .held(
                    Reason(
                        .prepaidReplicasUnknown,
                        "HybridBillingPrepaidReplicas is unknown, and the API would take 1 where it is missing"),
                    .heldBack)
            }
            modification.hybridBillingPrepaidReplicas = prepaid
        }
        return .change(modification, reason)
    }

    /// The wait for a change that was accepted; nil where it was not, or has not shown for long enough to be made again.
    private mutating func promise(of change: Modification.Change, for i: Int) -> Decision? {
        guard services[i].accepted.contains(where: { $0.change == change }) else { return nil }
        if let since = services[i].restWithoutChangeSince, now.boot - since >= Self.restBeforeRepeat { return nil }
        return .wait(Reason(accepted: change))
    }

    func stopsUnderWay(but i: Int) -> Int {
        stopping.ordered.count { other in
            guard other != i, let since = services[other].stoppingSince else { return false }
            return now.boot - since < services[other].schedule.convergeTimeout
        }
    }

    mutating func beginStop(of i: Int) {
        services[i].stoppingSince = services[i].stoppingSince ?? now.boot
        stopping.insert(i)
    }

    /// It is stopped, or won't be: another may have its turn.
    mutating func endStop(of i: Int) {
        guard services[i].stoppingSince != nil else { return }
        services[i].stoppingSince = nil
        stopping.remove(i)
        releaseHeldStops()
    }

    /// Looks again at as many services whose STOP waits as may have their turn, those that wait longest first.
    mutating func releaseHeldStops() {
        guard !heldStops.isEmpty else { return }
        var free = (settings.maxConcurrentStops ?? .max) - stopsUnderWay(but: -1)
        while free > 0, let i = heldStops.popFirst() {
            mark(i)
            free -= 1
        }
    }
}

extension Int {
    /// Of numbers that the API gives any may come.
    func addingSaturated(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }
}

extension GuardRails {
    /// A service with a floor of one instance or more is not stopped, but by force.
    func forbids(_ goal: Goal) -> Bool { goal.endsCapacity && (floor ?? 0) >= 1 }

    /// `MaxStep=`, where a change of the count is larger.
    func stepExceeded(from seen: Int, to count: Int) -> Int? {
        guard let maxStep, max(seen, count) > min(seen, count).addingSaturated(maxStep) else { return nil }
        return maxStep
    }

    /// What the floor and the ceiling make of a size; nil where it may stay.
    ///
    /// A count of 0 is a stop, which these don't concern.
    package func clamp(_ size: Size) -> Clamp? {
        let least = floor ?? 0
        let most = max(ceiling ?? .max, least)
        let clamped: Size
        switch size {
        case .replicas(0): return nil
        case .replicas(let count): clamped = .replicas(min(max(count, least), most))
        case .bounds(let low, let high):
            clamped = .bounds(min: min(max(low, least), most), max: min(max(high, least), most))
        }
        return clamped == size ? nil : Clamp(from: size, to: clamped)
    }

    /// A goal as the floor and the ceiling leave it.
    func inForce(_ goal: Goal) -> Goal {
        goal.size.flatMap(clamp).map { .running($0.to) } ?? goal
    }

    /// A count as the floor and the ceiling leave it.
    package func inForce(_ count: Int) -> Int {
        if case .replicas(let clamped)? = clamp(.replicas(count))?.to { clamped } else { count }
    }
}

extension Modification.Change {
    /// `STOP`, `RESUME`, `SCALE 8`, `SCALE 2-6`.
    var words: String { Modification(serviceId: "", tiProjectId: nil, change: self).description }
}
