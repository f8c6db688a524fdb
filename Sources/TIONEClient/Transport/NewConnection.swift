import NIOCore
import NIOSSL

/// What is done with every new connection before its first request.
enum NewConnection {
    /// Checks the server's name and makes closing prompt.
    ///
    /// Runs on the channel's event loop and ends within the call: between the set-up of a connection and its entry into
    /// the pool async-http-client must not see it close.
    @Sendable static func prepare(_ channel: any Channel, for endpoint: APIEndpoint) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            do {
                try checkName(of: endpoint, on: channel)
                try AbortiveClose.install(on: channel)
            } catch {
                // The pool forgets the connection first, when this future fails; closing it is left to us.
                channel.eventLoop.execute { channel.close(promise: nil) }
                throw error
            }
        }
    }

    /// swift-nio-ssl also takes a certificate for the address that it is connected to, whatever name was asked for.
    /// With a false DNS answer, or a proxy, that address is another's; so the name itself must be in the certificate.
    private static func checkName(of endpoint: APIEndpoint, on channel: any Channel) throws {
        guard endpoint.scheme == .https, IPAddress(endpoint.host) == nil else { return }
        guard let certificate = try channel.pipeline.syncOperations.nioSSL_peerCertificate(),
            certificate._subjectAlternativeNames().contains(where: { name in
                name.nameType == .dnsName
                    && matches(pattern: String(decoding: name.contents, as: UTF8.self), endpoint.host)
            })
        else { throw WrongName(host: endpoint.host) }
    }

    /// - Source: RFC 9525, section 6.3: a wildcard stands for the whole leftmost label and for nothing else.
    static func matches(pattern: String, _ host: String) -> Bool {
        let pattern = pattern.lowercased()
        if pattern == host { return true }
        guard pattern.hasPrefix("*."), let dot = host.firstIndex(of: "."), dot != host.startIndex else { return false }
        let domain = pattern.dropFirst(2)
        return domain.contains(".") && host[host.index(after: dot)...] == domain
    }

    struct WrongName: Error {
        var host: String
    }
}
