import NIOHTTP1
import Testing

@testable import TIONEClient

@Suite("Proxies")
struct ProxyTests {
    @Test(
        "The proxy of the environment is taken where NO_PROXY does not name the host",
        arguments: [
            ("", "https://tione.tencentcloudapi.com", true),
            ("example.com", "https://tione.tencentcloudapi.com", true),
            ("tencentcloudapi.com", "https://tione.tencentcloudapi.com", false),
            (".tencentcloudapi.com", "https://tione.tencentcloudapi.com", false),
            ("cloudapi.com", "https://tione.tencentcloudapi.com", true),
            ("a, TIONE.tencentcloudapi.com ,b", "https://tione.tencentcloudapi.com", false),
            ("tione.tencentcloudapi.com:443", "https://tione.tencentcloudapi.com", false),
            ("tione.tencentcloudapi.com:8443", "https://tione.tencentcloudapi.com", true),
            ("*", "https://tione.tencentcloudapi.com", false),
            ("10.0.0.0/8", "https://10.9.8.7", false),
            ("10.0.0.0/15", "https://10.2.8.7", true),
            ("10.0.0.0/33", "https://10.0.0.0", true),
            ("fd00::/8", "https://[fd12::1]", false),
            ("fd12:0::1", "https://[fd12::1]", false),
            ("10.9.8.7", "https://10.9.8.7:8443", false),
            ("", "https://127.0.0.1:8443", false),
            ("", "http://localhost:80", false),
        ])
    func exceptions(noProxy: String, endpoint: String, proxied: Bool) throws {
        let settings = try ProxySettings(
            environment: ["HTTPS_PROXY": "http://proxy.example:8080", "NO_PROXY": noProxy])
        #expect((settings.proxy(for: try APIEndpoint(endpoint)) != nil) == proxied)
    }

    @Test(
        "A proxy is read from its URL",
        arguments: [
            ("proxy.example", "http://proxy.example:3128"),
            ("http://proxy.example:8080/", "http://proxy.example:8080"),
            ("http://user:p%40ss@proxy.example:8080", "http://proxy.example:8080"),
            ("socks5://[::1]:1081", "socks5://::1:1081"),
        ])
    func parsing(url: String, shown: String) throws {
        let settings = try ProxySettings(environment: ["https_proxy": url, "HTTPS_PROXY": "http://loses.example"])
        #expect(settings.description == shown)
        var dumped = ""
        dump(settings, to: &dumped)
        #expect(!dumped.contains("ss"))
    }

    @Test(
        "One that can't be used is refused without showing it",
        arguments: [
            ("https://user:secret@proxy.example", .unsupportedScheme("https")),
            ("http://user:secret@", .invalidHost), ("socks5://user:secret@proxy.example", .socksWithPassword),
        ] as [(String, ProxyError)])
    func refused(url: String, expected: ProxyError) {
        let error = #expect(throws: ProxyError.self) { try ProxySettings(environment: ["HTTPS_PROXY": url]) }
        #expect(error == expected)
        #expect(error?.description.contains("secret") == false)
    }

    @Test("A call goes through the proxy's tunnel, with TLS to the endpoint itself and the proxy's password")
    func tunnel() async throws {
        let certificates = try TestCertificates.shared.get()
        let server = try await TestServer(tls: certificates.serverContext()) { _ in .send(body: done) }
        let proxy = try await TestProxy(target: server.port)
        let settings = try ProxySettings(environment: ["HTTPS_PROXY": "http://user:p%40ss@127.0.0.1:\(proxy.port)"])
        let result = try await withClient(
            "https://tione.test:9443",
            ca: certificates.ca, proxy: settings
        ) { await $0.call() }
        #expect(result.kind == "success", "\(result.reason)")
        #expect(server.received.first?.headers["Host"] == ["tione.test:9443"])
        let connect = try #require(proxy.requests.first)
        #expect(connect.hasPrefix("CONNECT tione.test:9443 HTTP/1.1\r\n"))
        #expect(connect.lowercased().contains("proxy-authorization: basic dxnlcjpwqhnz"))
        #expect(!connect.contains("Authorization: TC3"))
    }
}
