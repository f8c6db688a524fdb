import Autoscaling
import TideConfiguration

/// Jobs that start a service which nothing stops.
struct ResumeWithoutStop: ScheduleRule {
    let name = "resume-without-stop"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        let jobs = checked.jobs.filter(\.job.isEnabled)
        guard checked.schedule.scheduledAction == nil, !jobs.contains(where: { !$0.job.target.givesCapacity }) else {
            return []
        }
        return jobs.filter { $0.job.target == .resume }.map { job in
            Finding(
                .warning, at: job.location(.serviceAction),
                "\(checked.name(job)) resumes the service, but nothing in this schedule stops it",
                why: "A running service is left as it is, so the job does something only after a stop by hand.",
                fix: "Add the job that stops the service, or remove this one.")
        }
    }
}
