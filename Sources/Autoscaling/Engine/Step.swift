/// What brings a service from what was observed to its goal: the table of the design, as a pure function.
///
/// Whether a change was accepted already, and how long to wait for it to show, is for the caller to weigh.
enum Step: Hashable, Sendable {
    /// In its target; `readinessKnown` is false where ServiceInfo.Status is null.
    case converged(readinessKnown: Bool)
    /// It has what was asked for, but is not ready with it yet.
    case awaitReadiness
    /// Nothing can be done but to look again.
    case awaitStatus
    /// Why, as a code: most changes that are worked out are only compared, and need no words.
    case change(Modification.Change, Reason.Code)
    /// The status can't be told.
    case unknown
    case fail(code: String, Reason)
}

struct StepPlanner: Sendable {
    var goal: Goal
    var observation: Observation
    /// The newest HorizontalPodAutoscaler seen, for when the observed one is null.
    var lastHpa: HpaSettings?
    var hpaMetrics: [HpaMetric]
    var ceiling: Int?

    func step() -> Step {
        switch observation.phase {
        case .creating: return .awaitStatus
        case .createFailed:
            let why = observation.createFailedReason
            return .fail(
                code: "CREATE_FAILED",
                Reason(.createFailed, "the service was not created\(why.isEmpty ? "" : ": \(why)")"))
        case .unknown: return .unknown
        case .stopping: return .awaitStatus
        case .stopped: return fromStopped
        case .normal, .unsettled: return fromRunning
        }
    }

    private var wantsStopped: Bool {
        if goal.isStopped { return true }
        // TargetReplicas counts post-paid instances of a hybrid service; elsewhere 0 instances is a stopped service.
        return goal.size == .replicas(0) && !observation.isHybrid
    }

    private var fromStopped: Step {
        if wantsStopped { return .converged(readinessKnown: true) }
        return .change(.resume, .resumeFirst)
    }

    private var fromRunning: Step {
        if wantsStopped {
            return .change(.stop, .targetDiffers)
        }
        switch goal.size {
        case .replicas(let count): return toReplicas(count)
        case .bounds(let min, let max): return toBounds(min: min, max: max)
        case nil:
            if let ceiling, !observation.isAuto, let replicas = observation.replicas, replicas > ceiling {
                return toReplicas(ceiling)
            }
            return readiness(of: observation.isAuto ? nil : observation.replicas, least: 1)
        }
    }

    private func toReplicas(_ count: Int) -> Step {
        guard !observation.isAuto, observation.replicas == count else {
            return .change(.replicas(count), .sizeDiffers)
        }
        return readiness(of: count, least: count)
    }

    private func toBounds(min: Int, max: Int) -> Step {
        let seen = observation.hpa
        if observation.isAuto, observation.scaleStrategy == "HPA", let seen, seen.minReplicas == min,
            seen.maxReplicas == max
        {
            return readiness(of: nil, least: min)
        }
        guard var hpa = seen ?? lastHpa ?? fallback else {
            return .fail(
                code: "HpaUnknown",
                Reason(
                    .hpaUnknown,
                    "no HorizontalPodAutoscaler of the service was ever seen and HpaMetrics= is not set, so there is "
                        + "nothing to scale by"))
        }
        hpa.minReplicas = min
        hpa.maxReplicas = max
        return .change(.hpa(hpa), .sizeDiffers)
    }

    private var fallback: HpaSettings? {
        hpaMetrics.isEmpty ? nil : HpaSettings(minReplicas: 0, maxReplicas: 0, metrics: hpaMetrics)
    }

    /// Normal, and ready with `count` instances or, where that varies by itself, with at least `least`.
    private func readiness(of count: Int?, least: Int) -> Step {
        guard observation.phase == .normal else { return .awaitReadiness }
        guard let ready = observation.readyReplicas else { return .converged(readinessKnown: false) }
        guard let count else { return ready >= least ? .converged(readinessKnown: true) : .awaitReadiness }
        // Of a hybrid service the reference does not say whether the prepaid instances are counted as well.
        let counts = [
            count, count + (observation.isHybrid ? max(0, min(observation.prepaidReplicas ?? 0, 100_000)) : 0),
        ]
        let settled = counts.contains { ready == $0 && (observation.workloadReplicas ?? $0) == $0 }
        return settled ? .converged(readinessKnown: true) : .awaitReadiness
    }
}
