/// An action of the TI-ONE API that Tide calls; the raw value is the API's own name, as in `X-TC-Action`.
public enum Action: String, CaseIterable, Codable, Sendable {
    case modifyModelService = "ModifyModelService"
    case describeModelService = "DescribeModelService"
    case describeModelServiceGroups = "DescribeModelServiceGroups"
    case describeBillingSpecsPrice = "DescribeBillingSpecsPrice"
}

extension Action {
    /// Its place among all actions, for tables.
    package var place: Int {
        switch self {
        case .modifyModelService: 0
        case .describeModelService: 1
        case .describeModelServiceGroups: 2
        case .describeBillingSpecsPrice: 3
        }
    }
}
