/// Asks what specifications cost.
public struct DescribeBillingSpecsPriceRequest: APIRequest {
    public typealias Response = DescribeBillingSpecsPriceResponse

    public static let action = Action.describeBillingSpecsPrice

    public var specsParam: [SpecUnit]
    public var tiProjectId: String?

    public init(specsParam: [SpecUnit]) {
        self.specsParam = specsParam
    }

    private enum CodingKeys: String, CodingKey {
        case specsParam = "SpecsParam"
        case tiProjectId = "TiProjectId"
    }
}

/// A specification whose price is asked.
public struct SpecUnit: Codable, Hashable, Sendable {
    /// For example `TI.S.MEDIUM.POST`.
    public var specName: String
    /// At most a million.
    public var specCount: Int

    public init(specName: String, specCount: Int) {
        self.specName = specName
        self.specCount = specCount
    }

    private enum CodingKeys: String, CodingKey {
        case specName = "SpecName"
        case specCount = "SpecCount"
    }
}

/// The reply to ``DescribeBillingSpecsPriceRequest``.
public struct DescribeBillingSpecsPriceResponse: APIResponse {
    public var specsPrice: [SpecPrice]?
    public var requestId: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case specsPrice = "SpecsPrice"
        case requestId = "RequestId"
    }
}

/// What a specification costs an hour, in 1/100 yuan.
public struct SpecPrice: Codable, Hashable, Sendable {
    public var specName: String?
    /// Before discount; 0 where it is over 4.2 billion.
    public var totalCost: Int?
    /// After discount.
    public var realTotalCost: Int?
    public var specCount: Int?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case specName = "SpecName"
        case totalCost = "TotalCost"
        case realTotalCost = "RealTotalCost"
        case specCount = "SpecCount"
    }
}
