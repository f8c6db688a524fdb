public import SimulatedCloud
import TIONE

extension ConsoleChange {
    /// How changes are written, one a line, in the body of `POST /simulator/services/ID`.
    public static let grammar = """
        CHANGE is one of
          stop, resume, restart, replicas=N, hpa=MIN-MAX[:metric=gpu-util:60,...]
          demand=N, demand=none: what the autoscaler would like
          status=Normal|Stopped|CREATING|CREATE_FAILED|TIMEOUT_EXCEPTION
          business-status=ARREARS_STOP|WHITELIST_STOP|...
          start=ok|stuck|crashes
          stop-time=RFC3339, stop-time=none, cron=EXPRESSION, cron=none: the
            platform's own schedules, shown and never run; given by a CHANGE
            alone, not by a SERVICE
        """

    /// Reads one change; see ``grammar``.
    public init(specification text: String) throws(SpecificationError) {
        let equals = text.firstIndex(of: "=")
        let key = equals.map { text[..<$0] } ?? text[...]
        let value = equals.map { String(text[text.index(after: $0)...]) } ?? ""
        // Only the autoscaler's value has parts of its own.
        let specification = try Specification(key == "hpa" ? value : "")
        switch key {
        case "stop": self = .stop
        case "resume": self = .resume
        case "restart": self = .restart
        case "replicas": self = .replicas(try specification.integer(value))
        case "hpa":
            let bounds = try specification.bounds(specification.head)
            var metrics: [HorizontalPodAutoscaler.Metric] = []
            for (key, value) in specification.values where key == "metric" {
                metrics.append(try specification.metric(value))
            }
            if metrics.isEmpty { metrics = [.init(name: "gpu-util", value: 60)] }
            self = .autoscaler(
                HorizontalPodAutoscaler(
                    minReplicas: bounds.lowerBound, maxReplicas: bounds.upperBound, hpaMetrics: metrics))
        case "demand": self = .demand(value == "none" ? nil : try specification.integer(value))
        case "status": self = .status(.init(rawValue: value))
        case "business-status": self = .businessStatus(.init(rawValue: value))
        case "start": self = .startProblem(try specification.startProblem(value))
        case "stop-time":
            var action = ScheduledAction()
            action.scheduleStop = value != "none"
            action.scheduleStopTime = value == "none" ? nil : value
            self = .scheduledAction(action)
        case "cron":
            var job = CronScaleJob()
            job.schedule = value
            job.name = "console"
            job.targetReplicas = 1
            self = .cronScaleJobs(value == "none" ? [] : [job])
        default: throw SpecificationError(text: text, reason: "there is no change \"\(key)\"")
        }
    }
}
