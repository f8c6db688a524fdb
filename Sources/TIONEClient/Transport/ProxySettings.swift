import AsyncHTTPClient

/// The proxy that the environment names: `HTTPS_PROXY`, and in `NO_PROXY` the hosts that are reached without it.
///
/// Names in lower case serve too, and win, as with curl(1). Loopback is never reached by a proxy.
public struct ProxySettings: Sendable {
    enum Kind: Hashable { case http, socks5 }

    struct Proxy: Hashable {
        var kind: Kind
        var host: String
        var port: Int
        /// Secret: it may hold a password.
        var userInformation: (user: String, password: String)?

        static func == (a: Proxy, b: Proxy) -> Bool {
            a.kind == b.kind && a.host == b.host && a.port == b.port
                && a.userInformation?.user == b.userInformation?.user
                && a.userInformation?.password == b.userInformation?.password
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(host)
            hasher.combine(port)
        }
    }

    private let proxy: Proxy?
    private let exceptions: [Substring]

    /// Every endpoint is reached directly.
    public static let none = ProxySettings(proxy: nil, exceptions: [])

    private init(proxy: Proxy?, exceptions: [Substring]) {
        self.proxy = proxy
        self.exceptions = exceptions
    }

    /// Reads `https_proxy`, `HTTPS_PROXY`, `no_proxy` and `NO_PROXY`; of each pair the lower-case one first, as curl(1)
    /// does. An empty one counts as not set.
    ///
    /// - Throws: ``ProxyError`` where the proxy can't be used; it shows no password.
    public init(environment: [String: String]) throws(ProxyError) {
        func value(_ name: String) -> String? {
            [environment[name.lowercased()], environment[name]].compactMap { $0 }.first { !$0.isEmpty }
        }
        proxy = if let text = value("HTTPS_PROXY") { try Proxy(text) } else { nil }
        exceptions = (value("NO_PROXY") ?? "").split { $0 == "," || $0 == " " }
    }

    /// The proxy for this endpoint, or nil where it is reached directly.
    func proxy(for endpoint: APIEndpoint) -> Proxy? {
        guard let proxy, endpoint.scheme == .https, !endpoint.isLoopback else { return nil }
        return exceptions.contains { Self.matches($0, endpoint) } ? nil : proxy
    }

    /// `*`, a host, a domain with all below it, an address, or a network as `10.0.0.0/8`; each but the first may end in
    /// a port.
    private static func matches(_ exception: Substring, _ endpoint: APIEndpoint) -> Bool {
        if exception == "*" { return true }
        if let slash = exception.firstIndex(of: "/") {
            guard let address = IPAddress(endpoint.host), let network = IPAddress(String(exception[..<slash])),
                let prefix = Int(exception[exception.index(after: slash)...])
            else { return false }
            return address.lies(in: network, prefix: prefix)
        }
        if let address = IPAddress(String(exception)) { return IPAddress(endpoint.host) == address }
        guard let (host, port) = HostAndPort.split(exception.drop { $0 == "." }) else { return false }
        if let port, port != endpoint.effectivePort { return false }
        if let address = IPAddress(host) { return IPAddress(endpoint.host) == address }
        return endpoint.host == host || endpoint.host.hasSuffix(".\(host)")
    }
}

extension ProxySettings.Proxy {
    /// `[http://|socks5://][USER:PASSWORD@]HOST[:PORT]`
    fileprivate init(_ text: String) throws(ProxyError) {
        var rest = text[...]
        var scheme = "http"
        if let separator = rest.firstRange(of: "://") {
            scheme = rest[..<separator.lowerBound].lowercased()
            rest = rest[separator.upperBound...]
        }
        switch scheme {
        case "http": kind = .http
        case "socks5", "socks5h": kind = .socks5
        default: throw .unsupportedScheme(scheme)
        }
        if rest.last == "/" { rest.removeLast() }
        if let at = rest.lastIndex(of: "@") {
            let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            userInformation = (
                Self.percentDecoded(parts.first ?? ""), parts.count > 1 ? Self.percentDecoded(parts[1]) : ""
            )
            rest = rest[rest.index(after: at)...]
        }
        guard kind == .http || userInformation == nil else { throw .socksWithPassword }
        guard let (host, port) = HostAndPort.split(rest) else { throw .invalidHost }
        self.host = host
        self.port = port ?? (kind == .http ? 3128 : 1080)
    }

    private static func percentDecoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            let digits = String(Substring(rest.prefix(2)))
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    var configuration: HTTPClient.Configuration.Proxy {
        switch kind {
        case .http:
            .server(
                host: host, port: port,
                authorization: userInformation.map { .basic(username: $0.user, password: $0.password) })
        case .socks5: .socksServer(host: host, port: port)
        }
    }
}

extension ProxySettings: CustomStringConvertible, CustomReflectable {
    /// Without user name and password.
    public var description: String {
        proxy.map { "\($0.kind == .http ? "http" : "socks5")://\($0.host):\($0.port)" } ?? "none"
    }

    public var customMirror: Mirror { Mirror(self, children: ["proxy": description]) }
}

/// A proxy that the environment names and that can't be used. Never shows the value: it may hold a password.
public enum ProxyError: Error, Hashable, Sendable, CustomStringConvertible {
    case unsupportedScheme(String)
    case invalidHost
    case socksWithPassword

    public var description: String {
        let reason =
            switch self {
            case .unsupportedScheme(let scheme): "the scheme \"\(scheme)\" is not supported"
            case .invalidHost: "the host or the port is not valid"
            case .socksWithPassword: "a SOCKS proxy can't be given a user name"
            }
        return
            "HTTPS_PROXY is refused: \(reason); the form is http://[USER:PASSWORD@]HOST[:PORT] or socks5://HOST[:PORT]"
    }
}
