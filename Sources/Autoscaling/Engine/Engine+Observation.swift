import CivilTime
import TIONE

extension Engine {
    /// So many services are observed one by one; more go by pages.
    static let observedSingly = 8
    /// So many listings fail in a row before that is said where no event is open.
    static let listingsBeforeReport = 5
    static let day: Duration = .seconds(86_400)
    static let hour: Duration = .seconds(3_600)

    // MARK: Asking

    mutating func dispatchObservations() {
        let mayStart = !sweep.isRunning && sweep.nextAt <= now.boot
        // Where they are many they are listed, and nobody needs them in order.
        let isMany = unobserved.count > Self.observedSingly
        let waiting = isMany && !sweep.isRefused ? [] : unobserved.ordered
        if !sweep.isRefused, isMany || waiting.contains(where: { services[$0].mustBeListed }) {
            if !sweep.isRunning, mayStart || sweep.failures == 0 { startSweep() }
        } else {
            for i in waiting {
                if sweep.isRunning, sweep.startedAt >= services[i].freshness { continue }
                describe(i)
            }
        }
        if mayStart, !sweep.isRunning { startSweep() }
        sendPages()
        while !describeQueue.isEmpty, limiters[.describeModelService]?.admit(at: now.boot) == true {
            guard let i = describeQueue.popFirst(at: now.boot) else {
                limiters[.describeModelService]?.returned()
                return
            }
            sendNow(
                .describeService(serviceId: services[i].serviceId), .observe(serviceId: services[i].serviceId),
                services[i].record.intent?.occurrence.id, services[i].waits ?? Reason(.observing, "to know its state"))
        }
    }

    private mutating func describe(_ i: Int) {
        guard !services[i].isBeingObserved else { return }
        services[i].isBeingObserved = true
        let intent = services[i].record.intent
        describeQueue.insert(
            i, givesCapacity: intent.map { !$0.goal.isStopped } ?? false,
            due: intent?.occurrence.id.instant ?? .distantFuture, at: now.boot)
    }

    private mutating func startSweep() {
        sweep.number += 1
        sweep.isRunning = true
        sweep.startedAt = now.boot
        sweep.hasFailed = false
        sweep.outstanding = 0
        sweep.requestedPages = 0
        sweep.others = []
        requestPages()
    }

    /// As many pages as the newest TotalCount asks for, at least one. It is the API's word and may be any number.
    private mutating func requestPages() {
        let groups = min(max(sweep.totalCount, 1), Sweep.mostPages * Sweep.pageSize)
        let wanted = (groups + Sweep.pageSize - 1) / Sweep.pageSize
        while sweep.requestedPages < wanted {
            sweep.pendingOffsets.append(sweep.requestedPages * Sweep.pageSize)
            sweep.requestedPages += 1
        }
    }

    private mutating func sendPages() {
        while let offset = sweep.pendingOffsets.first,
            limiters[.describeModelServiceGroups]?.admit(at: now.boot) == true
        {
            sweep.pendingOffsets.removeFirst()
            sweep.outstanding += 1
            sendNow(
                .describeGroups(offset: offset, limit: Sweep.pageSize), .page(offset: offset), nil,
                Reason(.periodicObservation, "observes all services"))
        }
    }

    // MARK: Answers

    mutating func pageEnded(offset: Int, _ report: CallReport) {
        sweep.outstanding -= 1
        if case .page(let observations, let totalCount) = report.outcome {
            if observations.isEmpty {
                // Nothing lies behind an empty page, whatever TotalCount says.
                sweep.totalCount = min(totalCount, offset)
                sweep.pendingOffsets.removeAll { $0 > offset }
            } else {
                sweep.totalCount = totalCount
                requestPages()
            }
            for place in observations.indices {
                if let i = listed(at: offset + place),
                    stamp(i, observations[place].fingerprint, sentAt: report.sentAt)
                {
                    continue
                }
                let observation = observations[place]
                if let i = service(observation.serviceId, listedAt: offset + place) {
                    observed(i, observation, sentAt: report.sentAt)
                } else if observation.phase.isRunning {
                    sweep.others.append((observation.serviceId, observation.serviceGroupId))
                }
            }
        } else {
            sweep.hasFailed = true
            sweep.problem = report.outcome.problem
            sweep.pendingOffsets = []
            if case .failed(let error) = report.outcome {
                let wasRefused = sweep.isRefused
                sweep.isRefused = [.permission, .permanent].contains(error.errorClass)
                if sweep.isRefused, !wasRefused {
                    var entry = Report(
                        .observationFailing,
                        "the services can't be listed and are asked for one by one: \(error.code)"
                            + (error.message.isEmpty ? "" : " (\(error.message))"))
                    entry.errorCode = error.code
                    entry.requestId = error.requestID
                    effects.append(.report(entry))
                }
            }
        }
        if sweep.outstanding == 0, sweep.pendingOffsets.isEmpty { endSweep() }
    }

    /// The service that the sweep before had there: most of a fleet stays in its place, which spares a look into a large
    /// table.
    private func listed(at place: Int) -> Int? {
        guard sweep.places.indices.contains(place) else { return nil }
        let i = Int(sweep.places[place])
        return i < services.count ? i : nil
    }

    private mutating func service(_ serviceId: String, listedAt place: Int) -> Int? {
        if let i = listed(at: place), services[i].serviceId == serviceId { return i }
        guard let i = index[serviceId] else { return nil }
        if place < Sweep.mostPages * Sweep.pageSize {
            if place >= sweep.places.count {
                sweep.places += repeatElement(0, count: place + 1 - sweep.places.count)
            }
            sweep.places[place] = Int32(truncatingIfNeeded: i)
        }
        return i
    }

    private mutating func endSweep() {
        sweep.isRunning = false
        if sweep.hasFailed {
            sweep.failures += 1
            if sweep.isRefused {
                sweep.nextAt = now.boot + settings.observeInterval
                for i in services.indices { describe(i) }
            } else {
                sweep.nextAt = now.boot + Backoff.observation(after: sweep.failures - 1)
                if sweep.failures == Self.listingsBeforeReport {
                    effects.append(
                        .report(
                            Report(
                                .observationFailing,
                                "the services can't be listed, \(sweep.failures) times now: \(sweep.problem)")))
                }
                for i in unobserved.ordered {
                    observationFailed(i, "the services can't be listed", sentAt: sweep.startedAt)
                }
            }
            return
        }
        sweep.failures = 0
        sweep.isRefused = false
        sweep.nextAt = now.boot + settings.observeInterval
        for i in services.indices {
            if let sent = sightings[i].sentAt, sent >= sweep.startedAt { continue }
            // Its page may have moved while the pages were read; only an answer about itself says that it is gone. One
            // that is known to be gone comes back on a page.
            if services[i].isMissing, services[i].record.intent == nil, let asked = services[i].missingAskedAt,
                now.boot - asked < Self.hour
            {
                continue
            }
            services[i].missingAskedAt = now.boot
            describe(i)
        }
        warnOfOtherVersions()
    }

    mutating func observationEnded(_ i: Int, _ answer: CallReport) {
        switch answer.outcome {
        case .service(let observation?):
            services[i].mustBeListed = false
            observed(i, observation, sentAt: answer.sentAt)
        case .service(nil): observationFailed(i, "the reply holds no Service", sentAt: answer.sentAt)
        case .failed(let error) where error.code.hasPrefix("ResourceNotFound"): notFound(i, error)
        case .failed(let error):
            services[i].mustBeListed = error.errorClass == .permission
            observationFailed(
                i, "\(error.code)\(error.message.isEmpty ? "" : " (\(error.message))")", sentAt: answer.sentAt)
        case .notSent(let why), .unknown(let why): observationFailed(i, why, sentAt: answer.sentAt)
        case .page, .modified: break
        }
    }

    private mutating func observationFailed(_ i: Int, _ why: String, sentAt: MonotonicInstant) {
        unobserved.remove(i)
        sightings[i].restingAs = nil
        // One that was asked for before the newest success says nothing.
        if sightings[i].sentAt.map({ sentAt >= $0 }) ?? true {
            services[i].unobservableSince = services[i].unobservableSince ?? now.boot
        }
        guard let intent = services[i].record.intent else { return }
        services[i].observeAt = now.boot + Backoff.observation(after: services[i].observationsOfStep)
        services[i].observationsOfStep += 1
        if services[i].reported.insert(.observationFailing).inserted {
            report(
                .observationFailing, "the service can't be observed: \(why)", intent.occurrence, of: i,
                reason: Reason(.observing, why))
        }
        mark(i)
    }

    private mutating func notFound(_ i: Int, _ error: APIError) {
        unobserved.remove(i)
        services[i].unobservableSince = nil
        let wasMissing = services[i].isMissing
        services[i].isMissing = true
        services[i].observation = nil
        sightings[i].restingAs = nil
        if services[i].record.intent != nil {
            fail(
                i, code: error.code, message: error.message, requestId: error.requestID,
                Reason(
                    .permanentError, "the service is not in the account: \(error.code), RequestId \(error.requestID)"))
        } else if !wasMissing {
            var entry = Report(.serviceMissing, "\(services[i].name): the service is not in the account: \(error.code)")
            entry.service = services[i].name
            entry.serviceId = services[i].serviceId
            entry.errorCode = error.code
            entry.requestId = error.requestID
            effects.append(.report(entry))
        }
        mark(i)
    }

    /// Takes in what was seen of a service, whoever asked.
    private mutating func observed(_ i: Int, _ observation: Observation, sentAt: MonotonicInstant) {
        if let newest = sightings[i].sentAt, sentAt < newest { return }
        if stamp(i, observation.fingerprint, sentAt: sentAt) { return }
        sightings[i] = Sighting()
        sightings[i].sentAt = sentAt
        if services[i].observation?.fingerprint != observation.fingerprint {
            // What says the same stays where it is: to give it up costs more than to look.
            services[i].observation = observation
        }
        services[i].unobservableSince = nil
        services[i].isMissing = false
        if sentAt >= services[i].freshness { unobserved.remove(i) }
        remember(observation, of: i)

        let phase = observation.phase
        let goal = services[i].record.intent?.goal
        if phase == .stopped {
            services[i].isResuming = services[i].isResuming && goal != nil
        } else if phase == .normal, sentAt >= services[i].freshness {
            services[i].isResuming = false
        }
        services[i].statusUnknownSince = phase == .unknown ? services[i].statusUnknownSince ?? now.boot : nil
        if phase == .stopping, goal?.endsCapacity == true {
            // Also one that an earlier run of the daemon has sent.
            beginStop(of: i)
        } else if phase == .stopped || goal?.endsCapacity != true,
            services[i].modifyInFlight == nil
        {
            endStop(of: i)
        }
        if goal != nil {
            if sentAt >= services[i].freshness {
                compareWithAccepted(i, observation)
                if let busy = services[i].busyStatus, busy != observation.status {
                    services[i].busyStatus = nil
                    services[i].retryAt = nil
                }
            }
            services[i].observeAt = now.boot + Backoff.observation(after: services[i].observationsOfStep)
            services[i].observationsOfStep += 1
            mark(i)
        } else if services[i].modifyInFlight == nil, sentAt >= (services[i].modifyEndedAt ?? sentAt) {
            let isChanged = isChangedByHand(i, observation)
            if isChanged { noticeManualChange(i, observation) } else { services[i].isRevertPutOff = false }
            // An unknown state is timed, and a second scheduler warned of daily.
            let isAtRest =
                !isChanged && phase != .unknown && !services[i].isResuming && !observation.isScheduledByTIONE
                && !unobserved.contains(i)
            sightings[i].restingAs = isAtRest ? observation.fingerprint : nil
        }
        warnOfSecondScheduler(i, observation)
    }

    private mutating func remember(_ observation: Observation, of i: Int) {
        let isRunning =
            observation.phase == .unknown ? services[i].record.lastKnownRunning : observation.phase.isRunning
        let isHybrid = observation.chargeType.isEmpty ? services[i].record.lastKnownHybrid : observation.isHybrid
        let hpa = observation.hpa ?? services[i].record.lastHpa
        if isRunning == services[i].record.lastKnownRunning, isHybrid == services[i].record.lastKnownHybrid,
            hpa == services[i].record.lastHpa
        {
            return
        }
        services[i].record.lastKnownRunning = isRunning
        services[i].record.lastKnownHybrid = isHybrid
        services[i].record.lastHpa = hpa
        noteChange(i)
    }

    /// Whether what was accepted shows.
    private mutating func compareWithAccepted(_ i: Int, _ observation: Observation) {
        guard let intent = services[i].record.intent else { return }
        let ceiling = services[i].schedule.rails.ceiling
        switch planner(for: i, goal: intent.goal, observation, ceiling: ceiling).step() {
        case .converged, .awaitReadiness:
            services[i].targetSeen = true
            services[i].restWithoutChangeSince = nil
        case .change where observation.phase.isAtRest && !services[i].accepted.isEmpty:
            services[i].restWithoutChangeSince = services[i].restWithoutChangeSince ?? now.boot
        case .change, .awaitStatus, .unknown, .fail:
            services[i].restWithoutChangeSince = nil
        }
    }

    func planner(for i: Int, goal: Goal, _ observation: Observation, ceiling: Int? = nil) -> StepPlanner {
        StepPlanner(
            goal: goal, observation: observation, lastHpa: services[i].record.lastHpa,
            hpaMetrics: services[i].schedule.hpaMetrics, ceiling: ceiling)
    }
}

extension CallReport.Outcome {
    /// What went wrong, in words; empty where nothing did.
    var problem: String {
        switch self {
        case .modified, .service, .page: ""
        case .failed(let error): "\(error.code)\(error.message.isEmpty ? "" : " (\(error.message))")"
        case .notSent(let why), .unknown(let why): why
        }
    }
}
