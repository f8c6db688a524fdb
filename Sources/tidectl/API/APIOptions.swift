import ArgumentParser
import Autoscaling
import Control
import FoundationEssentials
import Glibc
import Systemd
import TC3
import TIONEClient
import TideConfiguration

/// Where the API is and with whose key it is asked, for verbs that ask it beside the daemon.
struct APIOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where the API is, rather than as in tided.conf.", valueName: "url"))
    var endpoint: String?

    @Option(help: ArgumentHelp("The region, rather than as in tided.conf or TENCENTCLOUD_REGION.", valueName: "region"))
    var region: String?

    @Option(
        help: ArgumentHelp(
            "Take the key from the files tencentcloud.secret-id, tencentcloud.secret-key and tencentcloud.token there.",
            valueName: "dir"), completion: .directory)
    var credentialsDirectory: String?

    @Option(
        name: .customLong("ca-certificate-file"),
        help: ArgumentHelp("Trust the CAs in this PEM file, rather than as in tided.conf.", valueName: "file"),
        completion: .file())
    var caCertificateFile: String?

    private func access(_ configuration: LoadedConfiguration, _ daemon: DaemonOptions) async throws -> APIAccess {
        let environment = ProcessInfo.processInfo.environment
        let file = configuration.daemon
        let region = region ?? file?.region ?? environment["TENCENTCLOUD_REGION"]
        guard let region, !region.isEmpty else {
            throw CommandFailure("no region: give --region, or set Region= in tided.conf", code: .usage)
        }
        let client: TIONEClient
        do {
            var settings = TIONEClient.Configuration(
                endpoint: try APIEndpoint(endpoint ?? file?.endpoint.description ?? APIEndpoint.standard),
                region: region)
            settings.caCertificateFile = caCertificateFile ?? file?.caCertificateFile
            settings.proxy = try ProxySettings(environment: environment)
            client = try TIONEClient(configuration: settings)
        } catch let error as EndpointError {
            throw CommandFailure(error.description, code: .usage)
        } catch {
            throw CommandFailure("\(error)")
        }
        return APIAccess(
            client: client, credential: try await .ofCaller(environment, directory: credentialsDirectory),
            controlSocket: daemon.controlSocket,
            rateLimit: configuration.fleet.settings.rateLimit)
    }

    /// Makes the calls of `body` and closes the connections.
    ///
    /// - Throws: ``CommandFailure``, also where a call did not do what was asked.
    func perform<Result>(
        _ configuration: LoadedConfiguration, _ daemon: DaemonOptions, _ body: (APIAccess) async throws -> Result
    ) async throws -> Result {
        let access = try await access(configuration, daemon)
        do {
            let result = try await body(access)
            await access.shutdown()
            return result
        } catch {
            await access.shutdown()
            throw (error as? APIFailure).map { CommandFailure($0.description) } ?? error
        }
    }
}
