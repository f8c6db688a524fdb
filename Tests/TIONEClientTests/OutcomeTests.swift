import CivilTime
import TC3
import TIONE
import TIONEClient
import Testing

@Suite("How a call ends")
struct OutcomeTests {
    @Test("An error in a reply of status 200 is the API's, with its code, message, RequestId and class")
    func apiError() async throws {
        let server = try await TestServer { _ in
            .send(
                body: #"{"Response":{"Error":{"Code":"ResourceInsufficient.QuotaInsufficient","Message":"no quota"},"#
                    + #""RequestId":"r-1"}}"#)
        }
        let result = try await withClient("http://127.0.0.1:\(server.port)") { await $0.call() }
        guard case .apiError(let error) = result.outcome else {
            Issue.record("\(result.outcome)")
            return
        }
        #expect(
            error
                == APIError(code: "ResourceInsufficient.QuotaInsufficient", message: "no quota", requestID: "r-1"))
        #expect(ErrorClass(result.outcome) == .capacity)
        #expect(result.requestID == "r-1")
    }

    @Test(
        "A reply that is not the API's leaves the outcome unknown",
        arguments: [
            (.send(status: 502, body: "<html>Bad Gateway</html>"), "HTTP status 502"),
            (.send(status: 302, headers: [("Location", "/elsewhere")], body: ""), "HTTP status 302"),
            (.send(status: 503, body: done), "HTTP status 503"),
            (.send(body: String(done.dropLast(9))), "not the API's JSON"),
            (.send(body: ""), "not the API's JSON"),
            (.send(body: "{}"), "not the API's JSON"),
            (.send(body: #"{"Response":{"Error":{"Message":"no code"}}}"#), "not the API's JSON"),
            (.send(body: #"{"Response":"#), "not the API's JSON"),
            (.send(body: String(repeating: "[", count: 100_000)), "not the API's JSON"),
            (.cutShort(body: done, announced: 1000), "closed in the middle"),
            (.dropConnection, "closed the connection"),
            (.send(body: String(repeating: " ", count: 200_000)), "larger than this client reads"),
        ] as [(TestServer.Reply, String)])
    func unknown(reply: TestServer.Reply, reason: String) async throws {
        let server = try await TestServer { _ in reply }
        let result = try await withClient("http://127.0.0.1:\(server.port)") { await $0.call() }
        #expect(result.kind == "unknown")
        #expect(result.reason.contains(reason), "\(result.reason)")
        #expect(ErrorClass(result.outcome) == .transient)
        #expect(result.sentAt != nil)
        #expect(server.received.count == 1, "one attempt, no retry, no redirect followed")
    }

    @Test(
        "A server that never answers costs the time-out and not more; its connection is reset then, plain and TLS",
        .timeLimit(.minutes(1)))
    func hang() async throws {
        let certificates = try TestCertificates.shared.get()
        for tls in [false, true] {
            let server = try await TestServer(tls: tls ? certificates.serverContext() : nil) { _ in .never }
            let result = try await withClient(
                "\(tls ? "https" : "http")://127.0.0.1:\(server.port)", timeout: .milliseconds(300),
                ca: tls ? certificates.ca : nil
            ) { client in
                let result = await client.call()
                // Reset, so that nothing more of it can reach the server, and before the client shuts down.
                _ = await server.events.first { $0 == .reset(0) }
                return result
            }
            #expect(result.kind == "unknown")
            #expect(result.reason == "no answer in time")
            let span = result.endedAt - result.startedAt
            #expect(span >= .milliseconds(299) && span < .seconds(2), "\(span)")
            #expect(server.received.count == 1)
            #expect(server.connections == 1)
        }
    }

    @Test("A cancelled call closes its connection at once")
    func cancelled() async throws {
        let server = try await TestServer { _ in .never }
        try await withClient("http://127.0.0.1:\(server.port)", timeout: .seconds(600)) { client in
            let call = Task { await client.call() }
            _ = await server.events.first { $0 == .received(0) }
            call.cancel()
            let result = await call.value
            #expect(result.kind == "unknown")
            #expect(result.reason == "cancelled")
            _ = await server.events.first { $0 == .closed(0) }
        }
        #expect(server.received.count == 1)
    }

    @Test("A shutdown ends the calls under way")
    func shutdown() async throws {
        let server = try await TestServer { _ in .never }
        let client = try TIONEClient(
            configuration: .init(endpoint: try APIEndpoint("http://127.0.0.1:\(server.port)"), region: nil))
        let call = Task { await client.call() }
        _ = await server.events.first { $0 == .received(0) }
        await client.shutdown()
        #expect(await call.value.kind == "unknown")
        #expect(await client.call().kind == "notSent")
    }

    @Test("A refused connection and a name that does not resolve are provably not sent")
    func notSent() async throws {
        let server = try await TestServer { _ in .send(body: done) }
        await server.close()
        for (endpoint, reason) in [
            ("http://127.0.0.1:\(server.port)", "the connection failed (Connection refused)"),
            ("http://localhost:\(server.port)", "no connection to localhost:\(server.port) (Connection refused"),
            ("https://no-such-host.invalid", "the name no-such-host.invalid could not be resolved"),
        ] {
            let result = try await withClient(endpoint) { await $0.call() }
            #expect(result.kind == "notSent", "\(result.reason)")
            #expect(result.reason.hasPrefix(reason), "\(result.reason)")
            #expect(result.sentAt == nil)
            #expect(result.roundTrip == nil)
            #expect(ErrorClass(result.outcome) == .transient)
        }
    }

    @Test("A connection dropped before anything is read is tried once only")
    func droppedBeforeReading() async throws {
        let server = try await TestServer(refusesToRead: true) { _ in .send(body: done) }
        let result = try await withClient("http://127.0.0.1:\(server.port)") { await $0.call() }
        #expect(["unknown", "notSent"].contains(result.kind))
        #expect(server.connections == 1)
        #expect(server.received.isEmpty)
    }

    @Test("A connection whose call failed is not used again")
    func afterFailure() async throws {
        let server = try await TestServer { $0.connection == 0 ? .never : .send(body: done) }
        try await withClient("http://127.0.0.1:\(server.port)") { client in
            let first = Task { await client.call() }
            _ = await server.events.first { $0 == .received(0) }
            first.cancel()
            #expect(await first.value.kind == "unknown")
            #expect(await client.call().kind == "success")
        }
        #expect(server.connections == 2)
    }

    @Test("The reply's Date tells the server's clock to within half a second and half the round trip")
    func clock() async throws {
        let server = try await TestServer { _ in
            .send(headers: [("Date", "Sun, 06 Nov 1994 08:49:37 GMT")], body: done)
        }
        let result = try await withClient("http://127.0.0.1:\(server.port)") { await $0.call() }
        #expect(result.serverDate == Instant(secondsSince1970: 784_111_777))
        let clock = try #require(result.serverClock)
        let roundTrip = try #require(result.roundTrip)
        #expect(clock.uncertainty == .milliseconds(500) + roundTrip / 2)
        let local = clock.time + .seconds(60)
        #expect(clock.offset(ofLocalTime: local, at: clock.at) == .seconds(-60))
    }

    @Test("A gateway's reply tells nothing of the clock", arguments: [502, 200])
    func noClock(status: Int) async throws {
        let server = try await TestServer { _ in
            .send(status: status, headers: [("Date", "Sun, 06 Nov 1994 08:49:37 GMT")], body: #"{"Response":{}}"#)
        }
        let result = try await withClient("http://127.0.0.1:\(server.port)") { await $0.call() }
        #expect(result.serverDate != nil)
        #expect(result.serverClock == nil)
    }

    @Test("The content of a reply decodes as its type")
    func content() async throws {
        struct Content: Decodable {
            var total: Int
            enum CodingKeys: String, CodingKey { case total = "TotalCount" }
        }
        let server = try await TestServer { _ in .send(body: #"{"Response":{"TotalCount":7,"RequestId":"r"}}"#) }
        let (result, content) = try await withClient("http://127.0.0.1:\(server.port)") { client in
            await client.call(
                "DescribeModelServiceGroups", body: Array("{}".utf8), credential: credential, timestamp: timestamp,
                as: Content.self)
        }
        #expect(result.requestID == "r")
        #expect(try content?.get().total == 7)
    }

    @Test("Neither client nor request nor result shows a secret, however it is printed")
    func secrets() async throws {
        let server = try await TestServer { _ in .send(body: done) }
        try await withClient("http://127.0.0.1:\(server.port)") { client in
            let result = await client.call()
            let signed = client.sign(
                "ModifyModelService", body: Array("{}".utf8), credential: credential, timestamp: timestamp)
            var text = "\(client) \(client.configuration) \(result) \(signed)"
            dump(client, to: &text)
            dump(signed, to: &text)
            dump(result, to: &text)
            for secret in ["SECRETKEY", "TOKENTOKEN", String(signed.signature.authorization.suffix(64))] {
                #expect(!text.contains(secret))
            }
        }
    }
}
