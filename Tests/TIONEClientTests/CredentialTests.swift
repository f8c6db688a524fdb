import CivilTime
import Synchronization
import TC3
import TIONEClient
import Testing

@Suite("Credential sources")
struct CredentialTests {
    static let inEnvironment = ["TENCENTCLOUD_SECRET_ID": "AKIDenv", "TENCENTCLOUD_SECRET_KEY": "key-env"]

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var source: CredentialSource
        var files: [String: String]?
        var environment: [String: String] = [:]
        var expected: Result<Credential, CredentialLoadError>
    }

    @Test(
        "The source that is configured gives the credential, or says what is missing",
        arguments: [
            Case(
                testDescription: "a directory with id and key, each ending its line", source: .auto,
                files: ["tencentcloud.secret-id": "AKIDfile\n", "tencentcloud.secret-key": "key-file\r\n"],
                environment: inEnvironment, expected: .success(Credential(secretID: "AKIDfile", secretKey: "key-file"))),
            Case(
                testDescription: "a directory with a token", source: .systemd,
                files: [
                    "tencentcloud.secret-id": "AKIDfile", "tencentcloud.secret-key": "key-file",
                    "tencentcloud.token": "token-file",
                ],
                expected: .success(Credential(secretID: "AKIDfile", secretKey: "key-file", token: "token-file"))),
            Case(
                testDescription: "a directory without the key, and another account in the environment", source: .auto,
                files: ["tencentcloud.secret-id": "AKIDfile"], environment: inEnvironment,
                expected: .failure(.missing(name: "tencentcloud.secret-key", origin: .systemd))),
            Case(
                testDescription: "an empty directory, and another account in the environment", source: .auto,
                files: [:],
                environment: inEnvironment,
                expected: .failure(.missing(name: "tencentcloud.secret-id", origin: .systemd))),
            Case(
                testDescription: "a directory with an empty key", source: .auto,
                files: ["tencentcloud.secret-id": "AKIDfile", "tencentcloud.secret-key": "\n"],
                expected: .failure(.malformed(name: "tencentcloud.secret-key", origin: .systemd))),
            Case(
                testDescription: "an id of two lines", source: .systemd,
                files: ["tencentcloud.secret-id": "AKID\nX-Evil: 1", "tencentcloud.secret-key": "key-file"],
                expected: .failure(.malformed(name: "tencentcloud.secret-id", origin: .systemd))),
            Case(
                testDescription: "no directory, but systemd asked for", source: .systemd, environment: inEnvironment,
                expected: .failure(.noCredentialsDirectory)),
            Case(
                testDescription: "no directory, the environment", source: .auto, environment: inEnvironment,
                expected: .success(Credential(secretID: "AKIDenv", secretKey: "key-env"))),
            Case(
                testDescription: "environment asked for, a directory at hand", source: .environment,
                files: ["tencentcloud.secret-id": "AKIDfile", "tencentcloud.secret-key": "key-file"],
                environment: inEnvironment.merging(["TENCENTCLOUD_TOKEN": "t"]) { $1 },
                expected: .success(Credential(secretID: "AKIDenv", secretKey: "key-env", token: "t"))),
            Case(
                testDescription: "half an environment", source: .auto,
                environment: ["TENCENTCLOUD_SECRET_ID": "AKIDenv"],
                expected: .failure(.missing(name: "TENCENTCLOUD_SECRET_KEY", origin: .environment))),
        ])
    func sources(_ c: Case) async {
        let files = c.files
        let reader: CredentialLoader.CredentialReader = { name in (files?[name]).map { Array($0.utf8) } }
        let loader = CredentialLoader(
            source: c.source, reader: files == nil ? nil : reader, environment: c.environment,
            metadataURL: "http://127.0.0.1:1")
        do throws(CredentialLoadError) {
            let loaded = try await loader.load()
            #expect(c.expected == .success(loaded.credential))
        } catch {
            #expect(c.expected == .failure(error))
            for secret in ["key-file", "key-env", "X-Evil"] { #expect(!error.description.contains(secret)) }
        }
    }

    @Test("auto says that none of the three places had any")
    func nothing() async {
        let loader = CredentialLoader(
            source: .auto, reader: nil, environment: [:], metadataURL: "http://127.0.0.1:1")
        let error = await #expect(throws: CredentialLoadError.self) { try await loader.load() }
        guard case .nothingFound = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("The role's credentials come from the metadata service, the role's name too where none is configured")
    func role() async throws {
        let server = try await Self.metadata { _ in "Success" }
        for role in ["tide-role", nil] {
            let loader = CredentialLoader(
                source: .cvmRole, reader: nil, environment: [:], role: role,
                metadataURL: "http://127.0.0.1:\(server.port)/meta")
            let loaded = try await loader.load()
            #expect(loaded.origin == .cvmRole("tide-role"))
            #expect(loaded.credential.token?.hasPrefix("token-") == true)
            #expect(loaded.expires == Instant(secondsSince1970: 10_000))
        }
        #expect(server.received.map(\.uri) == ["/meta/tide-role", "/meta/", "/meta/tide-role"])
    }

    @Test(
        "What is no credential from the metadata service is an error",
        arguments: [
            .send(status: 404, body: "no"), .send(body: "{"), .send(body: #"{"Code":"Failed"}"#),
            .send(body: #"{"Code":"Success","TmpSecretId":"AKID"}"#), .dropConnection,
            .send(body: #"{"Code":"Success","TmpSecretId":"","TmpSecretKey":"k","Token":"t","ExpiredTime":1}"#),
        ] as [TestServer.Reply])
    func badMetadata(reply: TestServer.Reply) async throws {
        let server = try await TestServer { _ in reply }
        let loader = CredentialLoader(
            source: .cvmRole, reader: nil, environment: [:], role: "r", metadataURL: "http://127.0.0.1:\(server.port)")
        let error = await #expect(throws: CredentialLoadError.self) { try await loader.load() }
        guard case .metadata = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("Temporary credentials are renewed ten minutes before their end, and kept to it where that fails")
    func renewal() async throws {
        let failing = Flag()
        let server = try await Self.metadata { _ in failing.isSet ? "Failed" : "Success" }
        let provider = CredentialProvider(
            loader: CredentialLoader(
                source: .cvmRole, reader: nil, environment: [:], role: "tide-role",
                metadataURL: "http://127.0.0.1:\(server.port)/meta"))
        func token(at seconds: Int64) async throws -> String? {
            try await provider.current(at: Instant(secondsSince1970: seconds)).credential.token
        }
        #expect(try await token(at: 0) == "token-1")
        #expect(try await token(at: 9_399) == "token-1")
        #expect(server.received.count == 1)
        failing.set()
        #expect(try await token(at: 9_400) == "token-1")
        #expect(try await token(at: 9_401) == "token-1")
        #expect(server.received.count == 2, "a failed renewal waits 30 s")
        await #expect(throws: CredentialLoadError.self) { try await token(at: 10_000) }
    }

    private static func metadata(code: @escaping @Sendable (Int) -> String) async throws -> TestServer {
        let count = Flag()
        return try await TestServer { request in
            if request.uri == "/meta/" { return .send(body: "tide-role") }
            let number = count.next()
            return .send(
                body: #"{"TmpSecretId":"AKIDtmp","TmpSecretKey":"key-tmp","ExpiredTime":10000,"#
                    + #""Expiration":"1970-01-01T02:46:40Z","Token":"token-\#(number)","Code":"\#(code(number))"}"#)
        }
    }

    final class Flag: Sendable {
        private let value = Mutex(0)
        var isSet: Bool { value.withLock { $0 > 0 } }
        func set() { value.withLock { $0 = 1 } }
        func next() -> Int {
            value.withLock {
                $0 += 1
                return $0
            }
        }
    }
}
