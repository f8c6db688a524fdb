import CivilTime
import TIONE

/// A call between its slot and its end.
struct InFlight: Sendable {
    enum Purpose: Hashable, Sendable {
        case modify(serviceId: String, Modification.Change)
        case observe(serviceId: String)
        case page(offset: Int)
        /// Judges the clock, or asks whether the key is accepted again.
        case probe
    }

    var action: Action
    var purpose: Purpose
    /// The event that a ModifyModelService is for.
    var occurrence: OccurrenceID?
    /// What that event asked for when the call was decided on; a reload may change it.
    var goal: Goal?
    /// When it was handed out; nil while its record is on its way to the disk.
    var sentAt: MonotonicInstant?
    /// A newer configuration came: whatever it brings concerns nobody.
    var sweep = 0
}

extension Engine {
    // MARK: Sending

    mutating func enqueue(_ modification: Modification, for i: Int) {
        guard let intent = services[i].record.intent else { return }
        services[i].isQueued = true
        services[i].queuedOn = sightings[i].sentAt
        modifyQueue.insert(
            // One that was refused already goes behind what was not tried yet.
            i,
            givesCapacity: !services[i].needsCapacity
                && modification.change.givesCapacity(over: services[i].observation),
            due: intent.occurrence.id.instant, at: now.boot)
    }

    /// Sends what waits, as far as slots are free.
    mutating func dispatch() {
        sendProbe()
        guard isFleetFree || clock.state != .unsettled, isCallable else { return }
        dispatchObservations()
        while !modifyQueue.isEmpty, limiters[.modifyModelService]?.admit(at: now.boot) == true {
            guard let i = modifyQueue.popFirst(at: now.boot) else {
                limiters[.modifyModelService]?.returned()
                return
            }
            services[i].isQueued = false
            guard hold(i) == nil, case .change(let modification, let reason) = decision(for: i) else {
                limiters[.modifyModelService]?.returned()
                mark(i)
                continue
            }
            send(modification, reason, for: i)
        }
    }

    private mutating func send(_ modification: Modification, _ reason: Reason, for i: Int) {
        guard var intent = services[i].record.intent else { return }
        let startedAt = time
        intent.change {
            // What could not be sent has begun nothing that anybody saw.
            let isFirst = $0.occurrence.attempts == $0.occurrence.unsent
            $0.occurrence.startedAt = isFirst ? startedAt : $0.occurrence.startedAt ?? startedAt
            $0.occurrence.attempts += 1
            $0.callMayBeInFlight = true
        }
        services[i].replicasBefore = services[i].replicasBefore ?? services[i].observation?.replicas
        services[i].record.intent = intent
        noteChange(i)
        let id = newCallID()
        services[i].modifyInFlight = id
        if modification.change == .stop { beginStop(of: i) }
        calls[id] = InFlight(
            action: .modifyModelService,
            purpose: .modify(serviceId: modification.serviceId, modification.change),
            occurrence: intent.occurrence.id, goal: intent.goal)
        preparedCalls.append(
            Call(
                id: id, request: .modify(modification), signedAt: time, occurrence: intent.occurrence.id,
                attempt: intent.occurrence.attempts, reason: reason))
    }

    mutating func newCallID() -> CallID {
        lastCallID += 1
        return CallID(lastCallID)
    }

    /// A call that changes nothing needs no record and leaves at once; its slot is taken already.
    mutating func sendNow(
        _ request: Request, _ purpose: InFlight.Purpose, _ occurrence: OccurrenceID?, _ reason: Reason
    ) {
        let id = newCallID()
        calls[id] = InFlight(action: request.action, purpose: purpose, sentAt: now.boot, sweep: sweep.number)
        effects.append(
            .call(Call(id: id, request: request, signedAt: time, occurrence: occurrence, attempt: 1, reason: reason)))
    }

    /// Hands out a call whose record is durable, unless what it was for has passed meanwhile.
    mutating func release(_ call: Call) {
        guard case .modify(let serviceId, let change)? = calls[call.id]?.purpose, let i = index[serviceId],
            services[i].modifyInFlight == call.id
        else {
            forget(call.id)
            return
        }
        let isWithdrawn = calls[call.id]?.occurrence == nil
        guard !isWithdrawn, hold(i) == nil, services[i].record.intent?.occurrence.id == call.occurrence,
            services[i].record.intent?.goal == calls[call.id]?.goal,
            case .change(let modification, _) = decision(for: i), modification.change == change
        else {
            forget(call.id)
            services[i].modifyInFlight = nil
            if change == .stop, !services[i].accepted.contains(where: { $0.change == .stop }) { endStop(of: i) }
            services[i].record.intent?.callMayBeInFlight = false
            if !isWithdrawn, var occurrence = services[i].record.intent?.occurrence, occurrence.id == call.occurrence {
                occurrence.forgetCall()
                services[i].record.intent?.occurrence = occurrence
                noteChange(i)
            }
            mark(i)
            return
        }
        var call = call
        call.signedAt = time
        // As observed meanwhile: its prepaid replicas may be others.
        call.request = .modify(modification)
        calls[call.id]?.sentAt = now.boot
        effects.append(.call(call))
        if let intent = services[i].record.intent {
            report(.callSent, .sent(change), intent.occurrence, of: i, reason: call.reason)
        }
    }

    /// An event ends while a call of it waits for its record: the call never leaves, and does not count.
    mutating func withdrawCall(of i: Int, from occurrence: inout Occurrence) {
        guard let id = services[i].modifyInFlight, let call = calls[id], call.sentAt == nil,
            call.occurrence == occurrence.id
        else { return }
        calls[id]?.occurrence = nil
        occurrence.forgetCall()
    }

    private mutating func forget(_ id: CallID) {
        guard calls.removeValue(forKey: id) != nil else { return }
        limiters[.modifyModelService]?.returned()
        hasReturnedSlot = true
    }

    // MARK: Answers

    mutating func callEnded(_ id: CallID, _ report: CallReport) {
        guard let call = calls.removeValue(forKey: id) else { return }
        limiters[call.action]?.ended(at: report.endedAt)
        weighClock(report)
        noteReach(report)
        if case .failed(let error) = report.outcome {
            noteFleetWide(error, call)
        } else if refusal != nil {
            acceptedAgain(report)
        }
        switch call.purpose {
        case .modify(let serviceId, let change):
            guard let i = index[serviceId], services[i].modifyInFlight == id else { return }
            modifyEnded(i, change, report, of: call)
        case .observe(let serviceId):
            guard let i = index[serviceId] else { return }
            services[i].isBeingObserved = false
            observationEnded(i, report)
        case .page(let offset):
            guard call.sweep == sweep.number else { return }
            pageEnded(offset: offset, report)
        case .probe: isProbing = false
        }
    }

    private mutating func modifyEnded(
        _ i: Int, _ change: Modification.Change, _ answer: CallReport, of call: InFlight
    ) {
        services[i].modifyInFlight = nil
        services[i].modifyEndedAt = answer.endedAt
        services[i].record.intent?.callMayBeInFlight = false
        services[i].observeAt = now.boot
        // What it did is not taken for somebody else's doing, even if its event was dropped meanwhile.
        if answer.mayHaveActed { services[i].record.convergedGoal = nil }
        if change == .resume, answer.mayHaveActed { services[i].isResuming = true }
        if change == .stop, !answer.mayHaveActed { endStop(of: i) }
        // Only observations that fail from now on allow to send again unobserved.
        if case .unknown = answer.outcome { services[i].unobservableSince = nil }
        mark(i)
        noteChange(i)
        // One that was superseded meanwhile ends with what it was for; the newer event observes what it has done.
        guard let intent = services[i].record.intent, intent.occurrence.id == call.occurrence else {
            services[i].record.convergedGoal = nil
            return
        }
        // So does an error of what a reload has changed meanwhile.
        if case .failed = answer.outcome, intent.goal != call.goal { return }
        if let requestId = answer.requestId { services[i].record.intent?.occurrence.requestId = requestId }
        switch answer.outcome {
        case .modified, .service, .page: accept(i, change)
        case .failed(let error): modifyFailed(i, change, error)
        case .notSent(let why):
            services[i].record.intent?.occurrence.unsent += 1
            retry(i, .callFailed, Reason(.retrying, "\(change.words) was not sent: \(why)"), after: nextDelay(i))
        case .unknown(let why):
            if intent.goal == call.goal { services[i].record.intent?.mayHaveActed = true }
            let reason = Reason(.outcomeUnknown, "\(change.words) may or may not have been acted on: \(why)")
            retry(i, .callOutcomeUnknown, reason, after: nextDelay(i))
        }
    }

    private mutating func accept(_ i: Int, _ change: Modification.Change) {
        // A repeated call begins nothing anew: what never shows is stuck in the end.
        let isRepeated = services[i].accepted.contains { $0.change == change }
        services[i].accepted.removeAll { $0.change == change }
        services[i].accepted.append((change, now.boot))
        services[i].restWithoutChangeSince = nil
        if !isRepeated || services[i].convergingSince == nil { services[i].convergingSince = now.boot }
        services[i].failures = 0
        services[i].needsCapacity = false
        services[i].observationsOfStep = 0
        services[i].record.convergedGoal = nil
        let acceptedAt = time
        services[i].record.intent?.change {
            $0.isAccepted = true
            $0.occurrence.acceptedAt = acceptedAt
        }
        if let intent = services[i].record.intent {
            report(.callAccepted, .accepted(change), intent.occurrence, of: i)
        }
        if case .replicas = change, services[i].observation?.isAuto == true, let intent = services[i].record.intent {
            report(
                .autoTurnedOff, "\(change.words) turns the service's horizontal autoscaler off", intent.occurrence,
                of: i)
        }
        if case .hpa(let hpa) = change { services[i].record.lastHpa = hpa }
    }

    private mutating func nextDelay(_ i: Int) -> Duration {
        services[i].failures += 1
        return Backoff.delay(after: services[i].failures, using: &generator)
    }

    /// Tries again after `delay`, by way of a new observation.
    private mutating func retry(
        _ i: Int, _ kind: EventKind, _ reason: Reason, after delay: Duration, code: String? = nil
    ) {
        guard let intent = services[i].record.intent else { return }
        services[i].retryAt = now.boot + delay
        services[i].waits = reason
        let isFirst = services[i].reported.insert(kind).inserted
        // What a person must look at is said once an episode; the rest of it is detail.
        let level = isFirst ? kind.level : max(kind.level, .info)
        report(
            kind, "\(reason.sentence); again in \(delay.words)", intent.occurrence, of: i, reason: reason, code: code,
            level: level)
    }

    private mutating func modifyFailed(_ i: Int, _ change: Modification.Change, _ error: APIError) {
        let what = "\(change.words) was answered \(error.code)\(error.message.isEmpty ? "" : " (\(error.message))")"
        switch ErrorClass(code: error.code) {
        case .throttled:
            let delay = Duration.milliseconds(Int64.random(in: 200...1200, using: &generator))
            retry(i, .callFailed, Reason(.retrying, what), after: delay, code: error.code)
        case .transient:
            retry(i, .callFailed, Reason(.retrying, what), after: nextDelay(i), code: error.code)
        case .busy:
            services[i].busyStatus = services[i].observation?.status ?? .unknown
            retry(i, .callFailed, Reason(.busy, what), after: nextDelay(i), code: error.code)
        case .capacity:
            services[i].needsCapacity = true
            capacityWaiters.insert(i)
            retry(i, .capacityShort, Reason(.capacityShort, what), after: Backoff.slow, code: error.code)
        case .permission:
            retry(i, .permissionDenied, Reason(.permissionDenied, what), after: Backoff.slow, code: error.code)
        case .account:
            retry(i, .balanceShort, Reason(.balanceShort, what), after: Backoff.slow, code: error.code)
        case .credentials:
            // The fleet waits; once the probe succeeds nothing holds this one back.
            services[i].retryAt = now.boot
            services[i].waits = Reason(.credentialsUnusable, what)
        case .permanent:
            fail(
                i, code: error.code, message: error.message, requestId: error.requestID,
                Reason(.permanentError, "\(what), RequestId \(error.requestID)"))
        }
    }

    /// What an error says of more than the service that it came for.
    private mutating func noteFleetWide(_ error: APIError, _ call: InFlight) {
        switch ErrorClass(code: error.code) {
        case .throttled:
            if refusal != nil { acceptedAgain(nil) }
            if limiters[call.action]?.throttled(at: now.boot) == true {
                var entry = Report(
                    .rateLowered,
                    "\(call.action.rawValue) was answered \(error.code): other programs share the account's rate; "
                        + "calling at half the rate, and more again as it is answered")
                entry.errorCode = error.code
                entry.requestId = error.requestID
                effects.append(.report(entry))
            }
        case .credentials:
            probeAt = now.boot + Backoff.slow
            guard refusal == nil else { return }
            refusal = error.code
            var entry = Report(
                .credentialsRefused,
                "the API refuses the key or this host: \(error.code)\(error.message.isEmpty ? "" : " (\(error.message))"); "
                    + "no calls but a probe a minute until it is answered otherwise")
            if error.code == "AuthFailure.SignatureExpire" {
                entry.message += "; the host's clock is off by \((clock.offset ?? .zero).words)"
                probeAt = now.boot + ClockJudge.probeInterval
            }
            entry.errorCode = error.code
            entry.requestId = error.requestID
            effects.append(.report(entry))
        default:
            if refusal != nil { acceptedAgain(nil) }
        }
    }

    private mutating func acceptedAgain(_ answer: CallReport?) {
        switch answer?.outcome {
        case .notSent, .unknown: return
        default: break
        }
        refusal = nil
        probeAt = clock.state == .unsettled ? now.boot + ClockJudge.probeInterval : nil
        // While the key was refused nobody looked: that was no failure to observe.
        for i in services.indices where services[i].unobservableSince != nil {
            services[i].unobservableSince = now.boot
        }
        effects.append(.report(Report(.credentialsAccepted, "the API accepts the key again")))
        markAll()
    }

    mutating func credentials(available: Bool, _ sentence: String) {
        let wasMissing = credentialsProblem != nil
        credentialsProblem = available ? nil : sentence
        refusal = nil
        if available, wasMissing || clock.state == .unsettled { probeAt = now.boot }
        markAll()
    }

    // MARK: Probes

    /// DescribeModelServiceGroups with Limit 1, while an answer is wanted for its own sake.
    private mutating func sendProbe() {
        guard !isProbing, credentialsProblem == nil, let at = probeAt, at <= now.boot else { return }
        guard clock.state == .unsettled || refusal != nil else {
            probeAt = nil
            return
        }
        guard limiters[.describeModelServiceGroups]?.admit(at: now.boot) == true else { return }
        isProbing = true
        probeAt = now.boot + (clock.state == .unsettled ? ClockJudge.probeInterval : Backoff.slow)
        let reason =
            refusal == nil
            ? Reason(.clockProbe, "asks the API what time it is")
            : Reason(.credentialsProbe, "asks whether the API accepts the key again")
        sendNow(.describeGroups(offset: 0, limit: 1), .probe, nil, reason)
    }
}

extension Modification.Change {
    /// Whether a service that stands so gets more by it: such calls go first.
    package func givesCapacity(over seen: Observation?) -> Bool {
        switch self {
        case .stop: false
        case .resume: true
        case .replicas(let count): count > (seen?.replicas ?? 0)
        case .hpa(let hpa): hpa.minReplicas > (seen?.replicas ?? 0) || hpa.maxReplicas > (seen?.hpa?.maxReplicas ?? 0)
        }
    }
}

extension CallReport {
    /// The server may have acted on the call.
    var mayHaveActed: Bool {
        switch outcome {
        case .failed, .notSent: false
        case .modified, .service, .page, .unknown: true
        }
    }
}

extension Occurrence {
    /// Its newest call never left: its deadline still counts.
    fileprivate mutating func forgetCall() {
        attempts = max(0, attempts - 1)
        if attempts == 0 { startedAt = nil }
    }
}
