public import Autoscaling

/// One occurrence and what became of it: a row of `tidectl history`.
public struct HistoryEntry: Hashable, Codable, Sendable {
    /// The file's stem; null where the service has no file any more.
    @OrNull public var service: String?
    public var serviceId: String
    public var job: String
    public var action: String
    public var target: String
    public var due: Timestamp
    @OrNull public var opened: Timestamp?
    /// When it was tried once more after it had failed.
    @OrNull public var retried: Timestamp?
    /// When its first call was sent.
    @OrNull public var started: Timestamp?
    /// When the API accepted its last call.
    @OrNull public var accepted: Timestamp?
    @OrNull public var ended: Timestamp?
    /// ModifyModelService calls sent for it.
    public var attempts: Int
    /// Others that could not be sent: no connection, no signature.
    @OrNull public var unsent: Int?
    /// ``Outcome/word``; `held` while an operator holds it back, null while it is open.
    @OrNull public var outcome: String?
    /// Why it ended so, or what it waits for.
    public var reason: String
    /// The reason for programs.
    public var reasonCode: String
    @OrNull public var requestId: String?
    @OrNull public var errorCode: String?
    @OrNull public var errorMessage: String?
    /// `JOB at TIME`, where a later event took its place.
    @OrNull public var supersededBy: String?
    /// How many older missed occurrences the row stands for besides itself.
    public var folded: Int

    /// An event as no record tells of it: one that is foreseen, or how it stood at a time that is past.
    public init(
        service: String?, serviceId: String, job: String, action: String, target: String, due: Timestamp, attempts: Int,
        outcome: String?, reason: String
    ) {
        self.service = service
        self.serviceId = serviceId
        self.job = job
        self.action = action
        self.target = target
        self.due = due
        self.attempts = attempts
        self.outcome = outcome
        self.reason = reason
        reasonCode = ""
        folded = 0
        unsent = 0
    }

    /// - Parameter service: the stem of the service's file.
    public init(_ occurrence: Occurrence, service: String?) {
        self.service = service
        serviceId = occurrence.id.serviceId
        job = occurrence.id.cause.description
        action = occurrence.target.action.rawValue
        target = occurrence.target.word
        due = Timestamp(occurrence.id.instant)
        opened = Timestamp(occurrence.openedAt)
        retried = Timestamp(occurrence.reopenedAt)
        // Of an event whose calls all could not be sent, none was.
        let sent = max(0, occurrence.attempts - occurrence.unsent)
        started = sent > 0 ? Timestamp(occurrence.startedAt) : nil
        accepted = Timestamp(occurrence.acceptedAt)
        ended = Timestamp(occurrence.endedAt)
        attempts = sent
        unsent = occurrence.unsent
        outcome = occurrence.outcome?.word
        reason = occurrence.reason.sentence
        reasonCode = occurrence.reason.code.rawValue
        requestId = occurrence.requestId
        folded = occurrence.folded
        switch occurrence.outcome {
        case .failed(let code, let message, _):
            errorCode = code
            errorMessage = message
        case .superseded(let newer): supersededBy = "\(newer.cause) at \(Timestamp(newer.instant))"
        default: break
        }
    }
}

extension HistoryEntry {
    /// `2`, `2, 1 not sent`; empty where no call was made.
    public var callsText: String {
        let unsent = self.unsent ?? 0
        if unsent == 0 { return attempts == 0 ? "" : "\(attempts)" }
        return "\(attempts), \(unsent) not sent"
    }

    /// An event that is due and that an operator holds back.
    public init(held occurrence: Occurrence, service: String?) {
        self.init(occurrence, service: service)
        outcome = "held"
    }

    /// An event that is under way: its reason is what it waits for.
    private init(open occurrence: Occurrence, _ service: ServiceSnapshot) {
        self.init(occurrence, service: service.name)
        guard let waits = service.waits else { return }
        reason = waits.sentence
        reasonCode = waits.code.rawValue
    }

    /// Events that have not ended, for the head of history: those of these services that are open or held, newest
    /// first.
    public static func unended(in services: [ServiceSnapshot]) -> [HistoryEntry] {
        services.flatMap { service in
            service.held.map { HistoryEntry(held: $0, service: service.name) }
                + (service.intent.map { [HistoryEntry(open: $0.occurrence, service)] } ?? [])
        }.sorted { $0.due > $1.due }
    }
}
