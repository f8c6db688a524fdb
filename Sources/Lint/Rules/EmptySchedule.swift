import Autoscaling
import TideConfiguration

/// A schedule without anything to do.
struct EmptySchedule: ScheduleRule {
    let name = "empty-schedule"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        guard !checked.jobs.contains(where: \.job.isEnabled), checked.schedule.scheduledAction == nil else { return [] }
        return [
            Finding(
                .warning, at: checked.location(.serviceId),
                "\(checked.schedule.name): no job is enabled and no stop is scheduled",
                why: "Tide watches the service but will never change it.",
                fix: "Add a [CronScaleJob], or set Enabled=no in [Service] to say that this is meant.")
        ]
    }
}
