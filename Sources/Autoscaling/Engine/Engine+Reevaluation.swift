import CivilTime

// What another configuration makes of what is under way, held or has failed.
extension Engine {
    /// A removed job's open intent is dropped; a changed one's follows the change.
    mutating func reevaluateIntent(of i: Int) {
        guard let intent = services[i].record.intent else { return }
        let schedule = services[i].schedule
        guard schedule.isEnabled else { return drop(i, "its schedule is disabled") }
        let target: Target
        var isCommanded = false
        switch intent.occurrence.id.cause {
        case .command:
            // What was asked for stays; the rails that bind it may be others.
            if intent.occurrence.id.cause.isReturnToSchedule, let floor = schedule.rails.floor,
                schedule.rails.forbids(intent.goal)
            {
                return drop(i, "ReplicasFloor=\(floor) forbids to stop it now")
            }
            target = intent.occurrence.target
            isCommanded = true
        case .scheduledAction:
            guard schedule.scheduledAction != nil else { return drop(i, "its scheduled stop is gone") }
            target = .stop
        case .job(let name):
            guard let job = schedule.jobs.first(where: { $0.name == name }) else {
                return drop(i, "its job \(name) is gone")
            }
            guard job.isEnabled else { return drop(i, "its job \(name) is disabled") }
            target = job.target
        }
        let goal = Goal(target, after: intent.foldedSize)
        var occurrence = intent.occurrence
        occurrence.target = target
        occurrence.goal = goal
        var changed = Intent(occurrence: occurrence, goal: goal)
        changed.foldedSize = remembered(target.size, after: intent.foldedSize, of: i)
        changed.callMayBeInFlight = intent.callMayBeInFlight
        changed.isForced = intent.isForced
        if let size = goal.size, let clamp = schedule.rails.clamp(size) {
            changed.clamp = clamp
            changed.goal = .running(clamp.to)
        }
        guard changed.goal != intent.goal else { return }
        changed.isAccepted = false
        services[i].record.intent = changed
        if !isCommanded { services[i].record.lastGoal = goal }
        services[i].beginIntent(at: now.boot)
        if isCommanded, let clamp = changed.clamp {
            report(.clamped, "a guard rail changes the size of \(target): \(clamp)", occurrence, of: i)
        }
    }

    mutating func drop(_ i: Int, _ why: String) {
        close(i, .dropped, Reason(.removed, why), report: .eventDropped)
    }

    /// Says where the new schedule would have the service in another state than its last event left it.
    mutating func compareState(of i: Int) {
        guard let state = scheduledState(of: i), !services[i].record.appliesScheduledState,
            let last = services[i].record.lastGoal, differs(state, from: last), services[i].schedule.isEnabled
        else { return }
        var entry = Report(
            .applyByHand,
            "\(services[i].name): the schedule now holds \(state.goal) since \(shown(state.event.instant, of: i)) "
                + "(\(state.event.cause)), its last event left it \(last); `tidectl run \(services[i].name) "
                + "\(state.event.cause)` applies that, else it stays until the next event")
        entry.service = services[i].name
        entry.serviceId = services[i].serviceId
        entry.job = state.event.cause.description
        entry.scheduledAt = state.event.instant
        effects.append(.report(entry))
    }

    /// Whether the state that the schedule holds is another than the one that was asked for last; nil is first sight. What
    /// size a RESUME has depends on what was folded into it, and is no difference.
    private func differs(_ state: (event: Event, goal: Goal), from last: Goal?) -> Bool {
        guard let last else { return true }
        return state.event.target == .resume ? last.isStopped : state.goal != last
    }

    /// What a reload changes by effect.
    mutating func reportEffect(of i: Int, before: ServiceState) {
        let was = Self.nextEvent(before.schedule, after: time)
        let isNow = Self.nextEvent(services[i].schedule, after: time)
        let text: String
        switch (was, isNow) {
        case (let was?, let isNow?) where was.target == isNow.target && was.instant == isNow.instant:
            text = "next stays \(isNow)"
        case (let was?, let isNow?) where was.target == isNow.target:
            text = "next \(isNow.target) moves from \(was.local) to \(isNow.local)"
        case (let was?, let isNow?): text = "next was \(was), is now \(isNow)"
        case (nil, let isNow?): text = "next is \(isNow)"
        case (let was?, nil): text = "next was \(was), now there is none"
        case (nil, nil): text = "nothing is to come"
        }
        var entry = Report(.scheduleChanged, "\(services[i].name): \(text)")
        entry.service = services[i].name
        entry.serviceId = services[i].serviceId
        effects.append(.report(entry))
    }

    /// What `ApplyOnLoad=` puts the service in as soon as events may begin; nil where it has been followed, or is not.
    func stateToApply(_ i: Int) -> (event: Event, goal: Goal)? {
        guard services[i].record.appliesScheduledState, services[i].schedule.isEnabled, !isDryRun(i),
            let state = scheduledState(of: i), differs(state, from: services[i].record.lastGoal)
        else { return nil }
        return state
    }

    /// Applies what was put off until events may begin: `ApplyOnLoad=`, and a second try of what had failed.
    mutating func applyDeferred(_ i: Int) {
        guard
            services[i].record.appliesScheduledState || services[i].reclampsOverride
                || services[i].record.failedUnder != nil
        else { return }
        if services[i].record.appliesScheduledState, isDryRun(i) {
            services[i].record.appliesScheduledState = false
            noteChange(i)
            report(.eventDryRun, about: i, "dry run: ApplyOnLoad=yes is not followed, nor made good when it ends")
        }
        guard services[i].schedule.isEnabled, services[i].record.pause == nil, !isDryRun(i) else { return }
        if services[i].reclampsOverride {
            services[i].reclampsOverride = false
            reclampOverride(of: i)
        }
        guard services[i].record.override == nil else { return }
        if services[i].record.appliesScheduledState {
            let state = stateToApply(i)
            services[i].record.appliesScheduledState = false
            noteChange(i)
            if let state {
                services[i].record.lastGoal = state.goal
                openCommanded(
                    i, "ApplyOnLoad", state.event.target, state.goal,
                    Reason(
                        .appliedOnLoad,
                        "ApplyOnLoad=yes: \(state.event.cause) of \(shown(state.event.instant, of: i)) holds"))
            }
        }
        if services[i].record.intent == nil, let under = services[i].record.failedUnder, under != failureIdentity(of: i)
        {
            if !reopen(i, Reason(.retried, "tried once more: the configuration has changed")) {
                // Its job is gone: nothing is left that had failed.
                services[i].record.failedUnder = nil
                services[i].record.failedGoal = nil
                noteChange(i)
            }
        }
    }

    /// An override whose service has arrived follows guard rails that have changed since.
    private mutating func reclampOverride(of i: Int) {
        guard let override = services[i].record.override, services[i].record.intent == nil,
            let converged = services[i].record.convergedGoal
        else { return }
        let clamp = override.goal.size.flatMap { services[i].schedule.rails.clamp($0) }
        guard clamp.map({ .running($0.to) }) ?? override.goal != converged else { return }
        openCommanded(
            i, "override", override.goal.target, override.goal,
            Reason(.overridden, "overridden by \(override.by); the guard rails have changed"),
            isForced: override.force)
    }

    /// Opens the service's failed event again, with the target that its job has now. Returns whether there is still such
    /// a job.
    @discardableResult
    mutating func reopen(_ i: Int, _ reason: Reason) -> Bool {
        guard var occurrence = services[i].record.last, var goal = services[i].record.failedGoal else { return false }
        if case .job(let name) = occurrence.id.cause {
            guard let job = services[i].schedule.jobs.first(where: { $0.name == name }), job.isEnabled else {
                return false
            }
            if job.target != occurrence.target { goal = Goal(job.target, after: goal.size) }
            occurrence.target = job.target
            services[i].record.lastGoal = goal
        } else if occurrence.id.cause == .scheduledAction, services[i].schedule.scheduledAction == nil {
            return false
        }
        occurrence.outcome = nil
        occurrence.endedAt = nil
        occurrence.reopenedAt = time
        occurrence.goal = goal
        occurrence.reason = reason
        open(occurrence, foldedSize: remembered(goal.size, after: nil, of: i), of: i)
        return true
    }
}
