import Autoscaling
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
    @OrNull var freeze: HoldStatus?
    @OrNull var pause: HoldStatus?
    @OrNull var override: OverrideStatus?
    /// Events due by that time that these hold back, newest first.
    var held: [HistoryEntry]
    /// What the end of these brings; null where nothing holds the service, or the time is past.
    @OrNull var release: ServiceStatus.Release?
    @OrNull var api: APIStatus?
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
        entries = entries.filter { $0.due.instant <= instant && $0.outcome != "held" }.sorted { $0.due > $1.due }
        let decider = entries.first { $0.hasSay }
        decidedBy = decider
        let name = decider.map { "\($0.job) at \($0.due)" }
        lost = entries.filter { $0.supersededBy != nil && $0.supersededBy == name }
        passedOver = entries.filter { entry in
            !entry.hasSay && entry.supersededBy == nil && decider.map { entry.due >= $0.due } ?? true
        }
        let summary = status.summary
        func isInForce(_ since: Timestamp) -> Bool { since.instant <= instant }
        freeze = summary.freeze.flatMap { isInForce($0.since) ? $0 : nil }
        pause = summary.pause.flatMap { isInForce($0.since) ? $0 : nil }
        let overridden = summary.override.flatMap { isInForce($0.since) ? $0 : nil }
        override = overridden
        held = summary.held.filter { $0.due.instant <= instant }
        let isNow = instant >= status.time.instant - .seconds(2)
        release = isNow ? status.release : nil
        api = isNow ? status.api : nil
        // What an override in force has done counts, too, where a newer event has decided since.
        let overriding = overridden.flatMap { override in
            entries.last { $0.job == "override" && $0.due >= override.since }.map { "\($0.job) at \($0.due)" }
        }
        self.calls = calls.filter { $0.event != nil && ($0.event == name || $0.event == overriding) }
        waits = summary.open.map { $0.due == decider?.due } == true ? summary.waits : nil
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
        let due = events.filter { $0.at <= instant }.sorted { $0.at > $1.at }
        let isLetGo = { (event: Plan.Event) in event.outcome != "held" && (event.releasedAt ?? event.at) <= instant }
        let entries = due.filter(isLetGo).map(HistoryEntry.init)
        let newest = entries.first { $0.hasSay }
        // One that is under way decides now already, and the daemon knows more of it.
        let isRecorded = newest.map { $0.due == present?.decidedBy?.due && $0.job == present?.decidedBy?.job } ?? false
        let decider = isRecorded ? nil : newest
        decidedBy = decider
        let same = decider.map { decider in entries.filter { $0.due == decider.due && $0.outcome == "superseded" } }
        lost = same ?? []
        passedOver = entries.filter { entry in
            !entry.hasSay && entry.outcome != "superseded" && decider.map { entry.due >= $0.due } ?? true
        }
        func isInForce(_ until: HoldEndText) -> Bool {
            guard case .instant(let end) = until.end else { return true }
            return end > instant
        }
        freeze = present?.freeze.flatMap { isInForce($0.until) ? $0 : nil }
        pause = present?.pause.flatMap { isInForce($0.until) ? $0 : nil }
        override = present?.override.flatMap { isInForce($0.until) ? $0 : nil }
        let kept = due.filter { !isLetGo($0) }
        held = kept.map { event in
            var entry = HistoryEntry(event)
            entry.outcome = "held"
            return entry
        }
        release = held.first.map { newest in
            ServiceStatus.Release(at: Timestamp(kept.first?.releasedAt), event: newest, goal: nil)
        }
        isForeseen = decider != nil
        isUnchangedUntilThen = decider == nil
        calls = decider == nil ? present?.calls ?? [] : []
        warnings = decider == nil ? present?.warnings ?? [] : []
        guard decider == nil, let present else { return }
        decidedBy = present.decidedBy
        lost = present.lost
        passedOver += present.passedOver
        next = present.next.flatMap { $0.at.instant > instant ? $0 : nil }
        (waits, api) = (present.waits, present.api)
    }
}

extension HistoryEntry {
    /// Whether it decides the state of its service, or tries to.
    fileprivate var hasSay: Bool {
        guard let outcome else { return true }
        return outcome.hasPrefix("applied") || ["already-there", "stuck", "failed", "open"].contains(outcome)
    }

    /// Whether its service was seen in its target.
    fileprivate var hasArrived: Bool {
        // One that is foreseen has no end yet.
        guard let outcome, ended != nil else { return false }
        return outcome.hasPrefix("applied") || outcome == "already-there"
    }

    fileprivate init(_ event: Plan.Event) {
        self.init(
            service: event.service, serviceId: event.serviceId, job: event.job, action: event.action,
            target: event.target, due: Timestamp(event.at), attempts: event.calls, outcome: event.outcome,
            reason: event.remarks.joined(separator: "; "))
    }
}

extension Explanation {
    /// The newest event of all, where an operator or a reload gave it up: the service was left as it was.
    fileprivate var dropped: HistoryEntry? {
        guard let newest = passedOver.first, newest.outcome == "dropped", !isForeseen else { return nil }
        return newest
    }
}

extension HoldReport {
    fileprivate init(_ explanation: Explanation, time: TimeText) {
        self.init(
            freeze: explanation.freeze, pause: explanation.pause, override: explanation.override,
            held: explanation.held, release: explanation.release, time: time)
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
        properties.add("API", apiText(explanation.api, time), .red)
        HoldReport(explanation, time: time).add(to: &properties)
        if let dropped = explanation.dropped {
            let what = "\(actionText(dropped.action, dropped.target)) (\(dropped.job))"
            let due = time.full(dropped.due.instant)
            properties.add("Dropped", "\(what), due \(due), \(dropped.reason); the service stays as it is", .yellow)
        }
        if let decider = explanation.decidedBy {
            let what = "\(actionText(decider.action, decider.target)) (\(decider.job))"
            properties.add("Decided by", "\(what), due \(time.full(decider.due.instant))", .bold)
            let outcome = explanation.isForeseen ? "foreseen: \(decider.outcome ?? "open")" : decider.outcome ?? "open"
            properties.add("Outcome", outcome, outcomeStyle(decider.outcome))
            // How a service was seen in its target stands in the life of its event.
            if !decider.hasArrived { properties.add("Because", decider.reason) }
            if let code = decider.errorCode, !decider.reason.contains(code) {
                let request = "RequestId \(decider.requestId ?? "-")"
                properties.add("Error", "\(code): \(decider.errorMessage ?? ""), \(request)", .red)
            }
            properties.add("Life", life(of: decider))
            if decider.folded > 0 { properties.add("Stands for", "\(decider.folded) older missed events as well") }
        } else if explanation.isUnchangedUntilThen {
            let which = explanation.held.isEmpty ? "that falls due from now until then" : "until then, as all are held"
            properties.add("Decided by", "no event \(which); the service stays as it is now")
        } else {
            properties.add("Decided by", "no event; the service is as it was found")
        }
        if explanation.isUnchangedUntilThen, explanation.decidedBy != nil {
            let held = explanation.held.isEmpty ? "no event falls due that changes it" : "all events are held"
            properties.add("Until then", held)
        }
        properties.add("Waits for", explanation.waits, .yellow)
        properties.add("Lost", explanation.lost.map { (Self.short($0, time), .grey) })
        let passedOver = explanation.passedOver.filter { $0 != explanation.dropped }
        properties.add("Passed over", passedOver.prefix(10).map { (Self.short($0, time), .grey) })
        properties.add("Warning", explanation.warnings.map { ($0, .red) })
        properties.add("Next", nextText(explanation.next, release: explanation.release, time))
        properties.add("Calls", calls)
        return properties.lines
    }

    private var calls: [(text: String, style: Style)] {
        if explanation.calls.isEmpty, let decider = explanation.decidedBy, decider.attempts > 0, !explanation.isForeseen
        {
            let last = decider.requestId.map { "; the newest had RequestId \($0)" } ?? ""
            let count = decider.attempts == 1 ? "1 call" : "\(decider.attempts) calls"
            return [("\(count), kept no longer\(last)", .grey)]
        }
        return explanation.calls.map { (call($0), $0.hasFailed ? .red : .plain) }
    }

    private func life(of entry: HistoryEntry) -> [(text: String, style: Style)] {
        let steps: [(String, Timestamp?)] = [
            ("taken up", entry.opened), ("first call sent", entry.started), ("accepted", entry.accepted),
            (entry.hasArrived ? "seen in its target" : "ended", entry.ended),
        ]
        return steps.compactMap { name, at in
            at.map { at in
                let delay = at.instant - entry.due.instant
                let seen = name == "seen in its target" ? ": \(entry.reason)" : ""
                return ("\(name) \(time.full(at.instant)), \(TimeText.span(delay)) after it was due\(seen)", .plain)
            }
        }
    }

    private func call(_ call: CallEntry) -> String {
        let milliseconds = Int((call.latencySeconds * 1000).rounded())
        let message = call.message.map { ", \($0)" } ?? ""
        return "\(time.clock(call.at.instant)) \(call.action): \(call.outcome) in \(milliseconds) ms\(message),"
            + " RequestId \(call.requestId ?? "-"): \(call.reason)"
    }

    private static func short(_ entry: HistoryEntry, _ time: TimeText) -> String {
        let what = "\(actionText(entry.action, entry.target)) (\(entry.job)), due \(time.full(entry.due.instant))"
        return "\(what): \(entry.outcome ?? "open") (\(entry.reason))"
    }
}
