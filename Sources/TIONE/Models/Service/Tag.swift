/// A tag of Tencent Cloud.
public struct Tag: Codable, Hashable, Sendable {
    public var tagKey: String?
    public var tagValue: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case tagKey = "TagKey"
        case tagValue = "TagValue"
    }
}
