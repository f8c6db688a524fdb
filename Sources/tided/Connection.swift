import Autoscaling
import CivilTime
import TIONEClient
import TideConfiguration

/// What calls are made by: where one of these changes, a client is made anew.
struct Connection: Equatable {
    let region: String
    let endpoint: String
    let caCertificateFile: String?
    let tiProjectId: String?
    let credentials: DaemonConfiguration.CredentialSource
    let cvmRole: String?
    let timeout: Duration

    init(_ configuration: DaemonConfiguration, _ settings: FleetSettings) {
        region = configuration.region
        endpoint = configuration.endpoint.description
        caCertificateFile = configuration.caCertificateFile
        tiProjectId = configuration.tiProjectId
        credentials = configuration.credentials
        cvmRole = configuration.cvmRole
        timeout = settings.callTimeout
    }

    /// - Throws: where the endpoint, the certificates or the proxy of the environment can't be used.
    func client() throws -> TIONEClient {
        var configuration = TIONEClient.Configuration(endpoint: try APIEndpoint(endpoint), region: region)
        configuration.caCertificateFile = caCertificateFile
        configuration.timeout = timeout
        configuration.proxy = try ProxySettings(environment: Process.environment)
        return try TIONEClient(configuration: configuration)
    }
}
