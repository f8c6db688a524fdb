public import CivilTime
import CronSchedule

/// One entry for the journal, with the fields that it always has; nil becomes `-`.
public struct Report: Hashable, Sendable {
    public var kind: EventKind
    /// The kind's own, but lower where the same kind is of less weight.
    public var level: EventKind.Level
    private var text: Text
    /// The file's stem; leads the message.
    public var service: String?
    /// TIDE_SERVICE_ID
    public var serviceId: String?
    /// TIDE_JOB
    public var job: String?
    /// TIDE_ACTION: SCALE, STOP or RESUME.
    public var action: String?
    /// TIDE_TARGET: `8`, `2-6`, `stopped` or `running`.
    public var target: String?
    /// TIDE_SCHEDULED_AT
    public var scheduledAt: Instant?
    /// TIDE_ATTEMPT
    public var attempt: Int?
    /// TIDE_REQUEST_ID
    public var requestId: String?
    /// TIDE_ERROR_CODE
    public var errorCode: String?
    /// TIDE_OUTCOME: ``Outcome/word``.
    public var outcome: String?
    /// TIDE_REASON: its sentence; without one the message is the reason.
    public var reason: Reason?

    public init(_ kind: EventKind, _ message: String) {
        self.init(kind, .said(message))
    }

    private init(_ kind: EventKind, _ text: Text) {
        self.kind = kind
        self.level = kind.level
        self.text = text
    }

    public var message: String {
        get { text.sentence(of: self) }
        set { text = .said(newValue) }
    }

    /// An entry about a service, its event and what became of it.
    public init(_ kind: EventKind, _ message: String, service: String, occurrence: Occurrence) {
        self.init(kind, .said(message), service: service, occurrence: occurrence)
    }

    /// - Parameter reason: Where it is another than the event's.
    init(
        _ kind: EventKind, _ text: Text, service: String, occurrence: Occurrence, reason: Reason? = nil,
        code: String? = nil, level: EventKind.Level? = nil
    ) {
        self.kind = kind
        self.level = level ?? kind.level
        self.text = text
        self.service = service
        serviceId = occurrence.id.serviceId
        job = occurrence.id.cause.description
        action = occurrence.target.action.rawValue
        target = occurrence.target.size.map(\.description) ?? (occurrence.target == .stop ? "stopped" : "running")
        scheduledAt = occurrence.id.instant
        attempt = occurrence.attempts
        requestId = occurrence.requestId
        outcome = occurrence.outcome?.word
        if let code {
            errorCode = code
        } else if case .failed(let code, _, _) = occurrence.outcome {
            errorCode = code
        }
        self.reason = reason ?? occurrence.reason
    }

    /// The structured fields, every one always present, so that a catalog entry never shows a bare name.
    public var fields: [(name: String, value: String)] {
        [
            ("TIDE_SERVICE_ID", serviceId ?? "-"),
            ("TIDE_SERVICE", service ?? "-"),
            ("TIDE_JOB", job ?? "-"),
            ("TIDE_ACTION", action ?? "-"),
            ("TIDE_TARGET", target ?? "-"),
            ("TIDE_SCHEDULED_AT", scheduledAt.map { $0.rfc3339() } ?? "-"),
            ("TIDE_ATTEMPT", attempt.map { "\($0)" } ?? "-"),
            ("TIDE_REQUEST_ID", requestId ?? "-"),
            ("TIDE_ERROR_CODE", errorCode ?? "-"),
            ("TIDE_OUTCOME", outcome ?? "-"),
            ("TIDE_REASON", reason?.sentence ?? message),
        ]
    }
}

extension Report {
    /// What the message says. What is said of every event is put into words by whoever takes the report down: its facts
    /// stand in the report.
    enum Text: Hashable, Sendable {
        case said(String)
        /// It has come due, as the clock shows it in this zone; what will undo it, where that must be said.
        case due(Cause, TimeZoneRules, undoing: String?)
        case sent(Modification.Change)
        case accepted(Modification.Change)
        case ended(Cause)

        fileprivate func sentence(of report: Report) -> String {
            switch self {
            case .said(let sentence): return sentence
            case .due(let cause, let zone, let undoing):
                let instant = report.scheduledAt.map { $0.rfc3339(in: zone) } ?? "-"
                let undoing = undoing.map { "; \($0)" } ?? ""
                return "\(report.event(of: cause)) due \(instant): \(report.because)\(undoing)"
            case .sent(let change):
                return "\(report.subject): \(change.words) sent, attempt \(report.attempt ?? 0): \(report.because)"
            case .accepted(let change): return "\(report.subject): \(change.words) accepted"
            case .ended(let cause):
                return "\(report.event(of: cause)) \(report.outcome ?? "ended"): \(report.because)"
            }
        }
    }

    private var subject: String { service ?? "-" }
    private var because: String { reason?.sentence ?? "-" }
    /// `chat: SCALE 8 of morning-peak`, or of what an operator asked for `chat: SCALE 8 (override)`.
    private func event(of cause: Cause) -> String {
        let what = action == ServiceAction.scale.rawValue ? "SCALE \(target ?? "-")" : action ?? "-"
        if case .command = cause { return "\(subject): \(what) (\(cause))" }
        return "\(subject): \(what) of \(cause)"
    }
}
