public import TIONE

/// A request to a ``SimulatedCloud``.
public enum CloudRequest: Hashable, Sendable {
    case modifyModelService(ModifyModelServiceRequest)
    case describeModelService(DescribeModelServiceRequest)
    case describeModelServiceGroups(DescribeModelServiceGroupsRequest)
    case describeBillingSpecsPrice(DescribeBillingSpecsPriceRequest)

    public var action: Action {
        switch self {
        case .modifyModelService: .modifyModelService
        case .describeModelService: .describeModelService
        case .describeModelServiceGroups: .describeModelServiceGroups
        case .describeBillingSpecsPrice: .describeBillingSpecsPrice
        }
    }

    /// The service that it names, where it names one.
    public var serviceId: String? {
        switch self {
        case .modifyModelService(let request): request.serviceId
        case .describeModelService(let request): request.serviceId
        case .describeModelServiceGroups, .describeBillingSpecsPrice: nil
        }
    }

    public var serviceAction: ModifyModelServiceRequest.ServiceAction? {
        if case .modifyModelService(let request) = self { request.serviceAction } else { nil }
    }
}

/// What a ``SimulatedCloud`` replies where it does not refuse. `RequestId` is the caller's to set.
public enum CloudReply: Hashable, Sendable {
    case modifyModelService(ModifyModelServiceResponse)
    case describeModelService(DescribeModelServiceResponse)
    case describeModelServiceGroups(DescribeModelServiceGroupsResponse)
    case describeBillingSpecsPrice(DescribeBillingSpecsPriceResponse)
}

/// What comes of a request: what the cloud said, and how much of that reaches the client.
public struct CloudOutcome: Sendable {
    public enum Delivery: Hashable, Sendable {
        case answered
        /// The connection is closed without an answer.
        case dropped
        /// A gateway answers, with a page that is not the API's.
        case httpStatus(Int)
        /// The body ends in the middle.
        case truncated
    }

    /// nil: the request was lost before it had an effect.
    public var result: Result<CloudReply, CloudError>?
    public var delivery = Delivery.answered
    /// The answer, or the end of the connection, comes this much later.
    public var delay = Duration.zero
    /// How far the answer's `Date` is off; nil: it has none.
    public var dateError: Duration? = .zero

    /// A request that was refused before the cloud saw it.
    public init(refusal: CloudError) {
        result = .failure(refusal)
    }

    init(result: Result<CloudReply, CloudError>?, delay: Duration = .zero) {
        self.result = result
        self.delay = delay
    }
}
