import Autoscaling
import TideConfiguration

/// A target that the guard rails will change.
struct OutsideRails: JobRule {
    let name = "outside-rails"

    func findings(in job: CheckedJob, of checked: CheckedSchedule, _ subject: Subject) -> [Finding] {
        let rails = checked.schedule.rails
        return values(job.job.target).compactMap { key, value in
            if let ceiling = rails.ceiling, value > ceiling {
                return finding(job, checked, key, value, "above ReplicasCeiling=", ceiling)
            }
            if let floor = rails.floor, value < floor {
                return finding(job, checked, key, value, "below ReplicasFloor=", floor)
            }
            return nil
        }
    }

    private func values(_ target: Target) -> [(Key, Int)] {
        switch target {
        case .replicas(let count): [(.targetReplicas, count)]
        case .bounds(let minimum, let maximum): [(.minReplicas, minimum), (.maxReplicas, maximum)]
        case .stop, .resume: []
        }
    }

    private func finding(
        _ job: CheckedJob, _ checked: CheckedSchedule, _ key: Key, _ value: Int, _ side: String, _ rail: Int
    ) -> Finding {
        Finding(
            .warning, at: job.location(key), "\(checked.name(job)): \(key.rawValue)=\(value) is \(side)\(rail)",
            why: "The job will give \(rail) instead of \(value).", fix: "Change the job's number or the rail.")
    }
}
