import Autoscaling
import TideConfiguration

/// Bounds for an autoscaler of which neither the API nor the file tells what it goes by.
struct NoMetrics: OnlineRule {
    let name = "no-metrics"

    func findings(
        in checked: CheckedSchedule, seen: Observation, _ facts: OnlineFacts, _ subject: Subject
    ) -> [Finding] {
        guard seen.hpa == nil, checked.schedule.hpaMetrics.isEmpty else { return [] }
        return checked.jobs.filter(\.job.isEnabled).compactMap { job in
            guard case .bounds = job.job.target else { return nil }
            return Finding(
                .error, at: job.location(.minReplicas),
                "\(checked.name(job)): sets bounds, and \(seen.serviceId) shows no HorizontalPodAutoscaler",
                why: "The API takes bounds only together with metrics; without any the event fails.",
                fix: "Set HpaMetrics= in [Service], for example HpaMetrics=gpu-util:60.")
        }
    }
}
