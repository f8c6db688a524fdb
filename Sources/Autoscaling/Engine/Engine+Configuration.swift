import CivilTime
import CronSchedule
import TIONE

extension Engine {
    /// Puts a configuration in force: at the start, and at each reload.
    mutating func configure(_ configuration: FleetConfiguration) {
        // What is due up to now was promised by the old schedules.
        if isConfigured, clock.state != .unsettled, isLeader {
            let enabled = Set(configuration.schedules.lazy.filter(\.isEnabled).map(\.serviceId))
            for i in services.indices {
                expireHolds(i)
                // Also under a freeze: its event is opened and waits for the end.
                _ = takeUpEvents(i)
                if services[i].schedule.isEnabled, !enabled.contains(services[i].serviceId) {
                    drop(events(of: i, upTo: time), of: i, "its schedule is gone or disabled")
                }
            }
            flushChanges()
        }
        noteProvisionalTime()
        settings = configuration.settings
        clock.tolerance = settings.maxClockSkew
        for action in limiters.actions {
            if isConfigured {
                limiters[action]?.setLimit(settings.rateLimit)
            } else {
                // An earlier run may have used the whole rate until a moment ago.
                limiters[action] = RateLimiter(limit: settings.rateLimit, startedAt: now.boot)
            }
        }

        var old = Dictionary(
            zip(services, sightings).map { ($0.serviceId, (state: $0, sighting: $1)) }, uniquingKeysWith: { $1 })
        services = []
        services.reserveCapacity(configuration.schedules.count)
        sightings = []
        sightings.reserveCapacity(configuration.schedules.count)
        index = [:]
        clearQueues()
        // A disabled schedule keeps its place, but not before an enabled one of the same service.
        let enabled = Set(configuration.schedules.lazy.filter(\.isEnabled).map(\.serviceId))
        var lists = JobLists()
        for schedule in configuration.schedules where index[schedule.serviceId] == nil {
            if !schedule.isEnabled, enabled.contains(schedule.serviceId) { continue }
            var schedule = schedule
            let list = lists.shared(schedule.jobs)
            schedule.jobs = list.jobs
            index[schedule.serviceId] = services.count
            tally.jobs += schedule.jobs.count
            if let known = old.removeValue(forKey: schedule.serviceId) {
                services.append(known.state)
                sightings.append(known.sighting)
                reload(services.count - 1, with: schedule)
            } else {
                let record = stored.removeValue(forKey: schedule.serviceId)
                adopt(schedule, record, identities: list.identities)
            }
        }
        for gone in old.values.map(\.state).sorted(by: { $0.serviceId < $1.serviceId }) {
            remove(gone.record, name: gone.name)
        }
        for gone in stored.values.sorted(by: { $0.serviceId < $1.serviceId }) { remove(gone, name: gone.serviceId) }
        stored = [:]
        resolveHolds()
        isConfigured = true
        sweep.nextAt = min(sweep.nextAt, now.boot)
        markAll()
    }

    /// The turn's changes name services by place, and the places are about to change.
    private mutating func flushChanges() {
        while let i = changedServices.popFirst() { emit(.service(kept(i))) }
    }

    private mutating func clearQueues() {
        modifyQueue.removeAll()
        describeQueue.removeAll()
        unobserved.removeAll()
        heldStops.removeAll()
        stopping.removeAll()
        capacityWaiters.removeAll()
        tally = Tally()
        statusEvent = nil
        marked.removeAll()
        dues.removeAll()
        nextEvents.removeAll()
        excludedDue.removeAll()
        wakeHeap.removeAll()
        sweep.isRunning = false
        sweep.pendingOffsets = []
        sweep.number += 1
    }

    /// A service that this run has not had before.
    ///
    /// - Parameter identities: of its jobs, in their order.
    private mutating func adopt(_ schedule: ServiceSchedule, _ record: ServiceRecord?, identities: [String]) {
        let isNew = record == nil
        var state = ServiceState(
            schedule: schedule, record: record ?? ServiceRecord(serviceId: schedule.serviceId, watermark: time))
        // A call of an earlier schedule of this service may still be on its way.
        state.modifyInFlight = calls.first { $0.value.isModification(of: schedule.serviceId) }?.key
        if state.record.intent != nil { state.beginIntent(at: now.boot) }
        // A RESUME that an earlier run of the daemon had sent may not show yet.
        if let intent = state.record.intent, intent.isAccepted, !intent.goal.isStopped,
            state.record.lastKnownRunning == false
        {
            state.accepted = [(.resume, now.boot)]
        }
        // What it had sent when it ended.
        if state.record.intent?.callMayBeInFlight == true { state.record.intent?.mayHaveActed = true }
        services.append(state)
        sightings.append(Sighting())
        let i = services.count - 1
        // A STOP that an earlier run had sent may be under way: it counts until an observation tells.
        if let intent = state.record.intent, intent.goal.endsCapacity, intent.mayHaveActed || intent.isAccepted {
            beginStop(of: i)
        }
        let identity = schedule.identity(of: identities)
        let isChanged = state.record.scheduleIdentity != identity
        updateJobs(of: i, identities)
        if !services[i].record.owed.isEmpty { services[i].record.owed = owed(services[i].record.owed, of: i) }
        if !isNew, isChanged || !schedule.isEnabled { reevaluateIntent(of: i) }
        if isChanged {
            services[i].record.appliesScheduledState = true
            services[i].reclampsOverride = true
        }
        if !schedule.appliesOnLoad { services[i].record.appliesScheduledState = false }
        if isChanged, !isNew { compareState(of: i) }
        services[i].record.scheduleIdentity = identity
        if isNew || isChanged { noteLoad(i) }
    }

    private mutating func reload(_ i: Int, with schedule: ServiceSchedule) {
        let before = services[i]
        let isChanged = before.schedule != schedule
        // What fell into a time in which it was disabled is nobody's.
        let due = isChanged && before.schedule.isEnabled ? self.due(of: i) : []
        services[i].schedule = schedule
        services[i].enteredDue = nil
        services[i].isTalliedOpen = false
        services[i].talliedHeld = 0
        services[i].held = nil
        services[i].isTalliedFailed = false
        if services[i].needsCapacity { capacityWaiters.insert(i) }
        if services[i].stoppingSince != nil { stopping.insert(i) }
        services[i].wakeAt = nil
        services[i].isQueued = false
        services[i].isNextDueStale = true
        services[i].isBeingObserved = calls.values.contains { $0.purpose == .observe(serviceId: before.serviceId) }
        if before.record.intent != nil, before.modifyInFlight == nil { services[i].observeAt = now.boot }
        guard isChanged else { return }
        updateJobs(of: i, schedule.jobs.map(\.identity))
        services[i].record.owed = owed(due, of: i)
        // By a clock that nobody has judged none may have been due.
        if clock.state != .unsettled { dropGone(i) }
        reevaluateIntent(of: i)
        if before.schedule.rails != schedule.rails { services[i].reclampsOverride = true }
        if !schedule.appliesOnLoad { services[i].record.appliesScheduledState = false }
        if before.schedule.identity != schedule.identity {
            services[i].record.scheduleIdentity = schedule.identity
            services[i].record.appliesScheduledState = schedule.appliesOnLoad
            reportEffect(of: i, before: before)
            compareState(of: i)
        }
        noteLoad(i)
    }

    /// Of the events that were due under the schedule before, but could not be begun yet: those whose *since* has moved,
    /// with the target that their job has now. An event whose job is gone is dropped with it, once it is known to have been
    /// due.
    private mutating func owed(_ due: [OwedEvent], of i: Int) -> [OwedEvent] {
        let schedule = services[i].schedule
        guard schedule.isEnabled, !due.isEmpty else { return [] }
        let serviceId = services[i].serviceId
        let own = ownEvents(of: i, after: services[i].record.watermark, upTo: time)
        let stillDue = Set(own.map { $0.id(in: serviceId) })
        return due.compactMap { owed in
            if stillDue.contains(owed.event.id(in: serviceId)) { return nil }
            var owed = owed
            switch owed.event.cause {
            case .job(let name):
                if let job = schedule.jobs.first(where: { $0.name == name }), job.isEnabled {
                    owed.event.target = job.target
                    owed.isGone = false
                } else {
                    owed.isGone = true
                }
            case .scheduledAction: owed.isGone = schedule.scheduledAction == nil
            case .command: return nil
            }
            return owed
        }
    }

    /// *Since* by a clock that no answer has judged yet is not kept: read again after a crash it could lie years in the
    /// past, and a new job would fire all that. ``settle()`` records it, right.
    private mutating func noteLoad(_ i: Int) {
        if clock.state != .unsettled { noteChange(i) }
    }

    /// Its file is gone: its state is dropped.
    private mutating func remove(_ gone: ServiceRecord, name: String) {
        removedServices.append(gone.serviceId)
        endHolds(of: gone, name: name)
        guard var occurrence = gone.intent?.occurrence else { return }
        occurrence.outcome = .dropped
        occurrence.endedAt = time
        occurrence.reason = Reason(.removed, "its schedule is gone")
        changedOccurrences.append(occurrence)
        effects.append(
            .report(
                Report(
                    .eventDropped,
                    "\(name): \(words(occurrence)) dropped: its schedule is gone",
                    service: name, occurrence: occurrence)))
    }

    private mutating func endHolds(of gone: ServiceRecord, name: String) {
        var (ended, words): ([EndedHold], [String]) = ([], [])
        if let pause = gone.pause {
            ended.append(EndedHold(pause: pause, of: gone.serviceId, by: time))
            words.append("paused")
        }
        if let override = gone.override {
            ended.append(EndedHold(override: override, of: gone.serviceId, by: time))
            words.append("overridden to \(override.goal)")
        }
        guard !ended.isEmpty else { return }
        effects.append(
            .report(
                Report(.holdEnded, "\(name): no longer \(words.joined(separator: " and ")): its schedule is gone")))
        // When, can't be told by a clock that nobody has judged.
        if clock.state != .unsettled { endedHolds += ended }
    }

    /// Brings *since* up to date: what is new, changed or enabled never fires the past.
    private mutating func updateJobs(of i: Int, _ identities: [String]) {
        let schedule = services[i].schedule
        var jobs = JobRecords()
        jobs.reserveCapacity(schedule.jobs.count)
        for (job, identity) in zip(schedule.jobs, identities) {
            jobs[job.name] = known(
                services[i].record.jobs[job.name], identity: identity,
                isEnabled: job.isEnabled && schedule.isEnabled)
        }
        services[i].record.jobs = jobs
        services[i].record.scheduledAction = schedule.scheduledAction.map {
            known(
                services[i].record.scheduledAction, identity: $0.stopTime.rfc3339(), isEnabled: schedule.isEnabled)
        }
        services[i].isNextDueStale = true
    }

    private func known(_ record: JobRecord?, identity: String, isEnabled: Bool) -> JobRecord {
        guard var record else { return JobRecord(identity: identity, since: time, isEnabled: isEnabled) }
        if record.identity != identity || (isEnabled && !record.isEnabled) { record.since = time }
        record.identity = identity
        record.isEnabled = isEnabled
        return record
    }
}

/// The next event of a schedule, for saying what changed.
struct NextEvent: CustomStringConvertible {
    var cause: Cause
    var target: Target
    var instant: Instant
    var zone: TimeZoneRules

    var local: String { instant.rfc3339(in: zone) }
    var description: String { "\(target) at \(local)" }
}

extension Engine {
    /// The next event that no exclusion takes out; nil if there is none.
    static func nextEvent(_ schedule: ServiceSchedule, after instant: Instant) -> NextEvent? {
        guard schedule.isEnabled else { return nil }
        // The later one of a tie wins.
        var first: (place: Int, instant: Instant)?
        for place in schedule.jobs.indices where schedule.jobs[place].isEnabled {
            let limit = first?.instant ?? .distantFuture
            // Few have exclusions: only those are handed on, which copies them.
            let firing =
                schedule.jobs[place].exclusions.isEmpty
                ? schedule.jobs[place].schedule.next(after: instant, in: schedule.jobs[place].zone)
                : nextFiring(of: schedule.jobs[place], after: instant, to: limit)
            guard let firing, firing <= limit else { continue }
            first = (place, firing)
        }
        if let stop = schedule.scheduledAction, stop.stopTime > instant,
            first.map({ stop.stopTime <= $0.instant }) ?? true
        {
            return NextEvent(
                cause: .scheduledAction, target: .stop, instant: stop.stopTime,
                zone: schedule.jobs.first?.zone ?? .utc)
        }
        return first.map { first in
            let job = schedule.jobs[first.place]
            return NextEvent(cause: .job(job.name), target: job.target, instant: first.instant, zone: job.zone)
        }
    }

    /// The first firing of a job after one instant and not after another, that no exclusion takes out.
    static func nextFiring(
        of job: CronScaleJob, after instant: Instant, to limit: Instant = .distantFuture
    ) -> Instant? {
        job.schedule.nextFiring(after: instant, upTo: limit, in: job.zone, excluding: job.exclusions)?.instant
    }
}

extension InFlight {
    func isModification(of serviceId: String) -> Bool {
        if case .modify(serviceId, _) = purpose { true } else { false }
    }
}
