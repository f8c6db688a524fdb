/// Access from a service's network to the outside.
public struct ServiceEIP: Codable, Hashable, Sendable {
    public var enableEIP: Bool?
    public var vpcId: String?
    public var subnetId: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case enableEIP = "EnableEIP"
        case vpcId = "VpcId"
        case subnetId = "SubnetId"
    }
}
