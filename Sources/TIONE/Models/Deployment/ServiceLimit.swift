/// How many requests each instance takes.
public struct ServiceLimit: Codable, Hashable, Sendable {
    public var enableInstanceRpsLimit: Bool?
    /// Requests a second; 0 is no limit.
    public var instanceRpsLimit: Int?
    public var enableInstanceReqLimit: Bool?
    /// Requests at once.
    public var instanceReqLimit: Int?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case enableInstanceRpsLimit = "EnableInstanceRpsLimit"
        case instanceRpsLimit = "InstanceRpsLimit"
        case enableInstanceReqLimit = "EnableInstanceReqLimit"
        case instanceReqLimit = "InstanceReqLimit"
    }
}
