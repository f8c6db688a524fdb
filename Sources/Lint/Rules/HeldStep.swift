import Autoscaling
import TideConfiguration

/// A change larger than `MaxStep=` that then waits for an operator.
struct HeldStep: ScheduleRule {
    let name = "held-step"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        let rails = checked.schedule.rails
        guard rails.onMaxStep == .hold, let step = rails.maxStep else { return [] }
        var reported: Set<Int> = []
        // The size that it has or, while it is stopped, comes back with.
        var size: Int?
        return checked.events().compactMap { event in
            let before = size
            switch event.target {
            case .stop, .resume, .replicas(0): return nil
            case .bounds:
                size = nil
                return nil
            case .replicas(let count): size = rails.inForce(count)
            }
            guard let before, let after = size, abs(after - before) > step, let job = event.job,
                reported.insert(job).inserted
            else { return nil }
            let checkedJob = checked.jobs[job]
            return Finding(
                .warning, at: checkedJob.location(.targetReplicas),
                "\(checked.name(checkedJob)): the step from \(before) to \(after) at "
                    + "\(checked.shown(event.instant, checkedJob.job.zone)) is larger than MaxStep=\(step) and will be held",
                why: "With OnMaxStep=hold such a step waits until an operator runs it or the next event comes.",
                fix: "Raise MaxStep=, put a job in between, or use OnMaxStep=split.")
        }
    }
}
