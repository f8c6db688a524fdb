/// How a service group's gateway spreads requests.
public struct GatewayConfig: Codable, Hashable, Sendable {
    public var gatewayType: String?
    public var schedulingAlgorithm: String?
    public var hashHeaderKey: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case gatewayType = "GatewayType"
        case schedulingAlgorithm = "SchedulingAlgorithm"
        case hashHeaderKey = "HashHeaderKey"
    }
}
