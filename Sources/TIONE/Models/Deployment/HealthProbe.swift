/// How the cluster asks whether an instance lives, serves and has started.
public struct HealthProbe: Codable, Hashable, Sendable {
    public var livenessProbe: Probe?
    public var readinessProbe: Probe?
    public var startupProbe: Probe?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case livenessProbe = "LivenessProbe"
        case readinessProbe = "ReadinessProbe"
        case startupProbe = "StartupProbe"
    }
}

/// One question of a health probe.
public struct Probe: Codable, Hashable, Sendable {
    public var probeAction: ProbeAction?
    public var initialDelaySeconds: Int?
    public var periodSeconds: Int?
    public var timeoutSeconds: Int?
    public var failureThreshold: Int?
    /// 3 for readiness, 1 for the others where it is absent.
    public var successThreshold: Int?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case probeAction = "ProbeAction"
        case initialDelaySeconds = "InitialDelaySeconds"
        case periodSeconds = "PeriodSeconds"
        case timeoutSeconds = "TimeoutSeconds"
        case failureThreshold = "FailureThreshold"
        case successThreshold = "SuccessThreshold"
    }
}

/// What a probe does.
public struct ProbeAction: Codable, Hashable, Sendable {
    public var httpGet: HTTPGetAction?
    public var exec: ExecAction?
    public var tcpSocket: TCPSocketAction?
    /// `HTTPGet`, `Exec` or `TCPSocket`.
    public var actionType: String?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case httpGet = "HTTPGet"
        case exec = "Exec"
        case tcpSocket = "TCPSocket"
        case actionType = "ActionType"
    }
}

/// A probe that gets a page.
public struct HTTPGetAction: Codable, Hashable, Sendable {
    public var path: String?
    public var port: Int?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case path = "Path"
        case port = "Port"
    }
}

/// A probe that runs a command.
public struct ExecAction: Codable, Hashable, Sendable {
    public var command: [String]?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case command = "Command"
    }
}

/// A probe that opens a connection.
public struct TCPSocketAction: Codable, Hashable, Sendable {
    public var port: Int?

    public init() {}

    private enum CodingKeys: String, CodingKey {
        case port = "Port"
    }
}
