import Autoscaling
import CivilTime
import TideConfiguration

/// A job whose exclusions leave it no time to fire.
struct AlwaysExcluded: JobRule {
    let name = "always-excluded"

    func findings(in job: CheckedJob, of checked: CheckedSchedule, _ subject: Subject) -> [Finding] {
        guard let last = job.firings.last, job.firings.allSatisfy(\.isExcluded) else { return [] }
        let until = job.isCutShort ? " until \(checked.shown(last.instant, job.job.zone))" : " in the next two years"
        return [
            Finding(
                .error, at: job.location(.excludeDates),
                "\(checked.name(job)): all \(job.firings.count) times at which it would fire\(until) are excluded",
                why: "The job exists and does nothing.",
                fix: "Narrow ExcludeDates=, or set Enabled=no if that is meant.")
        ]
    }
}
