/// Signs requests with TC3-HMAC-SHA256 and keeps the key derived for the day, so that a signature costs three hashes
/// and no derivation.
///
/// A value: its owner keeps one for each credential in use.
///
/// - Source: the API's signature documentation; the official SDKs sign exactly `content-type;host`, and so does this.
public struct Signer: Sendable {
    public let credential: Credential
    /// The product that requests are signed for.
    public let service: String

    private struct Derived {
        var day: Int64
        var scope: CredentialScope
        var key: SigningKey
    }
    private var derived: Derived?

    public init(credential: Credential, service: String = "tione") {
        self.credential = credential
        self.service = service
    }

    /// Signs `POST /` with the given body.
    ///
    /// - Parameters:
    ///   - host: the `Host` header as sent, with its port where it has one.
    ///   - contentType: the `Content-Type` header as sent.
    ///   - timestamp: the `X-TC-Timestamp` header: UNIX time in seconds, by the server's clock as well as it is known.
    public mutating func sign(
        host: String, contentType: String = "application/json", body: [UInt8], timestamp: Int64
    ) -> Signature {
        let derived = derive(for: CredentialScope.day(of: timestamp))
        let request = CanonicalRequest(
            method: "POST", path: "/", query: "", headers: [("content-type", contentType), ("host", host)], body: body)
        let signed = request.stringToSign(timestamp: timestamp, scope: derived.scope)

        var header: [UInt8] = []
        header.reserveCapacity(240)
        header.append(contentsOf: algorithm.utf8)
        header.append(contentsOf: " Credential=".utf8)
        header.append(contentsOf: credential.secretID.utf8)
        header.append(UInt8(ascii: "/"))
        header.append(contentsOf: derived.scope.description.utf8)
        header.append(contentsOf: ", SignedHeaders=content-type;host, Signature=".utf8)
        header.appendHexadecimal(derived.key.authenticationCode(for: signed))
        return Signature(
            canonicalBytes: request.bytes, signedBytes: signed, authorization: String(decoding: header, as: UTF8.self))
    }

    private mutating func derive(for day: Int64) -> Derived {
        if let derived, derived.day == day { return derived }
        let scope = CredentialScope(date: CredentialScope.date(ofDay: day), service: service)
        let new = Derived(day: day, scope: scope, key: SigningKey(secretKey: credential.secretKey, scope: scope))
        derived = new
        return new
    }
}
