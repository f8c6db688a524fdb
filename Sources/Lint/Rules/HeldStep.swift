import Autoscaling
import TideConfiguration

/// A change larger than `MaxStep=` that then waits for an operator.
struct HeldStep: ScheduleRule {
    let name = "held-step"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        let rails = checked.schedule.rails
        guard rails.onMaxStep == .hold, let step = rails.maxStep else { return [] }
        var reported: Set<Int> = []
        let events = checked.events()
        return zip(events, events.dropFirst()).compactMap { before, after in
            guard case .replicas(let old) = before.target, case .replicas(let new) = after.target, old > 0, new > 0,
                abs(new - old) > step, let job = after.job, reported.insert(job).inserted
            else { return nil }
            let checkedJob = checked.jobs[job]
            return Finding(
                .warning, at: checkedJob.location(.targetReplicas),
                "\(checked.name(checkedJob)): the step from \(old) to \(new) at "
                    + "\(checked.shown(after.instant, checkedJob.job.zone)) is larger than MaxStep=\(step) and will be held",
                why: "With OnMaxStep=hold such a step waits until an operator runs it or the next event comes.",
                fix: "Raise MaxStep=, put a job in between, or use OnMaxStep=split.")
        }
    }
}
