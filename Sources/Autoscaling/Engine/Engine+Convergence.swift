import CivilTime

extension Engine {
    mutating func converge(_ i: Int, readinessKnown: Bool) {
        guard let intent = services[i].record.intent else { return }
        let summary = services[i].observation?.summary ?? ""
        services[i].record.convergedGoal = intent.goal
        let ready =
            readinessKnown
            ? Reason(.converged, "observed \(summary)")
            : Reason(.readinessUnknown, "observed \(summary); the API does not tell how many instances are ready")
        let seen = services[i].observation
        let before = services[i].replicasBefore
        if intent.isAccepted {
            close(i, .applied(clamped: intent.clamp), ready, report: .converged)
        } else if intent.mayHaveActed {
            let reason = Reason(ready.code, "\(ready.sentence); the answer to its call never came")
            close(i, .applied(clamped: intent.clamp), reason, report: .converged)
        } else {
            let clamped = intent.clamp.map { "; a guard rail had changed the size, \($0)" } ?? ""
            close(i, .alreadyThere, Reason(.alreadyThere, ready.sentence + clamped), report: .alreadyThere)
        }
        if let seen, let before, before > (seen.replicas ?? before) {
            retryForCapacity(seen, freed: before - (seen.replicas ?? 0))
        }
    }

    /// Capacity has come free: as many as it may serve of those that wait for the same kind try at once.
    private mutating func retryForCapacity(_ seen: Observation, freed: Int) {
        var left = freed
        for other in capacityWaiters.ordered where left > 0 {
            guard services[other].needsCapacity else {
                capacityWaiters.remove(other)
                continue
            }
            guard let waiting = services[other].observation else { continue }
            let sameGroup = !seen.resourceGroupId.isEmpty && waiting.resourceGroupId == seen.resourceGroupId
            let sameType = !seen.instanceType.isEmpty && waiting.instanceType == seen.instanceType
            guard sameGroup || sameType else { continue }
            if let tried = services[other].capacityTriedAt, now.boot - tried < Self.patienceWithCapacity { continue }
            services[other].capacityTriedAt = now.boot
            services[other].retryAt = now.boot
            left -= 1
            mark(other)
        }
    }

    /// It has, or was promised, what it needs: *stuck* after `ConvergeTimeoutSec=`.
    mutating func watchConvergence(_ i: Int, _ reason: Reason) {
        guard let intent = services[i].record.intent else { return }
        let since = services[i].convergingSince ?? now.boot
        services[i].convergingSince = since
        guard !intent.isStuck, now.boot - since >= services[i].schedule.convergeTimeout else { return }
        services[i].record.intent?.isStuck = true
        var occurrence = intent.occurrence
        occurrence.outcome = .stuck
        occurrence.endedAt = time
        occurrence.reason = Reason(
            .convergeTimeout,
            "not in its target within ConvergeTimeoutSec=\(services[i].schedule.convergeTimeout.words): \(reason.sentence)"
        )
        record(occurrence, of: i)
        report(
            .stuck, "\(words(occurrence)) is stuck: \(occurrence.reason)", occurrence, of: i)
    }

    /// Ends the open intent for good with the API's error.
    mutating func fail(_ i: Int, code: String, message: String, requestId: String?, _ reason: Reason) {
        guard let intent = services[i].record.intent else { return }
        services[i].record.failedUnder = failureIdentity(of: i)
        // As asked for: rails that clamped it may be others when it is opened again.
        services[i].record.failedGoal = intent.occurrence.goal
        services[i].warnedOfFailureAt = now.boot
        services[i].record.convergedGoal = nil
        if let requestId { services[i].record.intent?.occurrence.requestId = requestId }
        close(i, .failed(code: code, message: message, requestId: requestId), reason, report: .eventFailed)
    }

    /// What must change before a failed event is opened again by itself.
    func failureIdentity(of i: Int) -> String {
        // Kept with every load; worked out anew it is a text of all the jobs.
        (services[i].record.scheduleIdentity ?? services[i].schedule.identity) + settings.apiIdentity
    }
}
