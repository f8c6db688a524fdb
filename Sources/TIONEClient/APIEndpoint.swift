import Glibc

/// Where the API is reached: scheme, host and port.
///
/// `https://` to anywhere; `http://` to this machine only, for simulators: a signed request holds customer data, and
/// its answer decides about the clock.
public struct APIEndpoint: Hashable, Sendable, CustomStringConvertible {
    public enum Scheme: String, Hashable, Sendable { case http, https }

    public let scheme: Scheme
    /// In lower case; an IPv6 address without its brackets.
    public let host: String
    /// The port that the URL names, or nil where it names none.
    public let port: Int?
    /// The `Host` header: as signed and as sent.
    public let hostHeader: String

    /// Reads `https://HOST[:PORT]`, with or without a slash behind it; `http://` too where the host is this machine.
    ///
    /// - Throws: ``EndpointError`` with the reason; it shows no password.
    public init(_ url: String) throws(EndpointError) {
        guard let separator = url.firstRange(of: "://") else { throw EndpointError(url, .noScheme) }
        guard let scheme = Scheme(rawValue: url[..<separator.lowerBound].lowercased()) else {
            throw EndpointError(url, .unknownScheme(String(url[..<separator.lowerBound])))
        }
        var authority = url[separator.upperBound...]
        if authority.last == "/" { authority.removeLast() }
        guard !authority.contains(where: { "/?#".contains($0) }) else { throw EndpointError(url, .path) }
        guard !authority.contains("@") else { throw EndpointError(url, .userInformation) }

        guard let (host, port) = HostAndPort.split(authority) else { throw EndpointError(url, .host) }
        self.scheme = scheme
        self.host = host
        self.port = port
        let name = host.contains(":") ? "[\(host)]" : host
        hostHeader = port.map { "\(name):\($0)" } ?? name
        guard scheme == .https || isLoopback else { throw EndpointError(url, .plainHTTP) }
    }

    public var effectivePort: Int { port ?? (scheme == .https ? 443 : 80) }

    /// `scheme://host[:port]/`
    public var url: String { "\(scheme.rawValue)://\(hostHeader)/" }

    public var description: String { url }

    /// Whether the host is this machine: 127.0.0.0/8, ::1 or localhost.
    public var isLoopback: Bool {
        if host == "localhost" { return true }
        switch IPAddress(host) {
        case .v4(let bytes): return bytes.first == 127
        case .v6(let bytes): return bytes == [UInt8](repeating: 0, count: 15) + [1]
        case nil: return false
        }
    }

    /// The API's own.
    public static let standard = "https://tione.tencentcloudapi.com"
}

/// A text that is no endpoint, and why.
public struct EndpointError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        case noScheme, path, userInformation, host, plainHTTP
        case unknownScheme(String)
    }

    public var url: String
    public var problem: Problem

    init(_ url: String, _ problem: Problem) {
        // What stands before an @ may be a password.
        self.url = problem == .userInformation ? "…@" + (url.split(separator: "@").last ?? "") : url
        self.problem = problem
    }

    public var description: String {
        let reason =
            switch problem {
            case .noScheme: "it does not begin with https://"
            case .unknownScheme(let scheme): "\"\(scheme)\" is not a scheme it may have"
            case .path: "it may have no path, query or fragment"
            case .userInformation: "it may have no user name or password"
            case .host: "the host or the port is not valid"
            case .plainHTTP: "http:// is for this machine only (127.0.0.0/8, ::1, localhost)"
            }
        return "the endpoint \"\(url)\" is refused: \(reason); the form is https://HOST[:PORT]"
    }
}

extension TIONEClient {
    public typealias Endpoint = APIEndpoint
}
