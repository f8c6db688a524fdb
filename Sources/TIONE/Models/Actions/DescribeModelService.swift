/// Asks for one service.
public struct DescribeModelServiceRequest: APIRequest {
    public typealias Response = DescribeModelServiceResponse

    public static let action = Action.describeModelService

    public var serviceId: String
    public var tiProjectId: String?
    /// Deprecated by the API.
    public var serviceCategory: String?

    public init(serviceId: String) {
        self.serviceId = serviceId
    }

    private enum CodingKeys: String, CodingKey {
        case serviceId = "ServiceId"
        case tiProjectId = "TiProjectId"
        case serviceCategory = "ServiceCategory"
    }
}

/// The reply to ``DescribeModelServiceRequest``.
public struct DescribeModelServiceResponse: APIResponse {
    public var service: Service?
    public var requestId: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case service = "Service"
        case requestId = "RequestId"
    }
}
