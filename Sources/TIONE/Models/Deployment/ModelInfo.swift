/// The model that a service serves.
public struct ModelInfo: Codable, Hashable, Sendable {
    public var modelVersionId: String?
    public var modelId: String?
    public var modelName: String?
    public var modelVersion: String?
    public var modelSource: String?
    public var cosPathInfo: CosPathInfo?
    public var gooseFSx: GooseFSx?
    public var algorithmFramework: String?
    /// `NORMAL`, `ACCELERATE` or `AUTO_ML`.
    public var modelType: String?
    public var modelFormat: String?
    public var isPrivateModel: Bool?
    /// `MultiModal` or `LLM`.
    public var modelCategory: String?
    public var publicDataSource: PublicDataSourceFS?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case modelVersionId = "ModelVersionId"
        case modelId = "ModelId"
        case modelName = "ModelName"
        case modelVersion = "ModelVersion"
        case modelSource = "ModelSource"
        case cosPathInfo = "CosPathInfo"
        case gooseFSx = "GooseFSx"
        case algorithmFramework = "AlgorithmFramework"
        case modelType = "ModelType"
        case modelFormat = "ModelFormat"
        case isPrivateModel = "IsPrivateModel"
        case modelCategory = "ModelCategory"
        case publicDataSource = "PublicDataSource"
    }
}

/// Where the code of a service lies.
public struct InferCodeInfo: Codable, Hashable, Sendable {
    public var cosPathInfo: CosPathInfo?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case cosPathInfo = "CosPathInfo"
    }
}

/// A place in Cloud Object Storage.
public struct CosPathInfo: Codable, Hashable, Sendable {
    public var bucket: String?
    public var region: String?
    /// One path at present.
    public var paths: [String]?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case bucket = "Bucket"
        case region = "Region"
        case paths = "Paths"
    }
}

/// A place in a GooseFSx file system.
public struct GooseFSx: Codable, Hashable, Sendable {
    public var id: String?
    public var path: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case path = "Path"
    }
}

/// A place in a data source of the platform.
public struct PublicDataSourceFS: Codable, Hashable, Sendable {
    public var dataSourceId: String?
    public var subPath: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case dataSourceId = "DataSourceId"
        case subPath = "SubPath"
    }
}
