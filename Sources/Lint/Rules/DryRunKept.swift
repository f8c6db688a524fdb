import Autoscaling
import TideConfiguration

/// A schedule that would leave the daemon's dry run.
struct DryRunKept: ScheduleRule {
    let name = "dry-run-kept"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        guard subject.configuration.fleet.settings.isDryRun,
            let own = checked.loaded.file.section(.service)?.value(of: .dryRun),
            (try? ValueSyntax.boolean(own.text)) == false
        else { return [] }
        return [
            Finding(
                .warning, at: own.location, "\(checked.schedule.name): DryRun=no has no effect",
                why: "tided.conf has DryRun=yes, which holds for every service.",
                fix:
                    "To try Tide on some services only, leave the daemon's DryRun= off and set DryRun=yes in the others."
            )
        ]
    }
}
