public import CivilTime
public import TIONE

/// What the outside tells the engine.
public enum Input: Sendable {
    /// First of all inputs: what the store held, and a seed for the jitter of retries.
    case started(StoredState, seed: UInt64)
    /// At the start and after each reload: the whole of what is in force.
    case configured(FleetConfiguration)
    /// The timer on the wall clock came due, or that clock was stepped.
    case wallTimerDue
    /// The timer on CLOCK_BOOTTIME came due.
    case monotonicTimerDue
    case callEnded(CallID, CallReport)
    /// Every record up to and including this sequence number survives a power cut.
    case persisted(upTo: UInt64)
    /// Records after the last `persisted` could not be written; the sentence says why.
    case persistingFailed(String)
    /// The store takes records again: everything that is not durable is emitted anew.
    case storeHealed
    /// Whether calls can be signed at all; the sentence says what is missing.
    case credentials(available: Bool, String)
    case command(CommandID, Command, by: Actor)
    /// A program beside the daemon wants to make one call of this action. Answered by `lend` once it may; given back by
    /// `slotReturned`, whether or not it was lent meanwhile.
    case slotAsked(LoanID, Action)
    /// The borrowed slot's call has ended, or its program is gone.
    case slotReturned(LoanID)
    /// Gained or lost the lead among several hosts. A single host leads from the start.
    case leadership(Bool)
}

/// Names a call while it is in flight.
public struct CallID: Hashable, Sendable, Comparable {
    public var value: UInt64

    public init(_ value: UInt64) { self.value = value }

    public static func < (a: CallID, b: CallID) -> Bool { a.value < b.value }
}

/// How the one attempt at a call ended.
public struct CallReport: Sendable {
    public enum Outcome: Sendable {
        /// ModifyModelService was accepted.
        case modified
        /// DescribeModelService; nil where the reply holds no Service.
        case service(Observation?)
        /// One page of DescribeModelServiceGroups, every version of every group in it.
        case page([Observation], totalCount: Int)
        case failed(APIError)
        /// Provably never reached the server: refused connection, failed look-up or TLS handshake, no credentials.
        case notSent(String)
        /// May have been acted on or not: time-out, dropped connection, HTTP status other than 200, unreadable body.
        case unknown(String)
    }

    public var outcome: Outcome
    public var requestId: String?
    /// When the request was handed to the transport.
    public var sentAt: MonotonicInstant
    /// When the reply had arrived or the connection was closed.
    public var endedAt: MonotonicInstant
    /// The reply's `Date`, where it had one; whole seconds.
    public var serverDate: Instant?
    /// The reply parsed, held a RequestId and came over verified TLS or loopback, so that its `Date` can judge the
    /// clock.
    public var isTrustworthy: Bool
    /// It was not sent because there were no credentials to sign it with.
    public var isUnsigned: Bool

    public init(
        outcome: Outcome, requestId: String? = nil, sentAt: MonotonicInstant, endedAt: MonotonicInstant,
        serverDate: Instant? = nil, isTrustworthy: Bool = false, isUnsigned: Bool = false
    ) {
        self.isUnsigned = isUnsigned
        self.outcome = outcome
        self.requestId = requestId
        self.sentAt = sentAt
        self.endedAt = endedAt
        self.serverDate = serverDate
        self.isTrustworthy = isTrustworthy
    }
}
