import CivilTime
import TIONE

extension Engine {
    /// Marks the services whose time has come.
    mutating func wakeServices() {
        while let at = dues.firstInstant, at <= time {
            let due = dues.popFirstInstant()
            readAhead(due)
            for i in due where i < services.count && services[i].enteredDue == at {
                services[i].enteredDue = nil
                mark(i)
            }
        }
        // Those deeper down would stay until their time: half an hour and more, at two an observation.
        if wakeHeap.count > 64 + 4 * services.count {
            wakeHeap.removeAll { $0.service >= services.count || services[$0.service].wakeAt != $0.at }
        }
        while let wake = wakeHeap.first, wake.at <= now.boot {
            _ = wakeHeap.popFirst()
            if wake.service < services.count, services[wake.service].wakeAt == wake.at {
                services[wake.service].wakeAt = nil
                mark(wake.service)
            }
        }
    }

    /// Reads a little of each place in memory where the services stand that have events due. Of a large fleet these are in
    /// none of the processor's caches. Read here, where nothing depends on it, several are fetched at once; event by event
    /// each would be waited for.
    private mutating func readAhead(_ due: [Int]) {
        var read: Int64 = 0
        for i in due where i < services.count {
            read &+= services[i].record.isHeld ? 1 : 0
            read &+= services[i].record.failedUnder == nil ? 0 : 1
            read &+= services[i].record.lastGoal == nil ? 0 : 1
            read &+= services[i].record.hasTried ? 1 : 0
            read &+= Int64(services[i].record.scheduleIdentity?.utf8.first ?? 0)
            read &+= Int64(services[i].observation?.replicas ?? 0)
            read &+= Int64(services[i].observationsOfStep)
            read &+= services[i].nextDue?.nanosecondsSince1970 ?? 0
            read &+= services[i].warnedOfSecondSchedulerAt?.nanosecondsSinceBoot ?? 0
            read &+= services[i].record.jobs.since(of: "")?.nanosecondsSince1970 ?? 0
            read &+= services[i].queuedOn?.nanosecondsSinceBoot ?? 0
            read &+= services[i].replicasBefore == nil ? 0 : 1
            read &+= services[i].wakeAt?.nanosecondsSinceBoot ?? 0
            read &+= services[i].schedule.isEnabled ? 0 : 1
            read &+= services[i].schedule.rails.floor == nil ? 0 : 1
            read &+= sightings[i].sentAt?.nanosecondsSinceBoot ?? 0
        }
        // Kept, for otherwise nothing would be read.
        lastRead = read
    }

    mutating func setWakes(_ i: Int) {
        if let due = nextWallWake(i), services[i].enteredDue != due {
            services[i].enteredDue = due
            dues.insert(i, at: due)
        }
        if let wake = nextMonotonicWake(i), services[i].wakeAt.map({ wake < $0 }) ?? true {
            services[i].wakeAt = wake
            wakeHeap.insert(Wake(at: wake, service: i))
        }
    }

    /// The next instant to come at which the service's state may change by the wall clock.
    private mutating func nextWallWake(_ i: Int) -> Instant? {
        var next: Instant?
        func consider(_ instant: Instant?) {
            guard let instant, instant > time else { return }
            next = next.map { min($0, instant) } ?? instant
        }
        consider(nextDue(of: i))
        consider(services[i].held?.next)
        if services[i].record.isHeld {
            consider(services[i].record.pause?.until.instant)
            consider(services[i].record.override?.until.instant)
        }
        return next
    }

    private mutating func nextMonotonicWake(_ i: Int) -> MonotonicInstant? {
        var next: MonotonicInstant?
        func consider(_ instant: MonotonicInstant?) {
            guard let instant, instant > now.boot else { return }
            next = next.map { min($0, instant) } ?? instant
        }
        if let intent = services[i].record.intent, services[i].modifyInFlight == nil, hold(i) == nil {
            consider(services[i].retryAt)
            if services[i].retryAt == nil || services[i].busyStatus != nil, !services[i].isBeingObserved,
                !unobserved.contains(i)
            {
                consider(services[i].observeAt)
            }
            consider(services[i].unobservableSince.map { $0 + Self.patienceWithObservation })
            consider(services[i].statusUnknownSince.map { $0 + Self.patienceWithUnknownStatus })
            if !intent.isStuck {
                consider(services[i].convergingSince.map { $0 + services[i].schedule.convergeTimeout })
            }
            if services[i].schedule.hasDeadlines, intent.occurrence.startedAt == nil,
                case .job(let name) = intent.occurrence.id.cause,
                let deadline = services[i].schedule.startingDeadline(ofJob: name)
            {
                consider(now.boot + (intent.occurrence.id.instant + deadline - time) + .milliseconds(1))
            }
        }
        if services[i].record.failedUnder != nil {
            consider(services[i].warnedOfFailureAt.map { $0 + Self.hour } ?? now.boot + Self.hour)
        }
        return next
    }

    /// How long the first due event has waited to be taken up: more than a moment only where the engine was not turned.
    public func lateness(at now: Moment) -> Duration {
        guard isFleetFree, let due = dues.firstInstant else { return .zero }
        return max(.zero, clock.trusted(at: now) - due)
    }

    /// What concerns no single service.
    mutating func runFleetTimers() {
        if let freeze = fleet.freeze, clock.state != .unsettled {
            let isOver =
                switch freeze.until {
                case .never: false
                case .instant(let end): end <= time
                case .nextEvent: false
                }
            if isOver { thaw("its time is over") }
        }
        warnOfClock()
    }

    /// Takes out what comes first and no longer counts, so that no timer is armed for it.
    private mutating func dropStaleWakes() {
        while let due = dues.first(), due.service >= services.count || services[due.service].enteredDue != due.at {
            dues.removeFirst()
        }
        while let wake = wakeHeap.first, wake.service >= services.count || services[wake.service].wakeAt != wake.at {
            _ = wakeHeap.popFirst()
        }
    }

    mutating func armTimers() {
        dropStaleWakes()
        var wall = dues.firstInstant
        if let end = fleet.freeze?.until.instant, end > time { wall = wall.map { min($0, end) } ?? end }
        var monotonic = wakeHeap.first?.at
        func consider(_ instant: MonotonicInstant?) {
            guard let instant else { return }
            monotonic = monotonic.map { min($0, instant) } ?? instant
        }
        // A call was taken back when its record was durable: its service is looked at in a turn of its own.
        if !marked.isEmpty || hasReturnedSlot { consider(now.boot + .milliseconds(1)) }
        hasReturnedSlot = false
        // No event may begin before the clock is settled, and what it shows until then may be years off.
        if clock.state == .unsettled { wall = nil }
        if clock.state == .api {
            // The host's clock says nothing about when an event is due.
            consider(wall.flatMap { clock.boot(of: $0) })
            wall = nil
            consider(clockWarnedAt.map { $0 + Self.hour })
        }
        if isCallable || refusal != nil, credentialsProblem == nil {
            // One that is due already waits for a slot; where none comes free by time alone, the end of a call wakes.
            if !isProbing {
                consider(probeAt.flatMap { $0 > now.boot ? $0 : limiterFree(.describeModelServiceGroups) })
            }
        }
        if isCallable, clock.state != .unsettled, isConfigured {
            if !sweep.isRunning { consider(max(sweep.nextAt, now.boot + .milliseconds(1))) }
            if !sweep.pendingOffsets.isEmpty { consider(limiterFree(.describeModelServiceGroups)) }
            if !describeQueue.isEmpty { consider(limiterFree(.describeModelService)) }
            if !modifyQueue.isEmpty { consider(limiterFree(.modifyModelService)) }
        }
        for borrower in borrowers { consider(limiterFree(borrower.action)) }
        if wall != armedWall {
            armedWall = wall
            effects.append(.armWallTimer(wall))
        }
        if monotonic != armedMonotonic {
            armedMonotonic = monotonic
            effects.append(.armMonotonicTimer(monotonic))
        }
    }

    private mutating func limiterFree(_ action: Action) -> MonotonicInstant? {
        limiters[action]?.nextFree(at: now.boot)
    }
}
