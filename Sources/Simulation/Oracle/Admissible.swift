import Autoscaling

/// Which calls and which states fit what was asked for, worked out from DESIGN alone.
struct Admissible {
    var goals: [Goal]
    var rails: GuardRails
    /// What the daemon saw of the service last.
    var observation: Observation?

    private func clamped(_ count: Int) -> Int {
        min(max(count, rails.floor ?? count), rails.ceiling ?? .max)
    }

    private var isHybrid: Bool { observation?.isHybrid ?? false }

    /// A target of no instances is a stopped service, but for a hybrid one.
    private func isStopped(_ goal: Goal) -> Bool {
        switch goal {
        case .stopped: true
        case .running(.replicas(let count)?): clamped(count) == 0 && !isHybrid
        case .running: false
        }
    }

    func fits(_ change: Modification.Change) -> Bool { goals.contains { fits(change, $0) } }

    private func fits(_ change: Modification.Change, _ goal: Goal) -> Bool {
        switch change {
        case .stop: return isStopped(goal)
        case .resume: return !isStopped(goal)
        case .replicas(let count):
            switch goal {
            case .running(.replicas(let wanted)?): return isOnTheWay(count, to: clamped(wanted))
            case .running(nil): return count == rails.ceiling || isOnTheWay(count, to: rails.ceiling ?? count)
            case .running(.bounds?), .stopped: return false
            }
        case .hpa(let hpa):
            guard case .running(.bounds(let low, let high)?) = goal else { return false }
            return hpa.minReplicas == clamped(low) && hpa.maxReplicas == clamped(high) && !hpa.metrics.isEmpty
        }
    }

    /// The count itself, or with `MaxStep=` one that is nearer to it by no more than a step.
    private func isOnTheWay(_ count: Int, to wanted: Int) -> Bool {
        if count == wanted { return true }
        guard let step = rails.maxStep, rails.onMaxStep == .split, let from = observation?.replicas else {
            return false
        }
        return abs(count - from) <= step && (count - from).signum() == (wanted - from).signum()
            && abs(wanted - count) < abs(wanted - from)
    }

    /// Whether a service in this state has arrived.
    func isArrived(_ seen: Observation) -> Bool { goals.contains { isArrived(seen, $0) } }

    private func isArrived(_ seen: Observation, _ goal: Goal) -> Bool {
        if isStopped(goal) { return seen.isSeenStopped }
        guard seen.isSeenNormal else { return false }
        switch goal {
        case .stopped: return false
        case .running(nil): return (seen.readyReplicas ?? 1) > 0 || isHybrid
        case .running(.replicas(let count)?):
            let wanted = clamped(count)
            return !seen.isAuto && seen.replicas == wanted && (seen.readyReplicas ?? wanted) == wanted
        case .running(.bounds(let low, let high)?):
            return seen.isAuto && seen.scaleStrategy == "HPA" && seen.hpa?.minReplicas == clamped(low)
                && seen.hpa?.maxReplicas == clamped(high) && (seen.readyReplicas ?? clamped(low)) >= clamped(low)
        }
    }
}

extension Observation {
    /// Stopped, by its status or, where that is empty, by having no instances.
    var isSeenStopped: Bool {
        status == .stopped || (status == .unknown && !isHybrid && replicas == 0 && (workloadReplicas ?? 0) == 0)
    }

    var isSeenNormal: Bool {
        status == .normal || (status == .unknown && (replicas ?? 0) > 0 && readyReplicas ?? replicas == replicas)
    }

    /// What a target would name to have it so.
    var size: Size? {
        if isAuto, let hpa { return .bounds(min: hpa.minReplicas, max: hpa.maxReplicas) }
        return replicas.map { .replicas($0) }
    }
}
