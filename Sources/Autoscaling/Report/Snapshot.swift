public import CivilTime

/// The state of everything at one moment, for `tidectl`.
public struct FleetSnapshot: Codable, Sendable {
    /// Which clock events go by.
    public enum Clock: Codable, Sendable, Hashable {
        /// No answer has judged the host's clock yet; no new event begins.
        case unsettled
        /// The host's clock is trusted; `offset` is what the newest answer said, server less host.
        case local(offset: Duration?)
        /// The API's time is trusted; the host's clock is off by `offset`, server less host.
        case api(offset: Duration)
    }

    /// The limiter of one action.
    public struct Rate: Codable, Sendable, Hashable {
        public var action: String
        /// Calls in any second that the configuration allows.
        public var limit: Int
        /// What throttling leaves of it.
        public var current: Int
        /// Calls that were sent and have not ended.
        public var inFlight: Int
        /// Calls that wait for a slot.
        public var waiting: Int
    }

    /// Whether the API answers, an error being an answer.
    public struct API: Codable, Sendable, Hashable {
        /// When the first call ended that has had no answer since; nil where the newest had one.
        public var failingSince: Instant?
        /// Why the newest call had none.
        public var problem: String?
        /// So many calls in a row had none that it is no accident.
        public var isUnreachable: Bool
        /// So many calls in a row could not be signed: no credentials can be had.
        public var isUnsigned: Bool
        /// nil before the first.
        public var lastAnswer: Instant?

        package init(
            failingSince: Instant?, problem: String?, isUnreachable: Bool, isUnsigned: Bool, lastAnswer: Instant?
        ) {
            self.failingSince = failingSince
            self.problem = problem
            self.isUnreachable = isUnreachable
            self.isUnsigned = isUnsigned
            self.lastAnswer = lastAnswer
        }
    }

    /// The trusted time.
    public var at: Instant
    public var statusLine: String
    public var isDryRun: Bool
    public var freeze: Hold?
    public var isLeader: Bool
    public var clock: Clock
    /// Why no call can be signed; nil where it can.
    public var credentialsProblem: String?
    public var api: API
    /// False after a failed write, until the store has healed.
    public var isDurable: Bool
    public var rates: [Rate]
    public var services: [ServiceSnapshot]
}

/// One service, as the engine sees it.
public struct ServiceSnapshot: Codable, Sendable {
    public struct Job: Codable, Sendable {
        public var cause: Cause
        public var target: Target
        public var isEnabled: Bool
        /// The next instant that no exclusion takes out; nil if there is none.
        public var next: Instant?
        /// Its newest firing that was taken up, or is held back.
        public var last: Instant?
        /// How that ended; `open` or `held` while it has not.
        public var result: String?
        /// Identifier of the zone that it fires in.
        public var zone: String
    }

    public var name: String
    public var serviceId: String
    public var isEnabled: Bool
    public var isDryRun: Bool
    public var jobs: [Job]
    /// The open event; nil where there is none.
    public var intent: Intent?
    /// The newest event that ended.
    public var last: Occurrence?
    /// What the schedule's newest event asked for.
    public var goal: Goal?
    /// nil before the first.
    public var observation: Observation?
    /// When it was observed, by the trusted clock.
    public var observedAt: Instant?
    /// What the open event waits for.
    public var waits: Reason?
    public var pause: Hold?
    public var override: Override?
    /// The freeze that holds it along with all others.
    public var freeze: Hold?
    /// While its scheduled stop holds all its jobs: the identity of the schedule under which it does; else nil.
    public var stoppedUntilChanged: String?
    /// Events that are due and held back by these, the newest first: of each job the newest, which stands for the older
    /// ones. Without outcome; the reason says what holds them.
    public var held: [Occurrence]
    /// What the end of the holds brings; only where it was asked for.
    public var release: Release?
    /// Standing conditions, a sentence each: missing in the account, a second scheduler, a failed event.
    public var warnings: [String]
}

/// What the end of the holds on a service brings, as far as its schedule tells now.
public struct Release: Codable, Sendable {
    /// When the last of them ends; nil where an operator must end one.
    public var at: Instant?
    /// The event that decides then, or would if they ended now; nil where none has fallen due by then. With an outcome
    /// where the event will not be made good.
    public var event: Occurrence?
    /// What the service goes to then; nil where it stays as it is.
    public var goal: Goal?

    public init(at: Instant? = nil, event: Occurrence? = nil, goal: Goal? = nil) {
        self.at = at
        self.event = event
        self.goal = goal
    }
}
