public import CivilTime

/// What made an event: a job by its name, the scheduled stop, or an operator.
public enum Cause: Hashable, Codable, Sendable, CustomStringConvertible {
    case job(String)
    case scheduledAction
    /// `tidectl run`, an override or its end, `ApplyOnLoad=`, a reverted manual change; the text says which.
    case command(String)

    /// Whether it puts a service where its schedule wants it, whoever or whatever had moved it.
    package var isReturnToSchedule: Bool {
        switch self {
        case .command("override ended"), .command("ApplyOnLoad"), .command("revert"): true
        case .command, .job, .scheduledAction: false
        }
    }

    /// As the lists show it in their JOB column.
    public var description: String {
        switch self {
        case .job(let name): name
        case .scheduledAction: "ScheduledAction"
        case .command(let what): what
        }
    }
}

/// Identifies an occurrence: with its final outcome in the store it never starts again.
public struct OccurrenceID: Hashable, Codable, Sendable {
    public var serviceId: String
    public var cause: Cause
    /// When it was due, by the trusted clock.
    public var instant: Instant

    public init(serviceId: String, cause: Cause, instant: Instant) {
        self.serviceId = serviceId
        self.cause = cause
        self.instant = instant
    }
}

/// One firing of a job or one scheduled stop, and what became of it: a row of history.
public struct Occurrence: Hashable, Codable, Sendable {
    public var id: OccurrenceID
    /// The local time that the expression names, before any shift by a clock change; orders ties.
    public var nominal: CivilDateTime?
    public var target: Target
    /// What the events folded into this one ask for together.
    public var goal: Goal
    /// When the engine took it up.
    public var openedAt: Instant?
    /// When it was opened once more after it had failed, the newest time.
    public var reopenedAt: Instant?
    /// When its first call was sent; where none could be, when the first was to be.
    public var startedAt: Instant?
    /// When the API accepted its last call.
    public var acceptedAt: Instant?
    /// When it ended, converged or not; for *stuck*, when it was found so.
    public var endedAt: Instant?
    /// ModifyModelService calls made for it, those included that could not be sent.
    public var attempts = 0
    /// Of these the ones that never left: no connection, no signature.
    public var unsent = 0
    /// nil while open.
    public var outcome: Outcome?
    /// Why it ended so, or what it waits for.
    public var reason: Reason
    /// RequestId of the newest answer to one of its calls.
    public var requestId: String?
    /// How many older occurrences of the same service this row stands for besides itself, where too many were missed
    /// to keep a row for each.
    public var folded = 0

    public init(id: OccurrenceID, nominal: CivilDateTime?, target: Target, goal: Goal, reason: Reason) {
        self.id = id
        self.nominal = nominal
        self.target = target
        self.goal = goal
        self.reason = reason
    }
}

/// How an occurrence ended.
public enum Outcome: Hashable, Codable, Sendable {
    /// Called for, accepted, and observed in its target. `clamped` where a guard rail changed the size.
    case applied(clamped: Clamp?)
    /// Nothing had to be called: the service was there.
    case alreadyThere
    /// A newer event of the service came before it had ended.
    case superseded(by: OccurrenceID)
    /// Somebody changed the service while the event was open.
    case supersededByManualChange
    /// By this line of `ExcludeDates=`.
    case excluded(by: String)
    case skipped(SkipReason)
    /// `DryRun=`: it ended where it would have called.
    case dryRun
    /// For good, with the API's own error.
    case failed(code: String, message: String, requestId: String?)
    /// Accepted, but not in its target within `ConvergeTimeoutSec=`; still watched.
    case stuck
    /// Its job or service left the configuration while it was open, or an operator dropped it.
    case dropped

    public enum SkipReason: String, Hashable, Codable, Sendable {
        case deadline, paused, disabled, stoppedUntilChanged, clock
    }

    /// As shown in RESULT and in TIDE_OUTCOME.
    public var word: String {
        switch self {
        case .applied(clamped: nil): "applied"
        case .applied(let clamp?): "applied (clamped \(clamp))"
        case .alreadyThere: "already-there"
        case .superseded, .supersededByManualChange: "superseded"
        case .excluded: "excluded"
        case .skipped: "skipped"
        case .dryRun: "dry-run"
        case .failed: "failed"
        case .stuck: "stuck"
        case .dropped: "dropped"
        }
    }
}

/// A size that a guard rail changed.
public struct Clamp: Hashable, Codable, Sendable, CustomStringConvertible {
    public var from: Size
    public var to: Size

    public init(from: Size, to: Size) {
        self.from = from
        self.to = to
    }

    public var description: String { "\(from)→\(to)" }
}
