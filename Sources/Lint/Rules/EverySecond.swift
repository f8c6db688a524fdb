import Autoscaling
import CronSchedule
import TideConfiguration

/// A job that fires several times within a minute.
struct EverySecond: JobRule {
    let name = "every-second"

    func findings(in job: CheckedJob, of checked: CheckedSchedule, _ subject: Subject) -> [Finding] {
        guard job.job.schedule.firesWithinMinutes else { return [] }
        return [
            Finding(
                .warning, at: job.location(.schedule),
                "\(checked.name(job)): fires \(job.job.schedule.firingsPerDay) times a day, several within a minute",
                why: "Of six fields the first is the second; a * there means every second of the minute.",
                fix: "Write 0 as the first of six fields, or leave it out and write five.")
        ]
    }
}
