import Autoscaling
import TideConfiguration

/// `TargetReplicas=0`, which means different things by how a service is paid.
struct ZeroIsStop: OnlineRule {
    let name = "zero-is-stop"

    func findings(
        in checked: CheckedSchedule, seen: Observation, _ facts: OnlineFacts, _ subject: Subject
    ) -> [Finding] {
        checked.jobs.filter { $0.job.isEnabled && $0.job.target == .replicas(0) }.map { job in
            seen.isHybrid
                ? Finding(
                    .warning, at: job.location(.targetReplicas),
                    "\(checked.name(job)): TargetReplicas=0 leaves the "
                        + "\(prepaid(seen))prepaid instances of \(seen.serviceId) running",
                    why: "On a HYBRID_PAID service TargetReplicas= counts the post-paid instances alone.",
                    fix: "If the service shall be down, set ServiceAction=STOP.")
                : Finding(
                    .warning, at: job.location(.targetReplicas),
                    "\(checked.name(job)): TargetReplicas=0 stops \(seen.serviceId)"
                        + (seen.chargeType.isEmpty ? "" : ", which is \(seen.chargeType)"),
                    why: "A service has 0 instances only while it is stopped; its next start loads the model anew.",
                    fix: "If that is meant, say so by ServiceAction=STOP; otherwise set 1 or more.")
        }
    }
    /// `3 `, or nothing where none are known.
    private func prepaid(_ seen: Observation) -> String {
        guard let count = seen.prepaidReplicasWhenRunning, count > 0 else { return "" }
        return "\(count) "
    }
}
