/// Where the API is: `https://tione.tencentcloudapi.com`.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    public enum Scheme: String, Hashable, Sendable { case http, https }

    public var scheme: Scheme
    /// A name or an address, of version 6 without its brackets.
    public var host: String
    /// nil is the scheme's own.
    public var port: Int?

    public static let standard = Endpoint(scheme: .https, host: "tione.tencentcloudapi.com", port: nil)

    public var description: String {
        let literal = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "\(scheme.rawValue)://\(literal)" + (port.map { ":\($0)" } ?? "")
    }
}

extension Endpoint {
    /// Reads `https://HOST[:PORT]`; `http://` for loopback only, where nobody can read or change what passes.
    static func parse(_ text: String) throws(ValueFault) -> Endpoint {
        let allowed = "https://HOST[:PORT], or http:// where the host is 127.0.0.1, [::1] or localhost"
        let malformed = ValueFault("not the address of an API", allowed: allowed)
        let (scheme, rest): (Scheme, Substring)
        if text.hasPrefix("https://") {
            (scheme, rest) = (.https, text.dropFirst("https://".count))
        } else if text.hasPrefix("http://") {
            (scheme, rest) = (.http, text.dropFirst("http://".count))
        } else {
            throw malformed
        }
        let authority = rest.hasSuffix("/") ? rest.dropLast() : rest
        let (host, port) = try split(authority, or: malformed)
        guard !host.isEmpty, host.utf8.count <= 253 else { throw malformed }
        let endpoint = Endpoint(
            scheme: scheme, host: host,
            port: try port.map { port throws(ValueFault) in
                try ValueSyntax.integer(String(port), in: 1...65_535)
            })
        guard scheme == .https || endpoint.isLoopback else {
            throw ValueFault("http:// would send requests in the clear over a network", allowed: allowed)
        }
        return endpoint
    }

    private static func split(
        _ authority: Substring, or malformed: ValueFault
    ) throws(ValueFault) -> (host: String, port: Substring?) {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw malformed }
            let host = authority[..<end].dropFirst()
            let after = authority[authority.index(after: end)...]
            guard host.contains(":"),
                host.utf8.allSatisfy({ isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }),
                after.isEmpty || after.hasPrefix(":")
            else { throw malformed }
            return (String(host), after.isEmpty ? nil : after.dropFirst())
        }
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first, host.utf8.allSatisfy({ isNameByte($0) && $0 != UInt8(ascii: "_") }) else {
            throw malformed
        }
        return (String(host), parts.count > 1 ? parts[1] : nil)
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    private var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
