public import Autoscaling
public import CivilTime
private import Synchronization

/// What a store holds, as a value: copy it to remember what was durable at one moment.
public struct MemoryState: Hashable, Sendable {
    /// By ServiceId.
    public var services: [String: ServiceRecord] = [:]
    public var fleet = FleetRecord()
    public var occurrences: [OccurrenceID: Occurrence] = [:]
    public var holds: [EndedHold.ID: EndedHold] = [:]
    /// By file name.
    public var goodTexts: [String: String] = [:]

    public init() {}

    /// What the engine starts from, services by ServiceId.
    public var stored: StoredState {
        var stored = StoredState()
        stored.services = services.values.sorted { $0.serviceId < $1.serviceId }
        stored.fleet = fleet
        return stored
    }

    /// Replaces what stands under the record's key.
    public mutating func apply(_ record: Record) {
        switch record {
        case .service(let service): services[service.serviceId] = service
        case .serviceRemoved(let serviceId): services[serviceId] = nil
        case .occurrence(let occurrence): occurrences[occurrence.id] = occurrence
        case .fleet(let fleet): self.fleet = fleet
        case .hold(let hold): holds[hold.id] = hold
        }
    }

    /// As ``Store/history(_:)``.
    public func history(_ query: HistoryQuery) -> [Occurrence] {
        let matching = occurrences.values.filter { occurrence in
            if let serviceId = query.serviceId, occurrence.id.serviceId != serviceId { return false }
            if let since = query.since, occurrence.id.instant < since { return false }
            if let until = query.until, occurrence.id.instant >= until { return false }
            return !query.failedOnly || occurrence.outcome?.isFailure == true
        }
        return Array(matching.sorted { $0.id.isNewer(than: $1.id) }.prefix(max(0, query.limit)))
    }

    /// What a store answers to `query` once it has these records, too.
    ///
    /// - Parameter rows: what it answers without them.
    public func history(_ query: HistoryQuery, over rows: [Occurrence]) -> [Occurrence] {
        guard !occurrences.isEmpty else { return rows }
        let all = history(query) + rows.filter { occurrences[$0.id] == nil }
        return Array(all.sorted { $0.id.isNewer(than: $1.id) }.prefix(max(0, query.limit)))
    }

    /// Likewise.
    public func holds(of serviceId: String, at instant: Instant, over rows: [EndedHold]) -> [EndedHold] {
        guard !holds.isEmpty else { return rows }
        let all = holds(of: serviceId, at: instant) + rows.filter { holds[$0.id] == nil }
        return all.sorted { $0.hold.since > $1.hold.since }
    }

    /// As ``Store/holds(of:at:)``.
    public func holds(of serviceId: String, at instant: Instant) -> [EndedHold] {
        holds.values.filter { $0.serviceId == nil || $0.serviceId == serviceId }
            .filter { $0.hold.since <= instant && instant < $0.endedAt }
            .sorted { $0.hold.since > $1.hold.since }
    }

    /// As ``Store/prune(before:keepingAtMost:)``.
    ///
    /// - Returns: how many occurrences were deleted.
    public mutating func prune(before instant: Instant, keepingAtMost limit: Int) -> Int {
        let before = occurrences.count
        holds = holds.filter { $0.value.endedAt >= instant }
        occurrences = occurrences.filter { $0.value.outcome == nil || $0.key.instant >= instant }
        let ended = occurrences.values.filter { $0.outcome != nil }.sorted { $0.id.isNewer(than: $1.id) }
        for excess in ended.dropFirst(max(0, limit)) { occurrences[excess.id] = nil }
        return before - occurrences.count
    }
}

extension OccurrenceID {
    /// The order of history: newest due time first, then by service and cause.
    fileprivate func isNewer(than other: OccurrenceID) -> Bool {
        if instant != other.instant { return instant > other.instant }
        if serviceId != other.serviceId { return serviceId < other.serviceId }
        return cause.storedText < other.cause.storedText
    }
}

/// A store without a disk, for simulations and tests. It keeps nothing over the end of the process.
public final class MemoryStore: Store {
    private struct Content {
        var state: MemoryState
        var failure: StoreError?
    }

    private let content: Mutex<Content>

    public init(_ state: MemoryState = MemoryState()) {
        content = Mutex(Content(state: state))
    }

    /// What is durable now. Setting it is what a crash with lost writes leaves behind.
    public var state: MemoryState {
        get { content.withLock { $0.state } }
        set { content.withLock { $0.state = newValue } }
    }

    /// While set, every write fails with it and changes nothing.
    public var fault: StoreError? {
        get { content.withLock { $0.failure } }
        set { content.withLock { $0.failure = newValue } }
    }

    public func load() throws(StoreError) -> StoredState { state.stored }

    public func commit(_ records: [Record]) throws(StoreError) {
        try write { state in
            for record in records { state.apply(record) }
        }
    }

    public func probe() throws(StoreError) { try write { _ in } }

    public func checkpoint() throws(StoreError) {}

    public func history(_ query: HistoryQuery) throws(StoreError) -> [Occurrence] { state.history(query) }

    public func holds(of serviceId: String, at instant: Instant) throws(StoreError) -> [EndedHold] {
        state.holds(of: serviceId, at: instant)
    }

    public func prune(before instant: Instant, keepingAtMost limit: Int) throws(StoreError) -> Int {
        try write { $0.prune(before: instant, keepingAtMost: limit) }
    }

    public func goodTexts() throws(StoreError) -> [String: String] { state.goodTexts }

    public func setGoodTexts(_ texts: [String: String?]) throws(StoreError) {
        try write { state in
            for (name, text) in texts { state.goodTexts[name] = text }
        }
    }

    private func write<Result>(_ change: (inout MemoryState) -> Result) throws(StoreError) -> Result {
        try content.withLock { content throws(StoreError) in
            if let failure = content.failure { throw failure }
            return change(&content.state)
        }
    }
}
