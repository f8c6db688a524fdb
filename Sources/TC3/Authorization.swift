/// A parsed `Authorization` header, as a server receives it.
public struct Authorization: Hashable, Sendable {
    /// The public name of the key, as the client claims it.
    public let secretID: String
    /// The UTC day of the scope, as the client wrote it.
    public let date: String
    /// The product of the scope.
    public let service: String
    /// Names in lower case and in ascending order; they hold `content-type` and `host`.
    public let signedHeaders: [String]
    /// 32 bytes.
    let signature: [UInt8]

    /// Parses `TC3-HMAC-SHA256 Credential=ID/DATE/SERVICE/tc3_request, SignedHeaders=a;b, Signature=HEX`.
    ///
    /// - Throws: ``AuthorizationError`` where it has another form or algorithm, or leaves a header out that must be
    ///   signed.
    /// - Source: the API's signature documentation.
    public init(parsing header: String) throws(AuthorizationError) {
        guard let space = header.firstIndex(of: " ") else { throw .malformed("no parameters") }
        guard header[..<space] == algorithm else { throw .unsupportedAlgorithm(String(header[..<space])) }

        var parameters: [Substring: Substring] = [:]
        for parameter in header[space...].split(separator: ",") {
            let parameter = parameter.trimmed
            guard let equals = parameter.firstIndex(of: "=") else { throw .malformed("\"\(parameter)\" has no value") }
            let value = parameter[parameter.index(after: equals)...]
            guard parameters.updateValue(value, forKey: parameter[..<equals]) == nil else {
                throw .malformed("\(parameter[..<equals]) is given twice")
            }
        }
        guard let credential = parameters["Credential"] else { throw .malformed("Credential is missing") }
        guard let names = parameters["SignedHeaders"] else { throw .malformed("SignedHeaders is missing") }
        guard let hexadecimal = parameters["Signature"] else { throw .malformed("Signature is missing") }

        // The secret id may hold a slash as far as anyone says; the scope has three parts from the end.
        let parts = credential.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts.last == "tc3_request" else {
            throw .malformed("Credential is not ID/DATE/SERVICE/tc3_request")
        }
        guard let signature = [UInt8](hexadecimal: hexadecimal), signature.count == 32 else {
            throw .malformed("Signature is not 64 hexadecimal digits in lower case")
        }
        secretID = parts.dropLast(3).joined(separator: "/")
        date = String(parts[parts.count - 3])
        service = String(parts[parts.count - 2])
        signedHeaders = names.split(separator: ";").map { $0.trimmed.lowercased() }.sorted()
        self.signature = signature

        for required in ["content-type", "host"] where !signedHeaders.contains(required) {
            throw .headerNotSigned(required)
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
