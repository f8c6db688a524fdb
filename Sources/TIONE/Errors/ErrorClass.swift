/// What an API error means for the work that met it: sorted by what is done next, not by where it came from.
public enum ErrorClass: String, Codable, Hashable, Sendable, CaseIterable {
    /// Too many requests, by this program or by others of the account.
    case throttled
    /// A fault on the way or inside the API that passes by itself.
    case transient
    /// The service is changing just now.
    case busy
    /// The cloud, the account's quota or the resource group has no room.
    case capacity
    /// The key may not do this to this service.
    case permission
    /// The key, or this host, may do nothing at all.
    case credentials
    /// The account can't pay.
    case account
    /// The request is wrong; sending it again can't help.
    case permanent
}

extension ErrorClass {
    /// The class of an API error code: that of the code itself, else that of what stands before its last dot and so
    /// on up to its first part, else ``permanent``.
    public init(code: String) {
        self = KnownError.nearest(to: code)?.errorClass ?? .permanent
    }

    /// What the daemon does about it, for the operator to read.
    public var treatment: String {
        switch self {
        case .throttled:
            "lowers the rate of the action, waits its turn and sends again; it is no failure of the service"
        case .transient:
            "sends again after 1 s and then after growing random waits of at most 60 s, until it succeeds or a later "
                + "event takes its place"
        case .busy:
            "observes the service, then sends again as for a transient error"
        case .capacity:
            "warns at once and tries every 60 s; also at once when a service of the same resource group or instance "
                + "type gives capacity back"
        case .permission:
            "warns once and tries this service every 60 s; other services go on"
        case .credentials:
            "warns once and stops sending for every service but for a probe each 60 s; goes on by itself when the "
                + "probe is answered otherwise or the credentials are reloaded"
        case .account:
            "warns and tries every 60 s"
        case .permanent:
            "gives this event up at once, records why and warns hourly until the service next reaches a target; later "
                + "events are tried; a change of the service's file, or tidectl retry, tries once more"
        }
    }
}
