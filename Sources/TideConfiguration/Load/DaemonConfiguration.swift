/// What `tided.conf` tells the daemon but not the engine: where the API is, who asks it, who may command.
public struct DaemonConfiguration: Hashable, Sendable {
    /// `Credentials=`
    public enum CredentialSource: String, Hashable, Sendable, CaseIterable {
        case auto, systemd, environment
        case cvmRole = "cvm-role"
    }

    /// `Region=`, for example ap-guangzhou.
    public var region: String
    /// `Endpoint=`
    public var endpoint = Endpoint.standard
    /// `CACertificateFile=`: certificates in PEM that the server's is checked against; nil for the system's.
    public var caCertificateFile: String?
    /// `TiProjectId=` of `[API]`; nil is the default workspace.
    public var tiProjectId: String?
    public var credentials = CredentialSource.auto
    /// `CvmRole=`; nil where the instance metadata shall tell.
    public var cvmRole: String?
    /// `OperatorGroup=`: the group whose members may command; nil for root only.
    public var operatorGroup: String?
    /// `HistoryRetention=`; nil is for ever.
    public var historyRetention: Duration? = .seconds(90 * 86_400)

    public init(region: String) {
        self.region = region
    }

    /// Changes whenever what had failed for good at the API is worth another try.
    var identity: String {
        "\(region) \(endpoint) \(tiProjectId ?? "-") \(credentials.rawValue) \(cvmRole ?? "-")"
    }
}
