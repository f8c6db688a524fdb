/// How many instances an update may replace at a time.
public struct RollingUpdate: Codable, Hashable, Sendable {
    public var maxUnavailable: NumOrPercent?
    public var maxSurge: NumOrPercent?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case maxUnavailable = "MaxUnavailable"
        case maxSurge = "MaxSurge"
    }
}

/// A number or a share.
public struct NumOrPercent: Codable, Hashable, Sendable {
    /// `Num` or `Percent`.
    public var type: String?
    public var value: Int?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case value = "Value"
    }
}
