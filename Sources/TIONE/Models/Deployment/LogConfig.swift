/// Where in Cloud Log Service logs go.
public struct LogConfig: Codable, Hashable, Sendable {
    public var logsetId: String?
    public var topicId: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case logsetId = "LogsetId"
        case topicId = "TopicId"
    }
}
