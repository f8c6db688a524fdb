/// A resource group, by id and name.
public struct ResourceGroupInfo: Codable, Hashable, Sendable {
    public var resourceGroupId: String?
    public var resourceGroupName: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case resourceGroupId = "ResourceGroupId"
        case resourceGroupName = "ResourceGroupName"
    }
}

/// How instances are placed.
public struct SchedulingPolicy: Codable, Hashable, Sendable {
    public var crossResourceGroupScheduling: Bool?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case crossResourceGroupScheduling = "CrossResourceGroupScheduling"
    }
}

/// What kind of capacity a service runs on.
public struct ResourceSupplyAttribute: Codable, Hashable, Sendable {
    /// `TIDE`: tidal; `SPOT`: spot; empty: ordinary.
    public var supplyType: String?
    /// `DEFAULT` or `THIRD`.
    public var clusterType: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case supplyType = "SupplyType"
        case clusterType = "ClusterType"
    }
}
