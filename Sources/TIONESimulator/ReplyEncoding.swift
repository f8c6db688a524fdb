import SimulatedCloud
import TIONE

/// The envelope of every reply.
private struct Envelope<Content: Encodable>: Encodable {
    var content: Content

    enum CodingKeys: String, CodingKey {
        case content = "Response"
    }
}

private struct Refusal: Encodable {
    struct Fault: Encodable {
        var code: String
        var message: String

        enum CodingKeys: String, CodingKey {
            case code = "Code"
            case message = "Message"
        }
    }

    var error: Fault
    var requestId: String

    enum CodingKeys: String, CodingKey {
        case error = "Error"
        case requestId = "RequestId"
    }
}

extension Result where Success == CloudReply, Failure == CloudError {
    /// The body of the reply. Fields without a value are null there, as in the API's own replies.
    func body(requestId: String) throws -> [UInt8] {
        try ExplicitNulls.$areWritten.withValue(true) {
            switch self {
            case .success(.modifyModelService(var reply)):
                reply.requestId = requestId
                return try Envelope(content: reply).jsonBytes()
            case .success(.describeModelService(var reply)):
                reply.requestId = requestId
                return try Envelope(content: reply).jsonBytes()
            case .success(.describeModelServiceGroups(var reply)):
                reply.requestId = requestId
                return try Envelope(content: reply).jsonBytes()
            case .success(.describeBillingSpecsPrice(var reply)):
                reply.requestId = requestId
                return try Envelope(content: reply).jsonBytes()
            case .failure(let error):
                let fault = Refusal.Fault(code: error.code, message: error.message)
                return try Envelope(content: Refusal(error: fault, requestId: requestId)).jsonBytes()
            }
        }
    }
}
