import CivilTime
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import TIONEClient

@Suite("TLS")
struct TLSTests {
    let certificates: TestCertificates

    init() throws { certificates = try TestCertificates.shared.get() }

    @Test("A server whose certificate a private CA signed is trusted by that CA's file, and connections are kept")
    func privateCA() async throws {
        let server = try await TestServer(tls: certificates.serverContext()) { _ in .send(body: done) }
        try await withClient(
            "https://127.0.0.1:\(server.port)", ca: certificates.ca
        ) { client in
            for _ in 0..<5 {
                let result = await client.call()
                #expect(result.kind == "success", "\(result.reason)")
            }
        }
        // A second one where other tests keep the machine busy for longer than the 30 s that an idle connection is
        // kept.
        #expect(server.connections <= 2)
    }

    @Test("Without that CA, or for another name, nothing is sent")
    func untrusted() async throws {
        let server = try await TestServer(tls: certificates.serverContext()) { _ in .send(body: done) }
        let system = try await withClient("https://127.0.0.1:\(server.port)") { await $0.call() }
        #expect(system.kind == "notSent")
        #expect(system.reason.contains("not signed by a CA that is trusted here"), "\(system.reason)")
        let name = try await withClient(
            "https://localhost:\(server.port)", ca: certificates.ca
        ) { await $0.call() }
        #expect(name.kind == "notSent")
        #expect(name.reason.contains("another host"), "\(name.reason)")
        #expect(server.received.isEmpty)
    }

    @Test("A plain server behind https:// gets no request")
    func plainServer() async throws {
        let server = try await TestServer { _ in .send(body: done) }
        let result = try await withClient("https://127.0.0.1:\(server.port)") { await $0.call() }
        #expect(result.kind == "notSent")
        #expect(result.reason == "the TLS handshake failed (WRONG_VERSION_NUMBER)")
        #expect(server.received.isEmpty)
    }

    @Test("A server that never ends the TLS handshake costs the time-out, and nothing was sent")
    func silentServer() async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let result = try await withClient(
            "https://127.0.0.1:\(listener.localAddress?.port ?? 0)", timeout: .milliseconds(300)
        ) { await $0.call() }
        #expect(result.kind == "notSent")
        #expect(result.reason.contains("in time"), "\(result.reason)")
        let span = result.endedAt - result.startedAt
        #expect(span >= .milliseconds(299) && span < .seconds(2), "\(span)")
        try await listener.close()
    }

    @Test(
        "A CA file that is absent or holds no certificate is refused when the client is made",
        arguments: ["/nonexistent/ca.pem", "/proc/self/status"])
    func badFile(path: String) throws {
        var configuration = TIONEClient.Configuration(endpoint: try APIEndpoint(APIEndpoint.standard), region: nil)
        configuration.caCertificateFile = path
        let error = #expect(throws: ClientConfigurationError.self) { try TIONEClient(configuration: configuration) }
        #expect(error?.description.contains("CACertificateFile=\(path)") == true)
    }
}

@Suite("Names in certificates")
struct CertificateNameTests {
    @Test(
        "A name stands for itself, a wildcard for one whole label",
        arguments: [
            ("tione.tencentcloudapi.com", true), ("TIONE.tencentcloudapi.com", true), ("*.tencentcloudapi.com", true),
            ("*.com", false), ("*", false), ("t*.tencentcloudapi.com", false), ("*.tione.tencentcloudapi.com", false),
            ("tencentcloudapi.com", false), ("xtione.tencentcloudapi.com", false), ("", false),
        ])
    func names(pattern: String, expected: Bool) {
        #expect(NewConnection.matches(pattern: pattern, "tione.tencentcloudapi.com") == expected)
    }
}
