public import Autoscaling
public import CivilTime

/// Keeps what must survive a restart: the engine's records, the history of occurrences, and the last good texts of
/// configuration files.
///
/// Every method blocks until it is done and may be called from any thread. The daemon calls ``commit(_:)`` from a queue
/// of its own, never from the engine's. ``SQLiteStore`` is the one of a single host, ``MemoryStore`` the one of
/// simulations; one over a network fits behind the same calls.
///
/// A ``StoreError`` tells by its remedy whether to go on and try again, to stop, or to have the file replaced.
public protocol Store: Sendable {
    /// Everything that the engine starts from.
    func load() throws(StoreError) -> StoredState

    /// Writes all of `records`, in their order, or none of them. When it returns they survive a power cut.
    ///
    /// After an error the same records may be given again: each replaces what the store held under its key. A later
    /// call succeeds as soon as the cause is gone; nothing needs to be reopened.
    func commit(_ records: [Record]) throws(StoreError)

    /// Writes and syncs something of no meaning, to find out whether ``commit(_:)`` would succeed by now.
    func probe() throws(StoreError)

    /// Brings what is only in a log of changes into the main file, so that a copy of that file alone holds everything.
    /// For quiet times and the end; nothing depends on it.
    func checkpoint() throws(StoreError)

    /// The occurrences that `query` asks for, newest due time first.
    func history(_ query: HistoryQuery) throws(StoreError) -> [Occurrence]

    /// Holds that are over and that held this service at `instant`, freezes among them; the newest first.
    func holds(of serviceId: String, at instant: Instant) throws(StoreError) -> [EndedHold]

    /// Deletes holds that ended before `instant`, and occurrences that ended, if they were due before it, then the
    /// oldest ones in excess of `limit`. Done in small transactions, so that commits come through in between.
    ///
    /// - Returns: how many occurrences were deleted.
    func prune(before instant: Instant, keepingAtMost limit: Int) throws(StoreError) -> Int

    /// The last good merged text of each configuration file, by file name.
    func goodTexts() throws(StoreError) -> [String: String]

    /// Keeps the texts of good files; nil forgets the file. All or none.
    func setGoodTexts(_ texts: [String: String?]) throws(StoreError)

    /// Why the last attempt to write failed; nil after one that succeeded.
    var fault: StoreError? { get }
}

/// Which occurrences to show.
public struct HistoryQuery: Hashable, Sendable {
    /// nil: of all services.
    public var serviceId: String?
    /// Due at or after this.
    public var since: Instant?
    /// Due before this.
    public var until: Instant?
    /// Only those that failed or are stuck.
    public var failedOnly = false
    /// At most so many, the newest.
    public var limit = 1000

    public init(
        serviceId: String? = nil, since: Instant? = nil, until: Instant? = nil, failedOnly: Bool = false,
        limit: Int = 1000
    ) {
        self.serviceId = serviceId
        self.since = since
        self.until = until
        self.failedOnly = failedOnly
        self.limit = limit
    }
}

extension Outcome {
    /// What `history --failed` shows.
    var isFailure: Bool {
        switch self {
        case .failed, .stuck: true
        case .applied, .alreadyThere, .superseded, .supersededByManualChange, .excluded, .skipped, .dryRun, .dropped:
            false
        }
    }
}
