/// The smart router of a service group: a gateway and a scheduler.
public struct SmartRouter: Codable, Hashable, Sendable {
    public var enabled: Bool?
    public var serviceGroupId: String?
    public var componentList: [SmartRouterComponent]?
    public var creator: String?
    public var createTime: String?
    public var updateTime: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case enabled = "Enabled"
        case serviceGroupId = "ServiceGroupId"
        case componentList = "ComponentList"
        case creator = "Creator"
        case createTime = "CreateTime"
        case updateTime = "UpdateTime"
    }
}

/// One part of a smart router.
public struct SmartRouterComponent: Codable, Hashable, Sendable {
    public var name: String?
    /// `Gateway` or `Scheduler`.
    public var type: String?
    public var imageInfo: ImageInfo?
    public var resourceConfig: SmartRouterResourceConfig?
    public var status: String?
    public var resourceSpec: SmartRouterResourceSpec?
    public var businessStatus: String?
    public var billingInfo: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case type = "Type"
        case imageInfo = "ImageInfo"
        case resourceConfig = "ResourceConfig"
        case status = "Status"
        case resourceSpec = "ResourceSpec"
        case businessStatus = "BusinessStatus"
        case billingInfo = "BillingInfo"
    }
}

/// What a part of a smart router runs on.
public struct SmartRouterResourceConfig: Codable, Hashable, Sendable {
    public var replicas: Int?
    /// In 1/1000 core.
    public var cpu: Int?
    /// In MiB.
    public var memory: Int?
    public var env: [EnvVar]?
    public var instanceType: String?
    public var sidecar: SidecarSpec?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case replicas = "Replicas"
        case cpu = "Cpu"
        case memory = "Memory"
        case env = "Env"
        case instanceType = "InstanceType"
        case sidecar = "Sidecar"
    }
}

/// Where a smart router gets its resources.
public struct SmartRouterResourceSpec: Codable, Hashable, Sendable {
    public var chargeType: Service.ChargeType?
    public var resourceGroupId: String?
    public var resourceGroupName: String?
    public var zone: String?
    public var queueId: String?
    /// 0 to 9.
    public var priority: Int?
    public var resourceSupplyAttribute: ResourceSupplyAttribute?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case chargeType = "ChargeType"
        case resourceGroupId = "ResourceGroupId"
        case resourceGroupName = "ResourceGroupName"
        case zone = "Zone"
        case queueId = "QueueId"
        case priority = "Priority"
        case resourceSupplyAttribute = "ResourceSupplyAttribute"
    }
}
