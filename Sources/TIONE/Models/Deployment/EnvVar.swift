/// An environment variable of a service's containers. Its value is the customer's and may be secret.
public struct EnvVar: Codable, Hashable, Sendable {
    public var name: String?
    public var value: String?
    /// The value is not to be shown.
    public var isPrivate: Bool?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case value = "Value"
        case isPrivate = "IsPrivate"
    }
}
