/// A stop that the platform itself carries out.
public struct ScheduledAction: Codable, Hashable, Sendable {
    /// True requires ``scheduleStopTime``; false makes it void.
    public var scheduleStop: Bool?
    /// RFC 3339 with offset.
    public var scheduleStopTime: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case scheduleStop = "ScheduleStop"
        case scheduleStopTime = "ScheduleStopTime"
    }
}
