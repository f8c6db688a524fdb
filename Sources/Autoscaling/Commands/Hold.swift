public import CivilTime

/// A pause or a freeze: events wait while it lasts.
public struct Hold: Hashable, Codable, Sendable {
    public var by: Actor
    /// The operator's words; empty where there are none.
    public var reason: String
    /// By the trusted clock, as all instants here.
    public var since: Instant
    public var until: HoldEnd
    /// `pause --skip`: what falls into it is recorded as skipped. Never of a freeze.
    public var skips: Bool

    public init(by: Actor, reason: String, since: Instant, until: HoldEnd, skips: Bool) {
        self.by = by
        self.reason = reason
        self.since = since
        self.until = until
        self.skips = skips
    }
}

/// What a pause with `--skip` took out: whatever fires after ``since`` and up to ``until``.
public struct SkippedSpan: Hashable, Codable, Sendable {
    public var by: Actor
    public var since: Instant
    public var until: Instant

    public init(by: Actor, since: Instant, until: Instant) {
        self.by = by
        self.since = since
        self.until = until
    }
}

/// A service held at a goal of an operator's.
public struct Override: Hashable, Codable, Sendable {
    public var goal: Goal
    public var by: Actor
    /// The operator's words; empty where there are none.
    public var reason: String
    public var since: Instant
    public var until: HoldEnd
    /// It may stop the service under a floor, and pass a step that `OnMaxStep=hold` holds.
    public var force: Bool

    public init(goal: Goal, by: Actor, reason: String, since: Instant, until: HoldEnd, force: Bool) {
        self.goal = goal
        self.by = by
        self.reason = reason
        self.since = since
        self.until = until
        self.force = force
    }
}
