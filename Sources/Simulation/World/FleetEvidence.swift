public import Autoscaling
public import CivilTime
import Persistence
import SimulatedCloud

/// What a fleet's days left behind at the two ends that an operator can look at: the rows of the store, and the changes
/// that the cloud took.
public struct FleetEvidence: Sendable {
    /// A change that the cloud took.
    public struct Change: Sendable {
        public var at: Instant
        public var modification: Modification
    }

    /// What the store holds at the end, by due time.
    public var rows: [Occurrence]
    public var changes: [Change]
    /// How often the daemon was started.
    public var starts: Int
}

extension FleetWorld {
    /// Runs `fleet` through ordinary days: with delays on the network, on the disk and of the services, and with a
    /// daemon that is killed now and then, but without faults.
    ///
    /// - Parameter observed: how the services stand at `start`.
    /// - Throws: what Tide did that it never may.
    public static func evidence(
        of fleet: FleetConfiguration, from start: Instant, to end: Instant, observed: [Observation], seed: UInt64,
        crashes: Int
    ) throws(Violation) -> FleetEvidence {
        var timing = ServiceTiming()
        timing.pending = .seconds(3)
        timing.waiting = .seconds(5)
        timing.stopping = .seconds(5)
        var account = Account(assumedFor: fleet, at: start, observed: observed, timing: timing)
        account.log = []
        let plan = WorldPlan(
            seed: seed, configuration: fleet, account: account, crashes: crashes, from: start,
            // What came due by the end gets the time that it needs.
            to: end + .seconds(3_600))
        let (world, violation) = plan.outcome(isRecording: false)
        if let violation { throw violation }
        let rows = world.disk.store.state.history(HistoryQuery(limit: .max))
        return FleetEvidence(
            rows: rows.reversed().filter { $0.id.instant <= end }, changes: world.account.log ?? [],
            starts: world.life)
    }
}
