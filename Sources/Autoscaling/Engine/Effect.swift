public import CivilTime
public import TIONE

/// What the engine asks of the outside, in this order within a turn. Small: large fleets give lists of 100,000.
public enum Effect: Sendable {
    /// One timer on the host's wall clock, replacing the one before; nil disarms it.
    case armWallTimer(Instant?)
    /// One timer on CLOCK_BOOTTIME, replacing the one before; nil disarms it.
    case armMonotonicTimer(MonotonicInstant?)
    /// Send this now, once.
    indirect case call(Call)
    /// Write this; all records of one turn in one transaction. Answered by `persisted` or `persistingFailed`.
    case persist(Record, sequence: UInt64)
    /// One entry for the journal.
    indirect case report(Report)
    /// The line for `STATUS=`.
    indirect case publishStatus(StatusLine)
    indirect case reply(CommandID, CommandReply)
    /// Whoever asked for this slot may make its call now.
    case lend(LoanID)
}

/// A call that may leave now: its slot is taken.
public struct Call: Sendable, Hashable {
    public var id: CallID
    public var request: Request
    /// The instant to sign with, by the trusted clock.
    public var signedAt: Instant
    /// What it is for, for the inspector; nil for periodic observation and probes.
    public var occurrence: OccurrenceID?
    /// Counts the ModifyModelService calls of one occurrence from 1; 1 for everything else.
    public var attempt: Int
    public var reason: Reason

    public init(
        id: CallID, request: Request, signedAt: Instant, occurrence: OccurrenceID?, attempt: Int, reason: Reason
    ) {
        self.id = id
        self.request = request
        self.signedAt = signedAt
        self.occurrence = occurrence
        self.attempt = attempt
        self.reason = reason
    }
}

/// The calls that the engine makes.
public enum Request: Hashable, Sendable {
    case modify(Modification)
    case describeService(serviceId: String)
    /// `Limit` is at most 100. The probe is one with Limit 1.
    case describeGroups(offset: Int, limit: Int)

    public var action: Action {
        switch self {
        case .modify: .modifyModelService
        case .describeService: .describeModelService
        case .describeGroups: .describeModelServiceGroups
        }
    }

    public var serviceId: String? {
        switch self {
        case .modify(let modification): modification.serviceId
        case .describeService(let serviceId): serviceId
        case .describeGroups: nil
        }
    }
}

/// A ModifyModelService request: one of STOP, RESUME, SCALE, with the fields that it needs.
public struct Modification: Hashable, Sendable, CustomStringConvertible {
    public enum Change: Hashable, Sendable {
        case stop
        case resume
        /// `ScaleMode` MANUAL
        case replicas(Int)
        /// `ScaleMode` AUTO, `ScaleStrategy` HPA
        case hpa(HpaSettings)
    }

    public var serviceId: String
    public var tiProjectId: String?
    public var change: Change
    /// HYBRID_PAID only: carried along with every SCALE, for the API takes 1 where it is missing.
    public var hybridBillingPrepaidReplicas: Int?

    public init(serviceId: String, tiProjectId: String?, change: Change, hybridBillingPrepaidReplicas: Int? = nil) {
        self.serviceId = serviceId
        self.tiProjectId = tiProjectId
        self.change = change
        self.hybridBillingPrepaidReplicas = hybridBillingPrepaidReplicas
    }

    public var serviceAction: ServiceAction {
        switch change {
        case .stop: .stop
        case .resume: .resume
        case .replicas, .hpa: .scale
        }
    }

    public var description: String {
        switch change {
        case .stop: "STOP"
        case .resume: "RESUME"
        case .replicas(let count): "SCALE \(count)"
        case .hpa(let hpa): "SCALE \(hpa.minReplicas)-\(hpa.maxReplicas)"
        }
    }
}
