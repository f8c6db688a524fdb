public import Autoscaling
public import CivilTime

/// What schedules bring about while nothing goes wrong: the real engine driven through virtual time against an ideal
/// cloud.
public struct Timeline: Sendable {
    /// By due time.
    public var events: [TimelineEvent]
    public var from: Instant
    public var to: Instant

    /// Runs `fleet` from `from` to `to`.
    ///
    /// Dry run is left out of account: a plan shows what the schedules ask for.
    ///
    /// - Parameter observed: How the services stand at `from`; a service that is not among them is assumed to stand
    ///   where its schedule's newest event before `from` put it, or else to run with one instance.
    public static func ideal(
        of fleet: FleetConfiguration, from: Instant, to: Instant, observed: [Observation] = []
    ) -> Timeline {
        var world = IdealWorld(fleet, from: from, observed: observed)
        world.run(to: to)
        let events = world.events.values.filter { $0.occurrence.id.instant > from && $0.occurrence.id.instant <= to }
        return Timeline(events: events.sorted(by: TimelineEvent.precedes), from: from, to: to)
    }
}

/// One event of a timeline.
public struct TimelineEvent: Sendable {
    /// The file's stem.
    public var service: String
    /// With its outcome and reason; nil in `outcome` where the timeline ends before it did.
    public var occurrence: Occurrence
    /// How the service stood before it; nil where it is not in the account, or where the event never got so far.
    public var before: Observation?
    /// What was called for it, in order.
    public var calls: [Modification]

    static func precedes(_ a: TimelineEvent, _ b: TimelineEvent) -> Bool {
        let first = a.occurrence.id
        let second = b.occurrence.id
        if first.instant != second.instant { return first.instant < second.instant }
        return a.service != b.service
            ? a.service < b.service : first.cause.description < second.cause.description
    }
}
