/// A job that the platform itself runs, to the minute.
///
/// Its shape is that of AliyunContainerService/kubernetes-cronhpa-controller.
public struct CronScaleJob: Codable, Hashable, Sendable {
    /// A cron expression; the reference's example has six fields, seconds first.
    public var schedule: String?
    public var name: String?
    public var targetReplicas: Int?
    /// Bounds for the horizontal autoscaler, with ``maxReplicas``.
    public var minReplicas: Int?
    public var maxReplicas: Int?
    /// At most 3 cron expressions; the job does not run at a time that one of them matches.
    public var excludeDates: [String]?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case schedule = "Schedule"
        case name = "Name"
        case targetReplicas = "TargetReplicas"
        case minReplicas = "MinReplicas"
        case maxReplicas = "MaxReplicas"
        case excludeDates = "ExcludeDates"
    }
}
