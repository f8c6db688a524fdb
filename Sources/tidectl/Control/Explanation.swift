import CivilTime
import Control

/// Why a service is in a state at one time: `tidectl explain --json`.
struct Explanation: Encodable {
    /// How far back the deciding event is looked for, in seconds: events come at least once a week, mostly.
    static let lookBack: Int64 = 35 * 86_400

    var at: Timestamp
    var service: String
    var serviceId: String
    /// Whether what decides is foreseen rather than recorded.
    var isForeseen: Bool
    /// Whether the time is still to come and no event that falls due until then changes what holds now: ``decidedBy`` is
    /// what the daemon has recorded so far.
    var isUnchangedUntilThen: Bool
    /// The newest event that had a say; null where there was none.
    @OrNull var decidedBy: HistoryEntry?
    /// Events that it superseded, newest first.
    var lost: [HistoryEntry]
    /// Later events that changed nothing: excluded, skipped, dropped, dry run.
    var passedOver: [HistoryEntry]
    /// Calls made for the deciding event that the daemon still remembers, oldest first.
    var calls: [CallEntry]
    @OrNull var waits: String?
    @OrNull var pause: HoldStatus?
    @OrNull var override: OverrideStatus?
    @OrNull var next: ServiceSummary.Next?
    var warnings: [String]

    init(at instant: Instant, status: ServiceStatus, history: [HistoryEntry], calls: [CallEntry]) {
        at = Timestamp(instant)
        service = status.summary.service
        serviceId = status.summary.serviceId
        isForeseen = false
        isUnchangedUntilThen = false
        var entries = history
        // What is open stands in the service's own record until it ends.
        if let open = status.summary.open, !entries.contains(where: { $0.due == open.due && $0.job == open.job }) {
            entries.insert(open, at: 0)
        }
        entries = entries.filter { $0.due.instant <= instant }.sorted { $0.due > $1.due }
        let decider = entries.first { $0.hasSay }
        decidedBy = decider
        let name = decider.map { "\($0.job) at \($0.due)" }
        lost = entries.filter { $0.supersededBy != nil && $0.supersededBy == name }
        passedOver = entries.filter { entry in
            !entry.hasSay && entry.supersededBy == nil && decider.map { entry.due >= $0.due } ?? true
        }
        self.calls = calls.filter { $0.event != nil && $0.event == name }
        let summary = status.summary
        waits = summary.open.map { $0.due == decider?.due } == true ? summary.waits : nil
        pause = summary.pause
        override = summary.override
        next = summary.next
        warnings = summary.warnings
    }

    /// - Parameters:
    ///   - events: those from now on.
    ///   - present: why the service is as it is now, where the daemon could be asked.
    init(
        at instant: Instant, service: String, serviceId: String, events: [Plan.Event], present: Explanation? = nil
    ) {
        at = Timestamp(instant)
        self.service = service
        self.serviceId = serviceId
        let entries = events.filter { $0.at <= instant }.sorted { $0.at > $1.at }.map(HistoryEntry.init)
        let decider = entries.first { $0.hasSay }
        decidedBy = decider
        let same = decider.map { decider in entries.filter { $0.due == decider.due && $0.outcome == "superseded" } }
        lost = same ?? []
        passedOver = entries.filter { entry in
            !entry.hasSay && entry.outcome != "superseded" && decider.map { entry.due >= $0.due } ?? true
        }
        calls = []
        warnings = []
        isForeseen = decider != nil
        isUnchangedUntilThen = decider == nil
        guard decider == nil, let present else { return }
        decidedBy = present.decidedBy
        lost = present.lost
        passedOver += present.passedOver
        calls = present.calls
        (waits, pause, override, next) = (present.waits, present.pause, present.override, present.next)
        warnings = present.warnings
    }
}

extension HistoryEntry {
    /// Whether it decides the state of its service, or tries to.
    fileprivate var hasSay: Bool {
        guard let outcome else { return true }
        return outcome.hasPrefix("applied") || ["already-there", "stuck", "failed", "open"].contains(outcome)
    }

    fileprivate init(_ event: Plan.Event) {
        self.init(
            service: event.service, serviceId: event.serviceId, job: event.job, action: event.action,
            target: event.target, due: Timestamp(event.at), attempts: event.calls, outcome: event.outcome,
            reason: event.remarks.joined(separator: "; "))
    }
}

/// The same for people.
struct ExplanationReport {
    let explanation: Explanation
    let time: TimeText
    let terminal: Terminal

    init(_ explanation: Explanation, time: TimeText, terminal: Terminal) {
        self.explanation = explanation
        self.time = time
        self.terminal = terminal
    }

    var lines: [String] {
        let heading = "\(explanation.service) - \(explanation.serviceId) at \(time.full(explanation.at.instant))"
        let style = explanation.warnings.isEmpty ? outcomeStyle(explanation.decidedBy?.outcome) : .red
        var properties = Properties(
            dot: style == .plain ? .green : style, heading: heading, terminal: terminal)
        if let decider = explanation.decidedBy {
            let what = "\(actionText(decider.action, decider.target)) of \(decider.job)"
            properties.add("Decided by", "\(what), due \(time.full(decider.due.instant))", .bold)
            let outcome = explanation.isForeseen ? "foreseen: \(decider.outcome ?? "open")" : decider.outcome ?? "open"
            properties.add("Outcome", outcome, outcomeStyle(decider.outcome))
            properties.add("Because", decider.reason)
            if let code = decider.errorCode, !decider.reason.contains(code) {
                let request = "RequestId \(decider.requestId ?? "-")"
                properties.add("Error", "\(code): \(decider.errorMessage ?? ""), \(request)", .red)
            }
            properties.add("Life", life(of: decider))
            if decider.folded > 0 { properties.add("Stands for", "\(decider.folded) older missed events as well") }
        } else if explanation.isUnchangedUntilThen {
            properties.add("Decided by", "no event that falls due from now until then; the service stays as it is now")
        } else {
            properties.add("Decided by", "no event; the service is as it was found")
        }
        if explanation.isUnchangedUntilThen, explanation.decidedBy != nil {
            properties.add("Until then", "no event falls due that changes it")
        }
        properties.add("Waits for", explanation.waits, .yellow)
        properties.add("Lost", explanation.lost.map { (Self.short($0, time), .grey) })
        properties.add("Passed over", explanation.passedOver.prefix(10).map { (Self.short($0, time), .grey) })
        properties.add("Paused", explanation.pause.map { holdText($0, time) }, .yellow)
        if let override = explanation.override {
            let end = endText(override.until.end, time)
            properties.add("Override", "\(override.goal) by \(override.by), \(end)", .yellow)
        }
        properties.add("Warning", explanation.warnings.map { ($0, .red) })
        if let next = explanation.next {
            let at = next.at.instant
            let what = actionText(next.action, next.target)
            properties.add("Next", "\(what) at \(time.full(at)); \(time.relative(at)) (\(next.job))")
        }
        properties.add("Calls", explanation.calls.map { (call($0), $0.hasFailed ? .red : .plain) })
        return properties.lines
    }

    private func life(of entry: HistoryEntry) -> [(text: String, style: Style)] {
        let steps: [(String, Timestamp?)] = [
            ("taken up", entry.opened), ("first call sent", entry.started), ("accepted", entry.accepted),
            ("ended", entry.ended),
        ]
        return steps.compactMap { name, at in
            at.map { at in
                let delay = at.instant - entry.due.instant
                return ("\(name) \(time.full(at.instant)), \(TimeText.span(delay)) after it was due", .plain)
            }
        }
    }

    private func call(_ call: CallEntry) -> String {
        let milliseconds = Int((call.latencySeconds * 1000).rounded())
        let message = call.message.map { ", \($0)" } ?? ""
        return "\(time.short(call.at.instant)) \(call.action): \(call.outcome) in \(milliseconds) ms\(message),"
            + " RequestId \(call.requestId ?? "-"): \(call.reason)"
    }

    private static func short(_ entry: HistoryEntry, _ time: TimeText) -> String {
        let what = "\(actionText(entry.action, entry.target)) of \(entry.job), due \(time.full(entry.due.instant))"
        return "\(what): \(entry.outcome ?? "open") (\(entry.reason))"
    }
}
