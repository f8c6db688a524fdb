public import Autoscaling
public import CivilTime
import SimulatedCloud

/// An operator's own fleet on days as bad as a seed makes them.
public enum FleetWorld {
    /// Runs `fleet` from `start` for so many days. A service stands at first where its schedule's newest event before
    /// `start` put it.
    public static func run(
        _ fleet: FleetConfiguration, from start: Instant, days: Int, seed: UInt64, faults level: FaultLevel
    ) -> FleetStory {
        var timing = ServiceTiming()
        timing.pending = .seconds(5)
        timing.waiting = .seconds(10)
        let plan = WorldPlan(
            seed: seed, configuration: fleet,
            account: Account(assumedFor: fleet, at: start, observed: [], timing: timing), level: level, from: start,
            to: start + .seconds(86_400 * Int64(max(1, days))))
        let (world, violation) = plan.outcome(isRecording: true)
        let names = Dictionary(
            fleet.schedules.map { ($0.serviceId, $0.name) }, uniquingKeysWith: { first, _ in first })
        let events = world.oracle.order.flatMap { serviceId in
            (world.oracle.books[serviceId]?.rows.values.map { $0 } ?? []).map {
                FleetStory.Event(service: names[serviceId] ?? serviceId, occurrence: $0)
            }
        }
        return FleetStory(
            events: events.sorted(by: FleetStory.Event.precedes), trace: world.trace.lines, violation: violation,
            summary: world.summary)
    }
}

/// What happened to a fleet.
public struct FleetStory: Sendable {
    public struct Event: Sendable {
        /// The file's stem.
        public var service: String
        public var occurrence: Occurrence

        static func precedes(_ a: Event, _ b: Event) -> Bool {
            let first = a.occurrence.id
            let second = b.occurrence.id
            if first.instant != second.instant { return first.instant < second.instant }
            return (a.service, first.cause.description) < (b.service, second.cause.description)
        }
    }

    /// Rows of history, by due time.
    public var events: [Event]
    /// Everything, a line each.
    public var trace: [String]
    /// What Tide did that it never may; nil as a rule.
    public var violation: Violation?
    public var summary: WorldSummary

    /// What befell the host, the network and the cloud, a line each.
    public var faults: [String] { trace.filter { Trace.isFault($0) } }
}
