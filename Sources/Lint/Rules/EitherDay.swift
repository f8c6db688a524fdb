import Autoscaling
import CronSchedule
import TideConfiguration

/// Day of month and day of week both restricted, where cron takes either.
struct EitherDay: JobRule {
    let name = "either-day"

    func findings(in job: CheckedJob, of checked: CheckedSchedule, _ subject: Subject) -> [Finding] {
        guard job.job.schedule.usesEitherRule else { return [] }
        return [
            Finding(
                .warning, at: job.location(.schedule),
                "\(checked.name(job)): fires on every day that matches day of month or day of week",
                why: "Where both fields are restricted, either is enough in cron; often both were meant.",
                fix:
                    "For the nth weekday of a month write for example FRI#2 or FRIL in day of week and * in day of month; "
                    + "where either is meant, two jobs say so more clearly.")
        ]
    }
}
