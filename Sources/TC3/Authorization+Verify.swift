import Crypto
import FoundationEssentials

extension Authorization {
    /// Recomputes the signature of a received request and compares it, in time that does not depend on where they
    /// differ.
    ///
    /// Whether `timestamp` is near enough to the server's clock is the caller's question, and so is the token.
    ///
    /// - Parameters:
    ///   - credential: the one that ``secretID`` names.
    ///   - method, path, query: as received; the query without its question mark.
    ///   - header: the value of a header as received, by its lower-case name; nil where the request has none.
    ///   - timestamp: the `X-TC-Timestamp` header, in seconds.
    ///   - service: the product that this server is.
    /// - Throws: ``AuthorizationError`` with the first thing that does not fit: id, date, product, a
    ///   header, the signature.
    public func verify(
        with credential: Credential, method: String = "POST", path: String = "/", query: String = "",
        body: [UInt8], timestamp: Int64, service expectedService: String = "tione",
        header: (_ lowerCaseName: String) -> String?
    ) throws(AuthorizationError) {
        let scope = CredentialScope(timestamp: timestamp, service: expectedService)
        guard secretID == credential.secretID else { throw .unknownSecretID(secretID) }
        guard date == scope.date else { throw .wrongDate(scope: date, timestamp: scope.date) }
        guard service == expectedService else { throw .wrongService(service, expected: expectedService) }

        var headers: [(name: String, value: String)] = []
        for name in signedHeaders {
            guard let value = header(name) else { throw .signedHeaderMissing(name) }
            headers.append((name, value))
        }
        let request = CanonicalRequest(method: method, path: path, query: query, headers: headers)
        let signed = request.stringToSign(body: body, timestamp: timestamp, scope: scope.description)
        let key = SigningKey(secretKey: credential.secretKey, scope: scope)
        // The library's comparison of a digest with bytes runs in constant time.
        guard key.authenticationCode(for: signed) == signature else { throw .signatureMismatch }
    }
}
