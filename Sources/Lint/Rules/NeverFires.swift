import Autoscaling
import CronSchedule
import TideConfiguration

/// A job whose times are all past.
struct NeverFires: JobRule {
    let name = "never-fires"

    func findings(in job: CheckedJob, of checked: CheckedSchedule, _ subject: Subject) -> [Finding] {
        guard job.job.schedule.nextFiring(after: subject.now, in: job.job.zone) == nil else { return [] }
        let last = job.job.schedule.previousFiring(before: subject.now, in: job.job.zone)
        let past = last.map { "; the last time was \(checked.shown($0.instant, job.job.zone))" } ?? ""
        return [
            Finding(
                .error, at: job.location(.schedule), "\(checked.name(job)): never fires again\(past)",
                why: "Nothing will come of this job any more.",
                fix: "Correct the year, or remove the job.")
        ]
    }
}
