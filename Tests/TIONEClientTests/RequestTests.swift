import Glibc
import NIOHTTP1
import TC3
import TIONEClient
import Testing

@Suite("What is sent")
struct RequestTests {
    @Test("A call arrives with every header of the API and a signature that verifies")
    func request() async throws {
        let server = try await TestServer { _ in .send(body: done) }
        let body = #"{"ServiceId":"ms-测试-1","ServiceAction":"STOP"}"#
        let result = try await withClient("http://127.0.0.1:\(server.port)") { await $0.call(body) }
        #expect(result.kind == "success")
        #expect(result.requestID == "7d1f9b5e-1")
        #expect(result.httpStatus == 200)

        let received = try #require(server.received.first)
        #expect(received.method == "POST")
        #expect(received.uri == "/")
        #expect(received.body == body)
        let headers = received.headers
        #expect(headers["Host"] == ["127.0.0.1:\(server.port)"])
        #expect(headers["Content-Type"] == ["application/json"])
        #expect(headers["X-TC-Action"] == ["ModifyModelService"])
        #expect(headers["X-TC-Version"] == ["2021-11-11"])
        #expect(headers["X-TC-Region"] == ["ap-guangzhou"])
        #expect(headers["X-TC-Timestamp"] == ["1793000000"])
        #expect(headers["X-TC-Language"] == ["en-US"])
        #expect(headers["X-TC-Token"] == [credential.token ?? ""])
        let authorization = try Authorization(parsing: headers.first(name: "Authorization") ?? "")
        #expect(authorization.signedHeaders == ["content-type", "host"])
        try authorization.verify(with: credential, body: Array(received.body.utf8), timestamp: timestamp) {
            headers.first(name: $0)
        }
    }

    @Test("A permanent credential sends no token; a new credential is signed with at once")
    func credentials() async throws {
        let server = try await TestServer { _ in .send(body: done) }
        let others = ["one", "two"].map { Credential(secretID: "AKID\($0)", secretKey: "key-\($0)") }
        try await withClient("http://localhost:\(server.port)") { client in
            for credential in [credential] + others + [credential] {
                _ = await client.call(
                    "DescribeModelService", body: Array("{}".utf8), credential: credential, timestamp: timestamp)
            }
        }
        let received = server.received
        #expect(received.map { $0.headers["X-TC-Token"].count } == [1, 0, 0, 1])
        for (request, credential) in zip(received, [credential] + others + [credential]) {
            let authorization = try Authorization(parsing: request.headers.first(name: "Authorization") ?? "")
            try authorization.verify(with: credential, body: Array("{}".utf8), timestamp: timestamp) {
                request.headers.first(name: $0)
            }
        }
    }

    @Test("An endpoint with an IPv6 address is reached, its Host header in brackets", .enabled(if: hasIPv6))
    func ipv6() async throws {
        let server = try await TestServer(address: "::1") { _ in .send(body: done) }
        let result = try await withClient("http://[::1]:\(server.port)") { await $0.call() }
        #expect(result.kind == "success", "\(result.reason)")
        #expect(server.received.first?.headers["Host"] == ["[::1]:\(server.port)"])
    }

    @Test("Calls one after the other use one connection")
    func keepAlive() async throws {
        let server = try await TestServer { _ in .send(body: done) }
        try await withClient("http://127.0.0.1:\(server.port)") { client in
            for _ in 0..<20 { #expect(await client.call().kind == "success") }
        }
        #expect(server.received.count == 20)
        // A second one where other tests keep the machine busy for longer than the 30 s that an idle connection is
        // kept.
        #expect(server.connections <= 2)
    }

    @Test("Calls at one time never wait for each other")
    func parallel() async throws {
        let server = try await TestServer { _ in .never }
        try await withClient("http://127.0.0.1:\(server.port)") { client in
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<50 { group.addTask { _ = await client.call() } }
                var arrived = 0
                for await event in server.events {
                    if case .received = event { arrived += 1 }
                    if arrived == 50 { break }
                }
                group.cancelAll()
            }
        }
        #expect(server.received.count == 50)
    }
}

/// Whether this machine has the address ::1.
private let hasIPv6: Bool = {
    let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr = in6addr_loopback
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
        }
    }
}()
