public import CivilTime
public import TIONE

/// What of a service is told when it changes.
public struct ServiceSummary: Hashable, Sendable {
    public var status: Service.Status
    /// Instances wanted.
    public var replicas: Int
    public var ready: Int
}

/// A change of a service that happened, by request or by itself.
public struct ServiceChange: Hashable, Sendable {
    public var at: Instant
    public var serviceId: String
    public var before: ServiceSummary
    public var after: ServiceSummary
}
