/// A signature with the steps that led to it, to be compared with what a server or another client computes.
public struct Signature: Sendable {
    private let request: CanonicalRequest
    private let body: [UInt8]
    private let signed: [UInt8]
    /// The value of the `Authorization` header.
    public let authorization: String

    init(request: CanonicalRequest, body: [UInt8], signed: [UInt8], authorization: String) {
        self.request = request
        self.body = body
        self.signed = signed
        self.authorization = authorization
    }

    /// The request as hashed: method, path, query, signed headers, hash of the body.
    public var canonicalRequest: String { request.text(body: body) }

    /// What the derived key authenticates: algorithm, timestamp, scope, hash of the canonical request.
    public var stringToSign: String { String(decoding: signed, as: UTF8.self) }
}

extension Signature: CustomReflectable {
    /// The body is the customer's.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
