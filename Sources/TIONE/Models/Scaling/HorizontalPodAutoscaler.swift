/// Scaling by metrics, within bounds. The API's `HorizontalPodAutoscaler`.
public struct HorizontalPodAutoscaler: Codable, Hashable, Sendable {
    public var minReplicas: Int?
    public var maxReplicas: Int?
    public var hpaMetrics: [Metric]?
    /// How long a need must last before instances are added.
    public var scaleUpStabilizationWindowSeconds: Int?
    /// How long a surplus must last before instances are taken away.
    public var scaleDownStabilizationWindowSeconds: Int?

    public init(minReplicas: Int? = nil, maxReplicas: Int? = nil, hpaMetrics: [Metric]? = nil) {
        self.minReplicas = minReplicas
        self.maxReplicas = maxReplicas
        self.hpaMetrics = hpaMetrics
    }

    private enum CodingKeys: String, CodingKey {
        case minReplicas = "MinReplicas"
        case maxReplicas = "MaxReplicas"
        case hpaMetrics = "HpaMetrics"
        case scaleUpStabilizationWindowSeconds = "ScaleUpStabilizationWindowSeconds"
        case scaleDownStabilizationWindowSeconds = "ScaleDownStabilizationWindowSeconds"
    }
}

extension HorizontalPodAutoscaler {
    /// A metric and its target for one instance; the API calls the type `Option`.
    public struct Metric: Codable, Hashable, Sendable {
        /// `gpu-util`, `cpu-util`, `memory-util` (10 to 100), `service-qps` (1 to 5000) or `concurrency-util` (1 to
        /// 100000).
        public var name: String?
        public var value: Int?

        public init(name: String? = nil, value: Int? = nil) {
            self.name = name
            self.value = value
        }

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case value = "Value"
        }
    }
}
