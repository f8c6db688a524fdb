import Autoscaling
import CronSchedule
import TideConfiguration

/// A day field such as `*/2` beside another restricted one, which schedulers read in two ways.
struct StarStep: JobRule {
    let name = "star-step"

    func findings(in job: CheckedJob, of checked: CheckedSchedule, _ subject: Subject) -> [Finding] {
        guard job.job.schedule.usesDebianStarRule else { return [] }
        return [
            Finding(
                .warning, at: job.location(.schedule),
                "\(checked.name(job)): fires only on days that match both day of month and day of week",
                why: "Of a field that begins with *, such as */2, Tide requires a match, as cron of Debian does; "
                    + "schedulers written in Go, TI-ONE's own probably among them, fire where either field matches.",
                fix: "Where either was meant, write two jobs, one with * for day of month, one with * for day of week.")
        ]
    }
}
