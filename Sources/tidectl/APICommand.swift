import ArgumentParser
import CivilTime
import FoundationEssentials
import Glibc
import Systemd
import TC3
import TIONE
import TIONEClient

struct APICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api", abstract: "Make one call to the API, or show it to the byte.",
        discussion: """
            The call is signed with the caller's own credentials: TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and \
            TENCENTCLOUD_TOKEN, or those in --credentials-directory; never with the daemon's. It is made once, \
            whatever comes of it; where a daemon answers and lends to the caller, in a slot of its limiter. \
            HTTPS_PROXY and NO_PROXY are honoured.

            The exit status is 0 where the API did what was asked, and 1 where it refused or did not answer.
            """)

    @Argument(
        help: "The action, for example DescribeModelServiceGroups.",
        completion: .list(Action.allCases.map(\.rawValue)))
    var action: String

    @Option(
        help: "The request's JSON, or @FILE to read it from a file, or @- from standard input.",
        completion: .file())
    var body = "{}"

    @Option(help: "Where the API is: https://HOST[:PORT]; http:// for this machine only.")
    var endpoint = APIEndpoint.standard

    @Option(help: "The region, for example ap-guangzhou. Default: TENCENTCLOUD_REGION.")
    var region: String?

    @Option(help: "Sign as of this time, in seconds since 1970. Default: now.")
    var timestamp: Int64?

    @Option(
        help:
            "A directory with the files tencentcloud.secret-id, tencentcloud.secret-key and, where temporary, tencentcloud.token.",
        completion: .directory)
    var credentialsDirectory: String?

    @Option(
        name: .customLong("ca-certificate-file"), help: "Trust the CAs in this PEM file in place of the system's.",
        completion: .file())
    var caCertificateFile: String?

    @Option(help: "The language of the API's messages: en-US or zh-CN.")
    var language = "en-US"

    @Option(help: "Seconds until the call is given up.")
    var timeout = 10

    @Flag(help: "Send nothing; show the request, how it is signed, and the same call for curl and tccli.")
    var dryRun = false

    @Flag(help: "Show the token, the values of environment variables and commands, and unknown fields.")
    var showSecrets = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        guard timeout >= 1, timeout <= 3600 else { throw ValidationError("--timeout must be 1 to 3600") }
        guard ["en-US", "zh-CN"].contains(language) else { throw ValidationError("--language must be en-US or zh-CN") }
        let isName = action.utf8.allSatisfy {
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0 & 0xDF)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        guard isName, !action.isEmpty else { throw ValidationError("\"\(action)\" is no name of an action") }
    }

    mutating func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let client = try client(environment)
        do {
            try await perform(with: client, environment)
            await client.shutdown()
        } catch {
            await client.shutdown()
            throw error
        }
    }

    private func perform(with client: TIONEClient, _ environment: [String: String]) async throws {
        let credential = try await Credential.ofCaller(environment, directory: credentialsDirectory)
        // Without a daemon that lends, there is nothing to wait for.
        let slot = dryRun ? nil : try? await LentSlot.borrow(action, at: daemon.controlSocket, timeout: .seconds(30))
        let signed = client.sign(
            action, body: try bodyBytes(), credential: credential, timestamp: timestamp ?? Int64(time(nil)))
        let request = APIRequestShown(signed, showSecrets: showSecrets)
        if dryRun {
            print(output.json ? request.json.text(pretty: true) : request.text)
            return
        }
        let result = await client.send(signed)
        withExtendedLifetime(slot) {}
        let reply = APIReplyShown(result, showSecrets: showSecrets)
        if output.json {
            print(JSONValue.object(request.members.merging(reply.members) { $1 }).text(pretty: true))
        } else if let body = reply.body {
            print(body.text(pretty: true))
        }
        if let failure = reply.failure { throw CommandFailure(failure) }
    }

    private func client(_ environment: [String: String]) throws -> TIONEClient {
        do {
            var configuration = TIONEClient.Configuration(
                endpoint: try APIEndpoint(endpoint), region: region ?? environment["TENCENTCLOUD_REGION"])
            configuration.caCertificateFile = caCertificateFile
            configuration.timeout = .seconds(timeout)
            configuration.language = language
            configuration.proxy = try ProxySettings(environment: environment)
            return try TIONEClient(configuration: configuration)
        } catch let error as EndpointError {
            throw CommandFailure(error.description, code: .usage)
        } catch {
            throw CommandFailure("\(error)")
        }
    }

    private func bodyBytes() throws -> [UInt8] {
        guard body.first == "@" else { return Array(body.utf8) }
        return try InputFile.bytes(of: String(body.dropFirst()))
    }
}
