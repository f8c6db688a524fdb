import CivilTime

extension Engine {
    // MARK: Holds that end

    /// Ends the holds of a service whose time is over.
    ///
    /// By a clock that nobody has judged yet no hold ends.
    mutating func expireHolds(_ i: Int) {
        guard services[i].record.isHeld, clock.state != .unsettled else { return }
        if let pause = services[i].record.pause, isOver(pause.until, of: i) {
            if pause.skips { skipEnded(i, pause, upTo: (pause.until.instant ?? time) - .nanoseconds(1)) }
            endPause(i, "its time is over")
        }
        if let override = services[i].record.override, isFleetFree, isOver(override.until, of: i) {
            finishOverride(i, override)
        }
    }

    private mutating func isOver(_ end: HoldEnd, of i: Int) -> Bool {
        switch end {
        case .never: false
        case .instant(let instant): instant <= time
        // None was to come when the hold began; a configuration that brings one gives it its instant.
        case .nextEvent: false
        }
    }

    /// Holds until the next event, for which there was none, end with the first one that a configuration brings.
    mutating func resolveHolds() {
        if fleet.freeze?.until == .nextEvent {
            let until = resolved(.nextEvent, for: services.indices)
            fleet.freeze?.until = until
            isFleetChanged = true
        }
        for i in services.indices {
            let record = services[i].record
            guard record.pause?.until == .nextEvent || record.override?.until == .nextEvent else { continue }
            let until = resolved(.nextEvent, for: i..<i + 1)
            guard until != .nextEvent else { continue }
            if record.pause?.until == .nextEvent { services[i].record.pause?.until = until }
            if record.override?.until == .nextEvent { services[i].record.override?.until = until }
            noteChange(i)
        }
    }

    /// `until the next event` as the instant of that event: what is held already does not end the hold at once. Left as
    /// it is where no event is to come, and by a clock that nobody has judged yet.
    func resolved(_ until: HoldEnd, for concerned: Range<Int>, after instant: Instant? = nil) -> HoldEnd {
        guard case .nextEvent = until, clock.state != .unsettled else { return until }
        let instant = instant ?? time
        let next = concerned.compactMap { i in
            isHeldByStop(i) ? nil : Self.nextEvent(services[i].schedule, after: instant)?.instant
        }.min()
        return next.map { .instant($0) } ?? until
    }

    private mutating func endPause(_ i: Int, _ why: String) {
        if let pause = services[i].record.pause { noteEnd(of: pause, i) }
        services[i].record.pause = nil
        noteChange(i)
        report(.holdEnded, about: i, "no longer paused: \(why)")
        if services[i].record.intent != nil { services[i].takeUpIntent(at: now.boot) }
        mark(i)
    }

    private mutating func noteEnd(of pause: Hold, _ i: Int) {
        endedHolds.append(EndedHold(pause: pause, of: services[i].serviceId, by: time))
    }

    private mutating func noteEnd(of override: Override, _ i: Int) {
        endedHolds.append(EndedHold(override: override, of: services[i].serviceId, by: time))
    }

    /// The service goes at once to the latest state that its schedule holds.
    private mutating func finishOverride(_ i: Int, _ override: Override) {
        noteEnd(of: override, i)
        services[i].record.override = nil
        noteChange(i)
        report(.holdEnded, about: i, "no longer overridden to \(override.goal)")
        mark(i)
        // One that is too late itself leaves what the schedule had asked for before.
        if takeUpEvents(i), services[i].record.intent != nil { return }
        guard let goal = goalOfSchedule(i), services[i].schedule.isEnabled else { return }
        if isDryRun(i) {
            report(
                .eventDryRun, about: i,
                "dry run: the schedule's \(goal.target) is not called for again, nor made good when it ends")
            return
        }
        openCommanded(
            i, "override ended", goal.target, goal, Reason(.holdEnded, "the override has ended: back to the schedule"))
    }

    /// Where the end of an override puts the service, if no event decides; nil where it is left as it is.
    func goalAfterOverride(_ i: Int) -> Goal? {
        services[i].schedule.isEnabled && !isDryRun(i) ? goalOfSchedule(i) : nil
    }

    /// What the schedule has asked for last. A RESUME names no size: then that of the newest job that has one.
    func goalOfSchedule(_ i: Int) -> Goal? {
        // What an earlier configuration stopped, a floor that has come since keeps running.
        guard let last = services[i].record.lastGoal, !services[i].schedule.rails.forbids(last) else {
            return scheduledState(of: i)?.goal
        }
        guard last == .running(nil), let state = scheduledState(of: i), !state.goal.isStopped else { return last }
        return state.goal
    }

    mutating func thaw(_ why: String) {
        guard let freeze = fleet.freeze else { return }
        endedHolds.append(EndedHold(freeze: freeze, by: time))
        fleet.freeze = nil
        isFleetChanged = true
        effects.append(.report(Report(.holdEnded, "no longer frozen: \(why)")))
        for i in services.indices where services[i].record.intent != nil { services[i].takeUpIntent(at: now.boot) }
        markAll()
    }

    /// Opens an event that no schedule has, at the trusted time.
    mutating func openCommanded(
        _ i: Int, _ what: String, _ target: Target, _ goal: Goal, _ reason: Reason, isForced: Bool = false
    ) {
        var id = OccurrenceID(serviceId: services[i].serviceId, cause: .command(what), instant: time)
        // Two within one turn of the clock are two all the same.
        while id == services[i].record.intent?.occurrence.id || id == services[i].record.last?.id {
            id.instant = id.instant + .nanoseconds(1)
        }
        let occurrence = Occurrence(id: id, nominal: nil, target: target, goal: goal, reason: reason)
        open(occurrence, foldedSize: remembered(goal.size, after: nil, of: i), of: i, isForced: isForced)
    }

    // MARK: Commands

    mutating func perform(_ command: Command, by actor: Actor) -> CommandReply {
        let reply: CommandReply
        switch command {
        case .freeze(let until, let reason): reply = freeze(until, reason, actor)
        case .thaw:
            if fleet.freeze == nil {
                reply = .refused("nothing is frozen")
            } else {
                thaw("\(actor) thawed it")
                reply = .done("thawed")
            }
        case .pause(let serviceId, _, _, _), .unpause(let serviceId), .override(let serviceId, _, _, _, _),
            .endOverride(let serviceId), .run(let serviceId, _, _), .retry(let serviceId), .drop(let serviceId, _):
            guard let i = index[serviceId] else { return .notFound("no schedule has ServiceId=\(serviceId)") }
            reply = perform(command, on: i, by: actor)
            mark(i)
        }
        if !isDurable, case .done(let sentence) = reply {
            return .done("\(sentence); records can't be written, so a crash of tided would forget this")
        }
        return reply
    }

    private mutating func perform(_ command: Command, on i: Int, by actor: Actor) -> CommandReply {
        switch command {
        case .pause(_, let until, let skips, let reason): return pause(i, until, skips, reason, actor)
        case .unpause:
            guard services[i].record.pause != nil else { return .refused("\(services[i].name) is not paused") }
            if let pause = services[i].record.pause, pause.skips { skipEnded(i, pause, upTo: time) }
            endPause(i, "\(actor) ended it")
            return .done("\(services[i].name) is no longer paused")
        case .override(_, let goal, let until, let reason, let force):
            return override(i, goal, until, reason, force, actor)
        case .endOverride:
            guard services[i].record.override != nil else { return .refused("\(services[i].name) is not overridden") }
            // A clock that nobody has judged may be years ahead: then an instant that is past by any clock.
            let end = clock.state == .unsettled ? Instant(secondsSince1970: 0) : time
            services[i].record.override?.until = .instant(end)
            noteChange(i)
            report(.commanded, about: i, "\(actor) ends the override")
            return .done("\(services[i].name) returns to its schedule\(overrideEndWaits(i))")
        case .run(_, let job, let force): return run(i, job, force, actor)
        case .retry:
            guard services[i].record.failedGoal != nil, services[i].record.intent == nil else {
                return .refused("\(services[i].name) has no failed event to try again\(eventsThereAre(i))")
            }
            if let why = obstacle(i) { return .refused(why) }
            guard reopen(i, Reason(.retried, "tried once more by \(actor)")) else {
                return .refused("the job of \(services[i].name) that had failed is gone or disabled")
            }
            return .done("the failed event of \(services[i].name) is open again")
        case .drop(_, let why):
            guard let intent = services[i].record.intent else {
                return .refused("\(services[i].name) has no open event to drop\(eventsThereAre(i))")
            }
            let reason = "by \(actor)\(why.isEmpty ? "" : ": \(why)")"
            close(i, .dropped, Reason(.dropped, reason), report: .eventDropped)
            return .done(
                "\(words(intent.occurrence)) is dropped; \(services[i].name) stays as it is until its next event")
        case .freeze, .thaw: return .refused("not a command for one service")
        }
    }

    /// What a refusal says instead: the open event, those that are held, or else how the newest ended.
    private func eventsThereAre(_ i: Int) -> String {
        func told(_ occurrence: Occurrence, _ state: String) -> String {
            "; \(words(occurrence)) due \(shown(occurrence.id.instant, of: i)) \(state)"
        }
        let held = heldOccurrences(of: i).map { told($0, "is held") }.joined()
        if let intent = services[i].record.intent { return told(intent.occurrence, "is open") + held }
        if !held.isEmpty { return held }
        guard let last = services[i].record.last, let outcome = last.outcome else { return "; it has had none yet" }
        return told(last, "ended as \(outcome.word)")
    }

    /// Why an override that was ended still has to wait for its end; empty where it need not.
    private func overrideEndWaits(_ i: Int) -> String {
        if fleet.freeze != nil { return " when the freeze ends" }
        return services[i].record.pause == nil ? "" : " when its pause ends"
    }

    private mutating func freeze(_ until: HoldEnd, _ reason: String, _ actor: Actor) -> CommandReply {
        if let why = pastEnd(until) { return .refused(why) }
        noteProvisionalTime()
        let until = resolved(until, for: services.indices)
        func shown(_ until: HoldEnd) -> String { services.isEmpty ? "\(until)" : self.shown(until, of: 0) }
        let replaced = fleet.freeze.map { replaces($0, "freeze", shown($0.until)) } ?? ""
        if let earlier = fleet.freeze { endedHolds.append(EndedHold(freeze: earlier, by: time)) }
        fleet.freeze = Hold(by: actor, reason: reason, since: time, until: until, skips: false)
        isFleetChanged = true
        let end = shown(until)
        effects.append(.report(Report(.holdBegun, "frozen by \(actor) \(end)\(reason.isEmpty ? "" : ": \(reason)")")))
        markAll()
        return .done("everything is frozen \(end)\(replaced)")
    }

    /// Why nothing can be held until then; nil where it can.
    private func pastEnd(_ until: HoldEnd) -> String? {
        guard case .instant(let end) = until, end <= time else { return nil }
        let isJudged = clock.state != .unsettled
        let whose = " by the daemon's clock, which reads \(time.rfc3339()) and which the API has not confirmed yet"
        return "\(end.rfc3339()) is past\(isJudged ? "" : whose)"
    }

    private mutating func pause(
        _ i: Int, _ until: HoldEnd, _ skips: Bool, _ reason: String, _ actor: Actor
    ) -> CommandReply {
        if let why = pastEnd(until) { return .refused(why) }
        noteProvisionalTime()
        if let earlier = services[i].record.pause, earlier.skips { skipEnded(i, earlier, upTo: time) }
        let until = resolved(until, for: i..<i + 1)
        let end = shown(until, of: i)
        let replaced = services[i].record.pause.map { replaces($0, "pause", shown($0.until, of: i)) } ?? ""
        if let earlier = services[i].record.pause { noteEnd(of: earlier, i) }
        services[i].record.pause = Hold(by: actor, reason: reason, since: time, until: until, skips: skips)
        noteChange(i)
        report(
            .holdBegun, about: i,
            "paused by \(actor) \(end)\(skips ? ", events meanwhile are skipped" : "")\(reason.isEmpty ? "" : ": \(reason)")"
        )
        return .done("\(services[i].name) is paused \(end)\(replaced)")
    }

    /// What a reply says of a hold that a newer one of its kind replaces.
    private func replaces(_ hold: Hold, _ kind: String, _ until: String) -> String {
        let reason = hold.reason.isEmpty ? "" : ": \(hold.reason)"
        return "; this replaces the \(kind) by \(hold.by) \(until)\(reason)"
    }

    /// What a reply says where `OnMaxStep=hold` will keep what was asked for from being done.
    private func stepHeld(_ i: Int) -> String {
        let rails = services[i].schedule.rails
        guard let intent = services[i].record.intent, !intent.isForced, rails.onMaxStep == .hold,
            case .running(.replicas(let count)?) = intent.goal, let seen = services[i].observation?.replicas, seen > 0,
            let step = rails.stepExceeded(from: seen, to: count)
        else { return "" }
        return "; but it waits, for from \(seen) to \(count) is more than MaxStep=\(step): --force passes that"
    }

    /// Why the service can't be changed by hand now; nil where it can.
    private func obstacle(_ i: Int) -> String? {
        if let freeze = fleet.freeze { return "everything is frozen by \(freeze.by); `tidectl thaw` first" }
        if let pause = services[i].record.pause {
            return "\(services[i].name) is paused by \(pause.by); `tidectl unpause \(services[i].name)` first"
        }
        if !services[i].schedule.isEnabled { return "\(services[i].name) is disabled (Enabled=no)" }
        if isDryRun(i) { return "\(services[i].name) is in dry run" }
        if clock.state == .unsettled { return "the API has not confirmed yet what time it is" }
        return nil
    }

    private mutating func override(
        _ i: Int, _ goal: Goal, _ until: HoldEnd, _ reason: String, _ force: Bool, _ actor: Actor
    ) -> CommandReply {
        if let why = pastEnd(until) { return .refused(why) }
        if let why = obstacle(i) { return .refused(why) }
        let rails = services[i].schedule.rails
        if !force, rails.forbids(goal), let floor = rails.floor {
            return .refused("ReplicasFloor=\(floor) forbids to stop \(services[i].name); --force overrules it")
        }
        _ = takeUpEvents(i)
        let until = resolved(until, for: i..<i + 1)
        if let earlier = services[i].record.override { noteEnd(of: earlier, i) }
        services[i].record.override = Override(
            goal: goal, by: actor, reason: reason, since: time, until: until, force: force)
        noteChange(i)
        report(
            .holdBegun, about: i,
            "overridden to \(sizeInForce(goal, of: i)) by \(actor) \(shown(until, of: i))\(reason.isEmpty ? "" : ": \(reason)")"
        )
        openCommanded(
            i, "override", goal.target, goal,
            Reason(.overridden, "overridden by \(actor)\(reason.isEmpty ? "" : ": \(reason)")"), isForced: force)
        return .done("\(services[i].name) is held at \(sizeInForce(goal, of: i)) \(shown(until, of: i))\(stepHeld(i))")
    }

    /// A goal as the guard rails leave it, for people.
    private func sizeInForce(_ goal: Goal, of i: Int) -> String {
        guard let clamp = goal.size.flatMap({ services[i].schedule.rails.clamp($0) }) else {
            // One with none of them runs no more.
            return goal.size == .replicas(0) ? "0 instances" : "\(goal)"
        }
        return "\(Goal.running(clamp.to)) (a guard rail changed the size, \(clamp))"
    }

    private mutating func run(_ i: Int, _ job: String, _ force: Bool, _ actor: Actor) -> CommandReply {
        let schedule = services[i].schedule
        let target: Target
        if job == Cause.scheduledAction.description, schedule.scheduledAction != nil {
            target = .stop
        } else if let found = schedule.jobs.first(where: { $0.name == job }) {
            target = found.target
        } else {
            return .notFound("\(services[i].name) has no job \(job)")
        }
        if let why = obstacle(i) { return .refused(why) }
        if let override = services[i].record.override, !force {
            return .refused("\(services[i].name) is overridden by \(override.by); --force runs the job all the same")
        }
        if services[i].record.override == nil { _ = takeUpEvents(i) }
        let goal = Goal(target, after: services[i].record.intent?.foldedSize)
        services[i].record.lastGoal = goal
        openCommanded(i, "run \(job)", target, goal, Reason(.commanded, "run by \(actor)"), isForced: force)
        let clamp = services[i].record.intent?.clamp.map { ", a guard rail changed the size, \($0)" } ?? ""
        return .done("\(target) of \(job) is under way for \(services[i].name)\(clamp)\(stepHeld(i))")
    }
}

extension HoldEnd: CustomStringConvertible {
    /// `until an operator ends it`, `until 2026-11-24T08:30:00Z`, `until the next event`.
    public var description: String {
        switch self {
        case .never: "until an operator ends it"
        case .instant(let instant): "until \(instant.rfc3339())"
        case .nextEvent: "until the next event"
        }
    }
}
