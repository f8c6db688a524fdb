import Autoscaling
import CronSchedule
import TideConfiguration

/// An exclusion that takes no time from its job.
struct ExclusionWithoutEffect: JobRule {
    let name = "exclusion-without-effect"

    func findings(in job: CheckedJob, of checked: CheckedSchedule, _ subject: Subject) -> [Finding] {
        zip(job.job.exclusions, job.section.values(of: .excludeDates)).compactMap { exclusion, text in
            if !exclusion.sharesTimeOfDay(with: job.job.schedule) {
                return Finding(
                    .warning, at: text.location,
                    "\(checked.name(job)): ExcludeDates=\(exclusion.text) names a time of day at which the job never fires",
                    why: "An exclusion is compared with the time at which the job is due, to the second; "
                        + "so this one excludes nothing.",
                    fix: "To exclude whole days, write * for second, minute and hour, as in * * * 1-7 10 *.")
            }
            guard !job.isCutShort, !job.firings.isEmpty, !job.firings.contains(where: { exclusion.matches($0.nominal) })
            else { return nil }
            return Finding(
                .warning, at: text.location,
                "\(checked.name(job)): ExcludeDates=\(exclusion.text) excludes none of the \(job.firings.count) times "
                    + "at which the job fires in the next two years",
                why: "The days that were meant are not excluded, or no longer to come.",
                fix: "Check day, month, weekday and year against Schedule=; all fields of an exclusion must match.")
        }
    }
}
