/// One version of a model service, as Describe replies show it.
///
/// Every field may be null or absent, and empty strings stand where a status or a time is meant: the reference's own
/// example of ModifyModelService has `"Status": ""`.
public struct Service: Codable, Hashable, Sendable {
    public var serviceGroupId: String?
    /// `ms-xxxxxxxx-N`: the group's id and the version.
    public var serviceId: String?
    public var serviceGroupName: String?
    public var serviceDescription: String?
    public var serviceInfo: ServiceInfo?
    public var clusterId: String?
    public var region: String?
    public var namespace: String?
    /// How it is paid.
    public var chargeType: ChargeType?
    /// Of a prepaid service; empty for one paid by the hour.
    public var resourceGroupId: String?
    public var resourceGroupName: String?
    public var tags: [Tag]?
    public var ingressName: String?
    public var createdBy: String?
    /// RFC 3339, in UTC; empty in some replies.
    public var createTime: String?
    /// RFC 3339, in UTC; empty in some replies.
    public var updateTime: String?
    public var uin: String?
    public var subUin: String?
    public var appId: Int?
    /// The state of its creation and of its billing.
    public var businessStatus: BusinessStatus?
    /// Deprecated by the API: ``ServiceInfo/serviceLimit`` counts.
    @Boxed public var serviceLimit: ServiceLimit?
    /// Deprecated by the API: ``ServiceInfo/scheduledAction`` counts.
    @Boxed public var scheduledAction: ScheduledAction?
    /// Why it could not be created; `CREATE_SUCCEED` where it could.
    public var createFailedReason: String?
    public var status: Status?
    public var billingInfo: String?
    /// Its share of the group's traffic, in percent.
    public var weight: Int?
    /// `AUTO_ML` or `DEFAULT`.
    public var createSource: String?
    public var version: String?
    /// The highest version of its group.
    public var latestVersion: String?
    /// `NORMAL`: managed by the platform; `SW`: brought by the customer.
    public var resourceGroupSWType: String?
    /// `Waiting` or `Archived`.
    public var archiveStatus: String?
    /// `STANDARD`, or `DIST`: several machines an instance.
    public var deployType: String?
    /// A string here and an integer in ``ServiceInfo``, as the API has it. `DIST` only.
    public var instancePerReplicas: String?
    public var monitorSource: String?
    public var subUinName: String?
    @Boxed public var schedulingPolicy: SchedulingPolicy?
    /// Resource groups that it borrows from.
    public var externalResourceGroups: [ResourceGroupInfo]?
    /// The workspace; `0` is the default one.
    public var projectId: String?
    public var changer: String?
    public var changerName: String?
    /// Null for ordinary capacity paid by the hour.
    @Boxed public var resourceSupplyAttribute: ResourceSupplyAttribute?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case serviceGroupId = "ServiceGroupId"
        case serviceId = "ServiceId"
        case serviceGroupName = "ServiceGroupName"
        case serviceDescription = "ServiceDescription"
        case serviceInfo = "ServiceInfo"
        case clusterId = "ClusterId"
        case region = "Region"
        case namespace = "Namespace"
        case chargeType = "ChargeType"
        case resourceGroupId = "ResourceGroupId"
        case resourceGroupName = "ResourceGroupName"
        case tags = "Tags"
        case ingressName = "IngressName"
        case createdBy = "CreatedBy"
        case createTime = "CreateTime"
        case updateTime = "UpdateTime"
        case uin = "Uin"
        case subUin = "SubUin"
        case appId = "AppId"
        case businessStatus = "BusinessStatus"
        case serviceLimit = "ServiceLimit"
        case scheduledAction = "ScheduledAction"
        case createFailedReason = "CreateFailedReason"
        case status = "Status"
        case billingInfo = "BillingInfo"
        case weight = "Weight"
        case createSource = "CreateSource"
        case version = "Version"
        case latestVersion = "LatestVersion"
        case resourceGroupSWType = "ResourceGroupSWType"
        case archiveStatus = "ArchiveStatus"
        case deployType = "DeployType"
        case instancePerReplicas = "InstancePerReplicas"
        case monitorSource = "MonitorSource"
        case subUinName = "SubUinName"
        case schedulingPolicy = "SchedulingPolicy"
        case externalResourceGroups = "ExternalResourceGroups"
        case projectId = "ProjectId"
        case changer = "Changer"
        case changerName = "ChangerName"
        case resourceSupplyAttribute = "ResourceSupplyAttribute"
    }
}
