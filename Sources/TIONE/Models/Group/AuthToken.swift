/// A token that clients of a service group authenticate with.
public struct AuthToken: Codable, Hashable, Sendable {
    public var base: AuthTokenBase?
    public var limits: [AuthTokenLimit]?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case base = "Base"
        case limits = "Limits"
    }
}

/// The token itself and its name.
public struct AuthTokenBase: Codable, Hashable, Sendable {
    /// Secret.
    public var value: String?
    public var name: String?
    public var description: String?
    public var createTime: String?
    public var status: String?
    public var id: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case value = "Value"
        case name = "Name"
        case description = "Description"
        case createTime = "CreateTime"
        case status = "Status"
        case id = "Id"
    }
}

/// How often one token may be used.
public struct AuthTokenLimit: Codable, Hashable, Sendable {
    /// `PerMinute` or `PerDay`.
    public var strategy: String?
    public var max: Int?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case strategy = "Strategy"
        case max = "Max"
    }
}
