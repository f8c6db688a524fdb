import Autoscaling
import TideConfiguration

/// A HYBRID_PAID service of which the API does not tell the prepaid instances.
struct PrepaidUnknown: OnlineRule {
    let name = "prepaid-unknown"

    func findings(
        in checked: CheckedSchedule, seen: Observation, _ facts: OnlineFacts, _ subject: Subject
    ) -> [Finding] {
        let isStopped = seen.status == .stopped || seen.status == .stopping
        let known = isStopped ? seen.oldPrepaidReplicas ?? seen.prepaidReplicas : seen.prepaidReplicas
        guard seen.isHybrid, known == nil,
            checked.jobs.contains(where: { $0.job.isEnabled && $0.job.target.size != nil })
        else { return [] }
        return [
            Finding(
                .error, at: checked.location(.serviceId),
                "\(checked.schedule.name): \(seen.serviceId) is HYBRID_PAID, and the API does not tell its prepaid instances",
                why: "The API takes 1 where a SCALE does not name them; so Tide sends none, and the event stays open.",
                fix: "Set the number of prepaid instances in the console, and see what DescribeModelService then shows."
            )
        ]
    }
}
