/// An action of the TI-ONE API that Tide calls; the raw value is the API's own name, as in `X-TC-Action`.
public enum Action: String, CaseIterable, Codable, Sendable {
    case modifyModelService = "ModifyModelService"
    case describeModelService = "DescribeModelService"
    case describeModelServiceGroups = "DescribeModelServiceGroups"
    case describeBillingSpecsPrice = "DescribeBillingSpecsPrice"
}
