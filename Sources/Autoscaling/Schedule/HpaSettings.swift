/// The horizontal autoscaler of a service: `HorizontalPodAutoscaler` of the API, every field kept when only the bounds
/// change.
public struct HpaSettings: Hashable, Codable, Sendable {
    /// Instances, 1 or more.
    public var minReplicas: Int
    /// Instances, ``minReplicas`` or more.
    public var maxReplicas: Int
    public var metrics: [HpaMetric]
    /// Seconds; nil where the API sends none.
    public var scaleUpStabilizationWindowSeconds: Int?
    /// Seconds; nil where the API sends none.
    public var scaleDownStabilizationWindowSeconds: Int?

    public init(
        minReplicas: Int, maxReplicas: Int, metrics: [HpaMetric], scaleUpStabilizationWindowSeconds: Int? = nil,
        scaleDownStabilizationWindowSeconds: Int? = nil
    ) {
        self.minReplicas = minReplicas
        self.maxReplicas = maxReplicas
        self.metrics = metrics
        self.scaleUpStabilizationWindowSeconds = scaleUpStabilizationWindowSeconds
        self.scaleDownStabilizationWindowSeconds = scaleDownStabilizationWindowSeconds
    }
}

/// One of `HpaMetrics`, for example gpu-util 60.
public struct HpaMetric: Hashable, Codable, Sendable, CustomStringConvertible {
    public var name: String
    /// What the autoscaler keeps it at: a percentage, requests a second, or requests at a time; see ``ranges``.
    public var value: Int

    public init(name: String, value: Int) {
        self.name = name
        self.value = value
    }

    public var description: String { "\(name):\(value)" }

    /// The metrics of the API and the values that each takes.
    ///
    /// Source: HorizontalPodAutoscaler in the reference of ModifyModelService.
    public static let ranges: [(name: String, values: ClosedRange<Int>)] = [
        ("gpu-util", 10...100), ("cpu-util", 10...100), ("memory-util", 10...100), ("service-qps", 1...5000),
        ("concurrency-util", 1...100_000),
    ]
}
