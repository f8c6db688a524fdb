/// A container image.
public struct ImageInfo: Codable, Hashable, Sendable {
    /// `TCR`, `CCR`, `PreSet` or `CUSTOM`.
    public var imageType: String?
    public var imageUrl: String?
    public var registryRegion: String?
    public var registryId: String?
    public var allowSaveAllContent: Bool?
    public var imageName: String?
    public var supportDataPipeline: Bool?
    /// `CUSTOM` only.
    public var imageSecret: ImageSecret?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case imageType = "ImageType"
        case imageUrl = "ImageUrl"
        case registryRegion = "RegistryRegion"
        case registryId = "RegistryId"
        case allowSaveAllContent = "AllowSaveAllContent"
        case imageName = "ImageName"
        case supportDataPipeline = "SupportDataPipeline"
        case imageSecret = "ImageSecret"
    }
}

/// How to log in to an image registry.
public struct ImageSecret: Codable, Hashable, Sendable {
    public var keyId: String?
    public var username: String?
    /// Base64; encrypted where ``keyId`` is not empty. Secret.
    public var password: String?
    public var secretId: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case keyId = "KeyId"
        case username = "Username"
        case password = "Password"
        case secretId = "SecretId"
    }
}

/// A container beside a service's own.
public struct SidecarSpec: Codable, Hashable, Sendable {
    public var imageInfo: ImageInfo?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case imageInfo = "ImageInfo"
    }
}
