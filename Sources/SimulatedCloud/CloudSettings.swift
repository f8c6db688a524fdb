/// How a ``SimulatedCloud`` behaves.
public struct CloudSettings: Sendable {
    /// Requests of one action in any second, however it is cut.
    public var rateLimit = 20
    /// Whether RESUME of a service that runs or loads starts it anew, or is refused with `FailedOperation.Processing`.
    public var resumeRestarts = true
    /// How long superseded views of services are kept for faults that show stale ones.
    public var historyKept = Duration.zero
    /// Instances that all running services of one `ResourceGroupId` or one `InstanceType` may have; no entry, no limit.
    public var capacity: [String: Int] = [:]
    /// Price of a specification for an hour, in 1/100 yuan.
    public var prices: [String: Int] = ["TI.S.MEDIUM.POST": 70, "TI.S.LARGE.POST": 140, "TI.GNV4.3XLARGE44.POST": 1500]
    /// What of the price is paid after discount, in percent.
    public var paidPercent = 100

    public init() {}
}

/// How long a service takes to change.
public struct ServiceTiming: Hashable, Sendable {
    /// From the request to the end of Pending: instances are placed, images pulled.
    public var pending = Duration.seconds(20)
    /// From there to the first ready instance: the model is loaded.
    public var waiting = Duration.seconds(60)
    /// Between one instance's being ready and the next one's.
    public var betweenInstances = Duration.zero
    /// From STOP to Stopped.
    public var stopping = Duration.seconds(10)
    /// How long an instance that is taken away is still counted.
    public var draining = Duration.zero

    public init() {}

    /// Nothing takes any time.
    public static var immediate: ServiceTiming {
        var timing = ServiceTiming()
        timing.pending = .zero
        timing.waiting = .zero
        timing.stopping = .zero
        return timing
    }
}
