/// A refusal: the code of the API and a sentence.
public struct CloudError: Error, Hashable, Sendable {
    public var code: String
    public var message: String

    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }

    static func requestLimitExceeded(count: Int, limit: Int) -> CloudError {
        CloudError(
            code: "RequestLimitExceeded",
            message: "\(count) requests in one second exceed the limit of \(limit). Send fewer requests.")
    }

    static func invalidParameter(_ message: String) -> CloudError {
        CloudError(code: "InvalidParameter", message: message)
    }

    static func missingParameter(_ name: String) -> CloudError {
        CloudError(code: "MissingParameter", message: "The request lacks the required parameter `\(name)`.")
    }

    static func serviceNotFound(_ serviceId: String) -> CloudError {
        CloudError(code: "ResourceNotFound", message: "There is no service `\(serviceId)` in this workspace.")
    }

    static func processing(_ service: SimulatedService) -> CloudError {
        CloudError(
            code: "FailedOperation.Processing",
            message: "The service `\(service.serviceId)` is \(service.status); try again when that is over.")
    }

    static func denied(_ message: String) -> CloudError {
        CloudError(code: "OperationDenied", message: message)
    }
}
