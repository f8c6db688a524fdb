import Autoscaling
import CivilTime

/// What the oracle keeps of one service: what the daemon was told, what it did, what it saw, and what it owes.
///
/// A class, for it is looked up with every observation and must not be copied then.
final class Book {
    let serviceId: String

    // What the daemon was told
    var schedule: ServiceSchedule?
    var versions: [JobVersion] = []
    /// Goals that an operator's command asked for.
    var commandedGoals: [Goal] = []
    var pauses: [HoldSpan] = []
    var overrides: [HoldSpan] = []
    var retriedAt: Instant?
    var droppedAt: Instant?
    /// The configuration changed: a failed event may be opened once more.
    var reloadedAt: Instant?
    /// Guard rails that a reload replaced, and when.
    var earlierRails: [(rails: GuardRails, until: Instant)] = []
    /// When a reload ended its dry run.
    var wasDryRunUntil: Instant?

    // What it keeps
    /// Rows of history that are durable.
    var rows: [OccurrenceID: Occurrence] = [:]
    /// Rows handed to the store since the daemon started, durable or not.
    var emitted: [OccurrenceID: Occurrence] = [:]
    /// Rows after a watermark that was pulled back: their instants come once more.
    var dueAnew: Set<OccurrenceID> = []
    var durableRecord: ServiceRecord?
    /// Its newest record handed to the store since the daemon started, durable or not.
    var emittedRecord: ServiceRecord?
    /// An override ended in dry run, in which nothing returns to the schedule: its watermark then.
    var leftAt: Instant?
    /// The size in which the service was seen when an event last ended in its target: what a revert returns to, though
    /// the guard rails that made it may be others by then.
    var arrivedAs: Size?
    /// The open event in whose target the service was seen, where a change by hand is reverted.
    var seenInTargetOf: OccurrenceID?
    /// Everything up to here has been found accounted for.
    var accountedUpTo: Instant?
    /// Occurrences that must have an outcome in the end, and why.
    var owed: [OccurrenceID: String] = [:]
    /// Older firings that a durable row stands for besides itself and that no firing was charged to yet.
    var foldedCredit = 0

    // What it did and saw
    var modifyInFlight: CallID?
    var modifyEndedAt: Instant?
    /// The newest ModifyModelService ended without an answer, and no observation came since.
    var isBlind = false
    var seen: Sighting?
    /// Describe calls for it failed since then without one success.
    var unseenSince: Instant?
    var attempts: [OccurrenceID: Int] = [:]
    /// Occurrences for which the running daemon, not one before it, made a call.
    var callsOfThisLife: Set<OccurrenceID> = []
    /// Occurrences for which a daemon before it made a call that no durable record knows of.
    var unwritten: Set<OccurrenceID> = []
    /// When it was last seen to be missing from the account.
    var missingAt: Instant?
    var errorCodes: [OccurrenceID: Set<String>] = [:]

    // What others did
    var manualChanges: [Instant] = []

    init(serviceId: String) { self.serviceId = serviceId }

    /// An observation that the daemon was given.
    struct Sighting {
        var observation: Observation
        /// True time at which its request was sent.
        var askedAt: Instant
        var deliveredAt: Instant
    }

    func row(_ id: OccurrenceID) -> Occurrence? { emitted[id] ?? rows[id] }

    /// Everything that a job has asked for: an open event follows a change of its job, of its times too.
    func targets(of cause: Cause) -> [Target] {
        versions.filter { $0.cause == cause }.flatMap(\.targets)
    }

    /// The versions of a job that fired at `instant`, newest first.
    func versions(of id: OccurrenceID) -> [JobVersion] {
        versions.reversed().filter { $0.cause == id.cause && $0.firing(at: id.instant) != nil }
    }
}

/// A pause, freeze or override as an operator saw it begin and end, in true time.
struct HoldSpan {
    var began: Instant
    var skips = false
    /// When it ends by itself.
    var until: HoldEnd
    /// It was to last until the next event.
    var isUntilNextEvent = false
    /// When an operator ended it.
    var ended: Instant?
    /// The last record of the turn that began it.
    var sequence: UInt64
    /// That record is durable, and the daemon knows.
    var isDurable = false
}
