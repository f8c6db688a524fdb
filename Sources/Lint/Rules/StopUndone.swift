import Autoscaling
import TideConfiguration

/// A scheduled stop that a later job undoes.
struct StopUndone: ScheduleRule {
    let name = "stop-undone"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        guard let action = checked.schedule.scheduledAction, !action.stopsUntilChanged, action.stopTime > subject.now
        else { return [] }
        // Looked for from the stop on: it may lie beyond what the events cover.
        let starts = checked.jobs.compactMap { job in
            job.job.isEnabled && job.job.target.givesCapacity
                ? job.firstEvent(after: action.stopTime).map { ($0, job) } : nil
        }
        guard let (instant, job) = starts.min(by: { $0.0 < $1.0 }) else { return [] }
        return [
            Finding(
                .error, at: checked.location(.scheduleStopTime, in: .scheduledAction),
                "\(checked.schedule.name): \(job.job.name) starts the service again at "
                    + "\(checked.shown(instant, job.job.zone)), after the scheduled stop",
                why: "A scheduled stop happens once; jobs go on after it.",
                fix: "Set StopUntilChanged=yes in [ScheduledAction], or disable the jobs that come later.")
        ]
    }
}

extension Target {
    /// Whether instances run after it.
    var givesCapacity: Bool { self != .stop && self != .replicas(0) }
}
