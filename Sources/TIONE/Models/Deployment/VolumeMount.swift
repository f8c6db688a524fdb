/// Storage mounted into a service's containers.
public struct VolumeMount: Codable, Hashable, Sendable {
    public var cfsConfig: CFSConfig?
    /// `CFS`, `COS` or `PUBLIC_DATA_SOURCE`.
    public var volumeSourceType: String?
    public var mountPath: String?
    public var publicDataSource: PublicDataSourceFS?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case cfsConfig = "CFSConfig"
        case volumeSourceType = "VolumeSourceType"
        case mountPath = "MountPath"
        case publicDataSource = "PublicDataSource"
    }
}

/// A place in Cloud File Storage.
public struct CFSConfig: Codable, Hashable, Sendable {
    public var id: String?
    public var path: String?
    /// `STORAGE` or `SOURCE`.
    public var mountType: String?
    /// `1`: NFS; `2`: Turbo.
    public var `protocol`: String?
    public var isPresetStorage: Bool?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case path = "Path"
        case mountType = "MountType"
        case `protocol` = "Protocol"
        case isPresetStorage = "IsPresetStorage"
    }
}
