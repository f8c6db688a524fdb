import Autoscaling
import CronSchedule
import TideConfiguration

/// A step such as `*/90` of minutes, of which only the first value is left.
struct StepOutOfField: JobRule {
    let name = "step-out-of-field"

    func findings(in job: CheckedJob, of checked: CheckedSchedule, _ subject: Subject) -> [Finding] {
        guard let text = job.section.value(of: .schedule) else { return [] }
        return CronExpression.stepsOutOfField(in: text.text).map { item in
            Finding(
                .warning, at: text.location,
                "\(checked.name(job)): the step of \(item) leads out of its field; only the first value is left",
                why: "Each field counts anew when the next larger one goes on, so that */90 of minutes is minute 0.",
                fix: "Write the times out, by several jobs where need be.")
        }
    }
}
