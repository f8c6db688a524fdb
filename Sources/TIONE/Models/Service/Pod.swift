/// One instance of a service.
public struct Pod: Codable, Hashable, Sendable {
    public var name: String?
    public var uid: String?
    public var chargeType: Service.ChargeType?
    public var phase: String?
    public var ip: String?
    public var createTime: String?
    /// Deprecated by the API: ``containerInfos`` counts.
    public var containers: Container?
    public var containerInfos: [Container]?
    public var crossTenantENIInfo: CrossTenantENIInfo?
    public var status: String?
    public var startScheduleTime: String?
    public var message: String?
    public var nodeIP: String?
    public var nodeId: String?
    public var resourceGroupId: String?
    public var resourceGroupName: String?
    public var resourceInfo: ResourceInfo?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case uid = "Uid"
        case chargeType = "ChargeType"
        case phase = "Phase"
        case ip = "IP"
        case createTime = "CreateTime"
        case containers = "Containers"
        case containerInfos = "ContainerInfos"
        case crossTenantENIInfo = "CrossTenantENIInfo"
        case status = "Status"
        case startScheduleTime = "StartScheduleTime"
        case message = "Message"
        case nodeIP = "NodeIP"
        case nodeId = "NodeId"
        case resourceGroupId = "ResourceGroupId"
        case resourceGroupName = "ResourceGroupName"
        case resourceInfo = "ResourceInfo"
    }
}

/// A container of an instance.
public struct Container: Codable, Hashable, Sendable {
    public var name: String?
    public var containerId: String?
    public var image: String?
    public var status: ContainerStatus?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case containerId = "ContainerId"
        case image = "Image"
        case status = "Status"
    }
}

/// The state of a container.
public struct ContainerStatus: Codable, Hashable, Sendable {
    public var restartCount: Int?
    public var state: String?
    public var ready: Bool?
    public var reason: String?
    public var message: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case restartCount = "RestartCount"
        case state = "State"
        case ready = "Ready"
        case reason = "Reason"
        case message = "Message"
    }
}

/// How an instance is reached across tenants.
public struct CrossTenantENIInfo: Codable, Hashable, Sendable {
    public var primaryIP: String?
    public var port: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case primaryIP = "PrimaryIP"
        case port = "Port"
    }
}
