public import TC3

/// A request as it goes out, to the byte: what the client sends and what `tidectl api --dry-run` shows.
public struct SignedRequest: Sendable {
    /// Of the API, as `X-TC-Version` names it.
    public static let version = "2021-11-11"
    public static let contentType = "application/json"

    public let endpoint: APIEndpoint
    /// As `X-TC-Action` names it.
    public let action: String
    /// In the order in which they are sent. `Authorization` and `X-TC-Token` are secret.
    public let headers: [(name: String, value: String)]
    public let body: [UInt8]
    public let signature: Signature

    /// - Parameters:
    ///   - region: for example `ap-guangzhou`; nil for actions that need none.
    ///   - timestamp: UNIX time in seconds, by the server's clock as well as it is known.
    ///   - language: of the API's error messages: `en-US` or `zh-CN`.
    public init(
        endpoint: APIEndpoint, region: String?, action: String, body: [UInt8], timestamp: Int64, language: String,
        signer: inout Signer
    ) {
        self.endpoint = endpoint
        self.action = action
        self.body = body
        let host = endpoint.hostHeader
        signature = signer.sign(host: host, contentType: Self.contentType, body: body, timestamp: timestamp)
        var headers: [(name: String, value: String)] = []
        headers.reserveCapacity(10)
        headers.append(("Host", host))
        headers.append(("Content-Type", Self.contentType))
        headers.append(("X-TC-Action", action))
        headers.append(("X-TC-Version", Self.version))
        headers.append(("X-TC-Timestamp", String(timestamp)))
        if let region { headers.append(("X-TC-Region", region)) }
        headers.append(("X-TC-Language", language))
        headers.append(("X-TC-RequestClient", "tide"))
        if let token = signer.credential.token { headers.append(("X-TC-Token", token)) }
        headers.append(("Authorization", signature.authorization))
        self.headers = headers
    }
}

extension SignedRequest: CustomStringConvertible, CustomReflectable {
    /// Without headers and body: they hold secrets and customer data.
    public var description: String { "\(action) to \(endpoint)" }

    public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
