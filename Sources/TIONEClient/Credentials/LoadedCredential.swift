public import CivilTime
public import TC3

/// A credential with where it came from and how long it is good.
public struct LoadedCredential: Hashable, Sendable, CustomStringConvertible {
    public enum Origin: Hashable, Sendable, CustomStringConvertible {
        case systemd
        case environment
        case cvmRole(String)

        public var description: String {
            switch self {
            case .systemd: "systemd credentials"
            case .environment: "the environment"
            case .cvmRole(let role): "the CVM role \(role)"
            }
        }
    }

    public let credential: Credential
    public let origin: Origin
    /// When the metadata service's credentials end; nil for those that don't.
    public let expires: Instant?

    public var description: String { "credentials \(credential) from \(origin)" }
}
