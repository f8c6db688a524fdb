import Glibc

enum HostAndPort {
    /// Splits `HOST[:PORT]` or `[IPV6][:PORT]`. Nil where the host holds anything but letters, digits, `.`, `-` and
    /// `_`, or the port is not 1 to 65535.
    static func split(_ authority: some StringProtocol) -> (host: String, port: Int?)? {
        var host = Substring(authority)
        var port: Substring?
        if host.first == "[" {
            guard let bracket = host.firstIndex(of: "]") else { return nil }
            let rest = host[host.index(after: bracket)...]
            host = host[host.index(after: host.startIndex)..<bracket]
            guard case .v6 = IPAddress(String(host)) else { return nil }
            if !rest.isEmpty {
                guard rest.first == ":" else { return nil }
                port = rest.dropFirst()
            }
        } else {
            if let colon = host.lastIndex(of: ":") {
                port = host[host.index(after: colon)...]
                host = host[..<colon]
            }
            let valid = host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            guard valid, !host.isEmpty else { return nil }
        }
        guard let port else { return (host.lowercased(), nil) }
        guard let number = UInt16(port), number > 0, port.first != "+" else { return nil }
        return (host.lowercased(), Int(number))
    }
}

/// A literal IP address, as inet_pton(3) reads it.
enum IPAddress: Hashable {
    case v4([UInt8])
    case v6([UInt8])

    init?(_ text: String) {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 {
            self = .v4(Array(bytes.prefix(4)))
        } else if inet_pton(AF_INET6, text, &bytes) == 1 {
            self = .v6(bytes)
        } else {
            return nil
        }
    }

    private var bytes: [UInt8] {
        switch self {
        case .v4(let bytes), .v6(let bytes): bytes
        }
    }

    /// Whether the first `prefix` bits are those of `network`, of the same family.
    func lies(in network: IPAddress, prefix: Int) -> Bool {
        let mine = bytes
        let other = network.bytes
        guard mine.count == other.count, (0...mine.count * 8).contains(prefix) else { return false }
        return zip(mine, other).enumerated().allSatisfy { position, pair in
            let bits = min(8, max(0, prefix - position * 8))
            return (pair.0 ^ pair.1) >> (8 - UInt8(bits)) == 0
        }
    }
}
