/// A failure as the API states it: the request was understood and refused.
public struct APIError: Error, Hashable, Codable, Sendable, CustomStringConvertible {
    /// Dotted, for example `ResourceInsufficient.QuotaInsufficient`.
    public var code: String
    /// The API's own sentence; in the language that the request asked for.
    public var message: String
    /// What Tencent Cloud's support asks for.
    public var requestID: String

    public init(code: String, message: String, requestID: String) {
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    public var errorClass: ErrorClass { ErrorClass(code: code) }

    public var description: String { "\(code): \(message) (RequestId \(requestID))" }
}
