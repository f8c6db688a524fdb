import TIONEClient
import Testing

@Suite("Endpoints")
struct EndpointTests {
    @Test(
        "An endpoint is read with its Host header",
        arguments: [
            ("https://tione.tencentcloudapi.com", "tione.tencentcloudapi.com", 443),
            ("https://tione.tencentcloudapi.com/", "tione.tencentcloudapi.com", 443),
            ("HTTPS://TIONE.Internal.tencentcloudapi.com:8443/", "tione.internal.tencentcloudapi.com:8443", 8443),
            ("https://tione.ap-guangzhou.tencentcloudapi.com:443", "tione.ap-guangzhou.tencentcloudapi.com:443", 443),
            ("https://[2001:db8::1]:8443", "[2001:db8::1]:8443", 8443),
            ("https://10.1.2.3", "10.1.2.3", 443),
            ("http://127.0.0.1:9000", "127.0.0.1:9000", 9000),
            ("http://127.8.9.1", "127.8.9.1", 80),
            ("http://localhost:80", "localhost:80", 80),
            ("http://[::1]:9000", "[::1]:9000", 9000),
        ])
    func valid(url: String, host: String, port: Int) throws {
        let endpoint = try APIEndpoint(url)
        #expect(endpoint.hostHeader == host)
        #expect(endpoint.effectivePort == port)
        #expect(endpoint.url == "\(endpoint.scheme.rawValue)://\(host)/")
    }

    @Test(
        "Another is refused with the reason",
        arguments: [
            ("tione.tencentcloudapi.com", .noScheme),
            ("ftp://tione.tencentcloudapi.com", .unknownScheme("ftp")),
            ("http://tione.tencentcloudapi.com", .plainHTTP),
            ("http://127.0.0.1.example.com", .plainHTTP),
            ("http://128.0.0.1", .plainHTTP),
            ("http://localhost.example.com", .plainHTTP),
            ("http://[::2]", .plainHTTP),
            ("http://[::ffff:127.0.0.1]", .plainHTTP),
            ("https://tione.tencentcloudapi.com/v2", .path),
            ("https://tione.tencentcloudapi.com?x=1", .path),
            ("https://tione.tencentcloudapi.com//", .path),
            ("https://user:secret@tione.tencentcloudapi.com", .userInformation),
            ("https://", .host),
            ("https://tione.tencentcloudapi.com:0", .host),
            ("https://tione.tencentcloudapi.com:65536", .host),
            ("https://tione.tencentcloudapi.com:+80", .host),
            ("https://tione tencentcloudapi.com", .host),
            ("https://tione\r\nX-Evil: 1", .host),
            ("https://[::1", .host),
            ("https://[::1]x", .host),
        ] as [(String, EndpointError.Problem)])
    func invalid(url: String, problem: EndpointError.Problem) {
        let error = #expect(throws: EndpointError.self) { try APIEndpoint(url) }
        #expect(error?.problem == problem)
        #expect(error?.description.contains("secret") == false)
    }
}
