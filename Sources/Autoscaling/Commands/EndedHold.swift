public import CivilTime

/// A pause, a freeze or an override that is over: history tells by it what held a service at a time that is past.
public struct EndedHold: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case freeze, pause, override
    }

    /// No two of a kind begin in one instant.
    public struct ID: Hashable, Sendable {
        public var kind: Kind
        /// nil: of all services.
        public var serviceId: String?
        public var since: Instant
    }

    public var kind: Kind
    /// nil: of all services, by a freeze.
    public var serviceId: String?
    public var hold: Hold
    /// Of an override.
    public var goal: Goal?
    /// When its time was over, it was ended, or a newer one took its place.
    public var endedAt: Instant

    public var id: ID { ID(kind: kind, serviceId: serviceId, since: hold.since) }

    public init(_ kind: Kind, serviceId: String?, hold: Hold, goal: Goal?, endedAt: Instant) {
        self.kind = kind
        self.serviceId = serviceId
        self.hold = hold
        self.goal = goal
        self.endedAt = endedAt
    }

    /// One that ends at `instant`, or ended earlier, while the daemon was not there to see it.
    init(freeze: Hold, by instant: Instant) {
        self.init(.freeze, serviceId: nil, hold: freeze, goal: nil, endedAt: freeze.until.end(by: instant))
    }

    init(pause: Hold, of serviceId: String, by instant: Instant) {
        self.init(.pause, serviceId: serviceId, hold: pause, goal: nil, endedAt: pause.until.end(by: instant))
    }

    init(override: Override, of serviceId: String, by instant: Instant) {
        let hold = Hold(
            by: override.by, reason: override.reason, since: override.since, until: override.until, skips: false)
        self.init(
            .override, serviceId: serviceId, hold: hold, goal: override.goal, endedAt: override.until.end(by: instant))
    }
}

extension HoldEnd {
    fileprivate func end(by instant: Instant) -> Instant { self.instant.map { min($0, instant) } ?? instant }
}
