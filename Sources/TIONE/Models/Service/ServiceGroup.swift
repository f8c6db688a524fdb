/// The versions of one model service, as DescribeModelServiceGroups lists them.
public struct ServiceGroup: Codable, Hashable, Sendable {
    public var serviceGroupId: String?
    public var serviceGroupName: String?
    public var createdBy: String?
    public var createTime: String?
    public var updateTime: String?
    public var uin: String?
    public var serviceCount: Int?
    /// Versions that run.
    public var runningServiceCount: Int?
    /// Its versions.
    public var services: [Service]?
    /// As of a service.
    public var status: Service.Status?
    public var tags: [Tag]?
    public var latestVersion: String?
    public var businessStatus: Service.BusinessStatus?
    public var billingInfo: String?
    public var createSource: String?
    /// `UPDATING`, `UPDATED` or `UPDATE_FAILED`.
    public var weightUpdateStatus: String?
    /// Instances that run.
    public var replicasCount: Int?
    /// Instances wanted.
    public var availableReplicasCount: Int?
    public var subUin: String?
    public var appId: Int?
    public var authorizationEnable: Bool?
    public var authTokens: [AuthToken]?
    public var monitorSource: String?
    public var subUinName: String?
    @Boxed public var gatewayLogConfig: LogConfig?
    @Boxed public var gatewayConfig: GatewayConfig?
    public var changer: String?
    public var changerName: String?
    /// Null where it is off.
    @Boxed public var smartRouter: SmartRouter?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case serviceGroupId = "ServiceGroupId"
        case serviceGroupName = "ServiceGroupName"
        case createdBy = "CreatedBy"
        case createTime = "CreateTime"
        case updateTime = "UpdateTime"
        case uin = "Uin"
        case serviceCount = "ServiceCount"
        case runningServiceCount = "RunningServiceCount"
        case services = "Services"
        case status = "Status"
        case tags = "Tags"
        case latestVersion = "LatestVersion"
        case businessStatus = "BusinessStatus"
        case billingInfo = "BillingInfo"
        case createSource = "CreateSource"
        case weightUpdateStatus = "WeightUpdateStatus"
        case replicasCount = "ReplicasCount"
        case availableReplicasCount = "AvailableReplicasCount"
        case subUin = "SubUin"
        case appId = "AppId"
        case authorizationEnable = "AuthorizationEnable"
        case authTokens = "AuthTokens"
        case monitorSource = "MonitorSource"
        case subUinName = "SubUinName"
        case gatewayLogConfig = "GatewayLogConfig"
        case gatewayConfig = "GatewayConfig"
        case changer = "Changer"
        case changerName = "ChangerName"
        case smartRouter = "SmartRouter"
    }
}
