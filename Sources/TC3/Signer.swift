import Crypto

/// Signs requests with TC3-HMAC-SHA256 and keeps what one signature has in common with the next: the key derived for
/// the day, and the head of the request, hashed.
///
/// A value: its owner keeps one for each credential in use.
///
/// - Source: the API's signature documentation; the official SDKs sign exactly `content-type;host`, and so does this.
public struct Signer: Sendable {
    public let credential: Credential
    /// The product that requests are signed for.
    public let service: String

    /// What holds for one UTC day.
    private struct Day {
        var number: Int64
        var scope: String
        var key: SigningKey
        /// The `Authorization` header up to the signature.
        var header: [UInt8]
    }
    private var day: Day?

    /// What holds for one pair of header values.
    private struct Head {
        var host: String
        var contentType: String
        var request: CanonicalRequest
    }
    private var head: Head?

    /// - Parameter service: the product, the first label of its host.
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
        let day = day(of: timestamp)
        let request = request(host: host, contentType: contentType)
        let signed = request.stringToSign(body: body, timestamp: timestamp, scope: day.scope)
        let code = day.key.authenticationCode(for: signed)
        let authorization = String(unsafeUninitializedCapacity: day.header.count + 2 * SHA256.byteCount) { memory in
            let end = memory.initialize(fromContentsOf: day.header)
            UnsafeMutableBufferPointer(rebasing: memory[end...]).initializeHexadecimal(code)
            return end + 2 * SHA256.byteCount
        }
        return Signature(request: request, body: body, signed: signed, authorization: authorization)
    }

    private mutating func day(of timestamp: Int64) -> Day {
        let number = CredentialScope.day(of: timestamp)
        if let day, day.number == number { return day }
        let scope = CredentialScope(date: CredentialScope.date(ofDay: number), service: service)
        let header =
            "\(algorithm) Credential=\(credential.secretID)/\(scope), SignedHeaders=content-type;host, Signature="
        let new = Day(
            number: number, scope: scope.description, key: SigningKey(secretKey: credential.secretKey, scope: scope),
            header: Array(header.utf8))
        day = new
        return new
    }

    private mutating func request(host: String, contentType: String) -> CanonicalRequest {
        if let head, head.host == host, head.contentType == contentType { return head.request }
        let request = CanonicalRequest(
            method: "POST", path: "/", query: "", headers: [("content-type", contentType), ("host", host)])
        head = Head(host: host, contentType: contentType, request: request)
        return request
    }
}
