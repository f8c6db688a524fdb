/// What the cluster says of a service's instances.
public struct WorkloadStatus: Codable, Hashable, Sendable {
    /// Instances that exist.
    public var replicas: Int?
    public var updatedReplicas: Int?
    /// Instances that serve.
    public var readyReplicas: Int?
    public var availableReplicas: Int?
    public var unavailableReplicas: Int?
    public var status: Service.Status?
    /// Deprecated by the API: ``conditions`` counts.
    public var statefulSetCondition: [StatefulSetCondition]?
    public var conditions: [StatefulSetCondition]?
    /// Why it is abnormal.
    public var reason: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case replicas = "Replicas"
        case updatedReplicas = "UpdatedReplicas"
        case readyReplicas = "ReadyReplicas"
        case availableReplicas = "AvailableReplicas"
        case unavailableReplicas = "UnavailableReplicas"
        case status = "Status"
        case statefulSetCondition = "StatefulSetCondition"
        case conditions = "Conditions"
        case reason = "Reason"
    }
}

/// One condition of a workload, as Kubernetes has them.
public struct StatefulSetCondition: Codable, Hashable, Sendable {
    public var message: String?
    public var reason: String?
    /// `True`, `False` or `Unknown`.
    public var status: String?
    public var type: String?
    /// RFC 3339 with offset.
    public var lastTransitionTime: String?
    public var lastUpdateTime: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case message = "Message"
        case reason = "Reason"
        case status = "Status"
        case type = "Type"
        case lastTransitionTime = "LastTransitionTime"
        case lastUpdateTime = "LastUpdateTime"
    }
}
