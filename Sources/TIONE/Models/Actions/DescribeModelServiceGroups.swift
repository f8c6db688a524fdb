/// Lists service groups with their services, a page at a time.
public struct DescribeModelServiceGroupsRequest: APIRequest {
    public typealias Response = DescribeModelServiceGroupsResponse

    public static let action = Action.describeModelServiceGroups

    public var tiProjectId: String?
    /// 0 where it is absent.
    public var offset: Int?
    /// 20 where it is absent, at most 100.
    public var limit: Int?
    /// `ASC` or `DESC`.
    public var order: String?
    /// `CreateTime` or `UpdateTime`.
    public var orderField: String?
    public var filters: [Filter]?
    public var tagFilters: [TagFilter]?
    /// Deprecated by the API.
    public var serviceCategory: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case tiProjectId = "TiProjectId"
        case offset = "Offset"
        case limit = "Limit"
        case order = "Order"
        case orderField = "OrderField"
        case filters = "Filters"
        case tagFilters = "TagFilters"
        case serviceCategory = "ServiceCategory"
    }
}

/// The reply to ``DescribeModelServiceGroupsRequest``.
public struct DescribeModelServiceGroupsResponse: APIResponse {
    /// Groups that match, on all pages.
    public var totalCount: Int?
    public var serviceGroups: [ServiceGroup]?
    /// Groups of the account in the region.
    public var globalTotalCount: Int?
    public var requestId: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case totalCount = "TotalCount"
        case serviceGroups = "ServiceGroups"
        case globalTotalCount = "GlobalTotalCount"
        case requestId = "RequestId"
    }
}

/// A condition of DescribeModelServiceGroups.
public struct Filter: Codable, Hashable, Sendable {
    /// `ClusterId`, `ServiceId`, `ServiceGroupName`, `ServiceGroupId`, `Status`, `CreatedBy` or `ModelVersionId`.
    public var name: String?
    /// Any of them matches.
    public var values: [String]?
    /// What does not match is asked for.
    public var negative: Bool?
    /// A part of the value is enough.
    public var fuzzy: Bool?

    public init(name: String? = nil, values: [String]? = nil) {
        self.name = name
        self.values = values
    }

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case values = "Values"
        case negative = "Negative"
        case fuzzy = "Fuzzy"
    }
}

/// A condition on tags.
public struct TagFilter: Codable, Hashable, Sendable {
    public var tagKey: String?
    public var tagValues: [String]?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case tagKey = "TagKey"
        case tagValues = "TagValues"
    }
}
