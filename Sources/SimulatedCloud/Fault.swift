public import TIONE

/// Something that goes wrong with requests, for a number of them or for a share.
public struct Fault: Hashable, Sendable {
    public enum Effect: Hashable, Sendable {
        /// Nothing but ``Fault/delay``.
        case none
        /// The request is refused and has no effect.
        case error(CloudError)
        /// The connection is closed without an answer, before or after the request had its effect. With a delay this is
        /// a hang.
        case drop(acts: Bool)
        /// A gateway answers in place of the API, before or after the request had its effect.
        case httpStatus(Int, acts: Bool)
        /// The body of the reply ends in the middle.
        case truncate
        /// A Describe shows services as they were this long ago, as far as ``CloudSettings/historyKept`` reaches.
        case stale(Duration)
        /// The `Date` header is off by this much.
        case wrongDate(Duration)
        /// The `Date` header is missing.
        case noDate
    }

    /// nil: any.
    public var action: Action?
    /// nil: any, and requests without one.
    public var serviceAction: ModifyModelServiceRequest.ServiceAction?
    /// nil: any, and requests that name none.
    public var serviceId: String?
    public var effect: Effect
    /// The answer, or the end of the connection, comes this much later.
    public var delay = Duration.zero
    /// How many requests it still befalls; nil: there is no end.
    public var count: Int?
    /// How many requests it lets pass first.
    public var skip = 0
    /// 0 to 1.
    public var probability = 1.0

    var skipped = 0

    public init(_ effect: Effect) {
        self.effect = effect
    }

    func concerns(_ request: CloudRequest) -> Bool {
        if let action, action != request.action { return false }
        if let serviceAction, serviceAction != request.serviceAction { return false }
        if let serviceId, serviceId != request.serviceId { return false }
        return true
    }
}
