/// Why a server refuses an `Authorization` header.
public enum AuthorizationError: Error, Hashable, Sendable, CustomStringConvertible {
    case unsupportedAlgorithm(String)
    case malformed(String)
    /// `content-type` or `host` is not among the signed headers.
    case headerNotSigned(String)
    /// A header is said to be signed, but the request has none of that name.
    case signedHeaderMissing(String)
    case unknownSecretID(String)
    /// The scope's date is not the UTC date of `X-TC-Timestamp`.
    case wrongDate(scope: String, timestamp: String)
    case wrongService(String, expected: String)
    case signatureMismatch

    public var description: String {
        switch self {
        case .unsupportedAlgorithm(let name):
            "Authorization names the algorithm \"\(name)\"; \(algorithm) is supported"
        case .malformed(let reason):
            "Authorization cannot be read: \(reason)"
        case .headerNotSigned(let name):
            "SignedHeaders must hold content-type and host; \(name) is missing"
        case .signedHeaderMissing(let name):
            "SignedHeaders names \(name), but the request has no such header"
        case .unknownSecretID(let id):
            "no secret key is known for the secret id \"\(id)\""
        case .wrongDate(let scope, let timestamp):
            "the credential scope is of \(scope), but X-TC-Timestamp lies on \(timestamp) in UTC"
        case .wrongService(let name, let expected):
            "the credential scope is for the service \"\(name)\"; this is \(expected)"
        case .signatureMismatch:
            "the signature is not that of this request with this secret key"
        }
    }
}
