import Autoscaling
import TideConfiguration

/// Jobs that stop a service which none of them starts.
struct StopWithoutResume: ScheduleRule {
    let name = "stop-without-resume"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        let jobs = checked.jobs.filter(\.job.isEnabled)
        guard !jobs.contains(where: { $0.job.target.givesCapacity && !$0.firings.isEmpty }) else { return [] }
        return jobs.filter { !$0.firings.isEmpty }.map { job in
            Finding(
                .warning, at: job.location(job.job.target == .stop ? .serviceAction : .targetReplicas),
                "\(checked.name(job)) stops the service and no job starts it again",
                why: "After the first stop the service stays down until somebody starts it by hand.",
                fix:
                    "Add a job with ServiceAction=RESUME, TargetReplicas= or bounds; for a single stop use [ScheduledAction]."
            )
        }
    }
}
