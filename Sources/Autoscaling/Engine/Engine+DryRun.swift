import CivilTime
import TIONE

extension Engine {
    func isDryRun(_ i: Int) -> Bool { settings.isDryRun || services[i].schedule.isDryRun }

    /// What an event would have done, by the guard rails and by how the service was observed last.
    func dryRunReason(_ goal: Goal, of i: Int) -> Reason {
        let rails = services[i].schedule.rails
        let clamp = goal.size.flatMap { rails.clamp($0) }
        var words = "dry run: no call is made"
        if let clamp { words += "; a guard rail changes the size: \(clamp)" }
        guard let observation = services[i].observation else { return Reason(.dryRun, words) }
        let planner = planner(
            for: i, goal: clamp.map { .running($0.to) } ?? goal, observation, ceiling: rails.ceiling)
        switch planner.step() {
        case .converged, .awaitReadiness: words += "; the service is \(observation.summary) already"
        case .change(let change, _):
            words += "; it would ask for \(change.words), for the service is \(observation.summary)"
            if case .replicas(let count) = change, let seen = observation.replicas,
                let step = rails.stepExceeded(from: seen, to: count)
            {
                words += rails.onMaxStep == .split ? ", in steps of" : ", which is held back by"
                words += " MaxStep=\(step)"
            }
        case .fail(_, let reason): words += "; it would fail: \(reason.sentence)"
        case .awaitStatus, .unknown: words += "; the service is \(observation.summary)"
        }
        return Reason(.dryRun, words)
    }
}
