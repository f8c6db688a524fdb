/// A signature with the steps that led to it, to be compared with what a server or another client computes.
public struct Signature: Sendable {
    private let canonicalBytes: [UInt8]
    private let signedBytes: [UInt8]
    /// The value of the `Authorization` header.
    public let authorization: String

    init(canonicalBytes: [UInt8], signedBytes: [UInt8], authorization: String) {
        self.canonicalBytes = canonicalBytes
        self.signedBytes = signedBytes
        self.authorization = authorization
    }

    /// The request as hashed: method, path, query, signed headers, hash of the body.
    public var canonicalRequest: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// What the derived key authenticates: algorithm, timestamp, scope, hash of the canonical request.
    public var stringToSign: String { String(decoding: signedBytes, as: UTF8.self) }
}
