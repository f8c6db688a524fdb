public import CivilTime
public import TIONE

/// What somebody does to a service without this program: on the console, or by the platform itself.
public enum ConsoleChange: Hashable, Sendable {
    case stop
    case resume
    /// A fixed count.
    case replicas(Int)
    case autoscaler(HorizontalPodAutoscaler)
    /// AUTO with strategy CRON.
    case cronScaleJobs([CronScaleJob])
    case scheduledAction(ScheduledAction?)
    /// CREATING, CREATE_FAILED and TIMEOUT_EXCEPTION hold the service there; Normal and Stopped put it there at once.
    case status(Service.Status)
    /// ARREARS_STOP and WHITELIST_STOP also stop it.
    case businessStatus(Service.BusinessStatus)
    /// Where the horizontal autoscaler would like to be; it stays within its bounds.
    case demand(Int?)
    case startProblem(SimulatedService.StartProblem?)
    case timing(ServiceTiming)
    /// Every instance is replaced.
    case restart
}

extension SimulatedCloud {
    /// Makes the change; false where there is no such service.
    @discardableResult
    public mutating func change(_ serviceId: String, _ change: ConsoleChange, at instant: Instant) -> Bool {
        advance(to: instant)
        guard let index = indices[serviceId] else { return false }
        self.change(index, at: now) { [now] in $0.make(change, at: now) }
        return true
    }
}

extension SimulatedService {
    fileprivate mutating func make(_ change: ConsoleChange, at now: Instant) {
        switch change {
        case .stop:
            if condition != .stopped { stop(at: now) }
        case .resume:
            start(at: now)
        case .replicas(let count):
            scaleMode = .manual
            scaleStrategy = ""
            replicas = max(0, count)
            settle(at: now)
        case .autoscaler(let autoscaler):
            scaleMode = .auto
            scaleStrategy = .hpa
            horizontalPodAutoscaler = autoscaler
            followDemand(at: now)
        case .cronScaleJobs(let jobs):
            scaleMode = .auto
            scaleStrategy = .cron
            cronScaleJobs = jobs
        case .scheduledAction(let action):
            scheduledAction = action
        case .status(let status):
            hold(status, at: now)
        case .businessStatus(let status):
            template.businessStatus = status
            if status == .arrearsStop || status == .whitelistStop, condition != .stopped { stop(at: now) }
        case .demand(let count):
            demand = count
            followDemand(at: now)
        case .startProblem(let problem):
            startProblem = problem
            // What loads now goes on as the new state of things has it.
            let pendingUntil = now + timing.waiting
            for index in loading.indices { loading[index].nextReady = problem == nil ? pendingUntil : .distantFuture }
        case .timing(let timing):
            self.timing = timing
        case .restart:
            restart(at: now)
        }
    }

    private mutating func followDemand(at now: Instant) {
        guard scaleMode == .auto, scaleStrategy == .hpa, condition == .running else { return }
        guard let least = horizontalPodAutoscaler?.minReplicas, let most = horizontalPodAutoscaler?.maxReplicas else {
            return
        }
        replicas = max(least, min(demand ?? replicas, most))
        settle(at: now)
    }

    private mutating func hold(_ status: Service.Status, at now: Instant) {
        switch status {
        case .creating, .createFailed, .timeoutException:
            condition = .held(status)
        case .stopped:
            if condition != .stopped { stop(at: now) }
            condition = .stopped
            leaving = []
        default:
            if condition == .stopped { replicas = max(1, oldReplicas) }
            condition = .running
            loading = []
            leaving = []
            readyReplicas = instancesWanted
        }
        clock = now
    }
}
