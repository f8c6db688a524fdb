import Autoscaling
import CivilTime
import Control

/// Why a service is in a state at one time: `tidectl explain --json`.
struct Explanation: Encodable {
    var at: Timestamp
    var service: String
    var serviceId: String
    /// Whether what decides is foreseen rather than recorded.
    var isForeseen: Bool
    /// Whether the time is past: then what came after it stands apart.
    var isPast: Bool
    /// Whether the time is still to come and no event that falls due until then changes what holds now: ``decidedBy``
    /// is what the daemon has recorded so far.
    var isUnchangedUntilThen: Bool
    /// The newest event that had a say, as it stood at that time; null where there was none.
    @OrNull var decidedBy: HistoryEntry?
    /// How that stands now, where something of it came after that time; null where nothing did.
    @OrNull var later: HistoryEntry?
    /// Events that it superseded, newest first.
    var lost: [HistoryEntry]
    /// Later events that changed nothing: excluded, skipped, dropped, dry run.
    var passedOver: [HistoryEntry]
    /// Calls made for the deciding event until then that the daemon still remembers, oldest first.
    var calls: [CallEntry]
    /// Likewise those that came after that time.
    var callsAfter: [CallEntry]
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
    /// The event that was taken up next, where that time is past; null where none was yet.
    @OrNull var followedBy: HistoryEntry?
    /// What happened before this is not kept; null where everything is, and where that time is not past.
    @OrNull var historySince: Timestamp?
    var warnings: [String]

    /// - Parameters:
    ///   - history: what was due by then; newest first.
    ///   - past: more, where that time is past; what holds and waits now is told otherwise.
    init(at instant: Instant, status: ServiceStatus, history: [HistoryEntry], calls: [CallEntry], past: Past? = nil) {
        at = Timestamp(instant)
        service = status.summary.service
        serviceId = status.summary.serviceId
        isForeseen = false
        isPast = past != nil
        isUnchangedUntilThen = false
        var entries = history
        // What is open stands in the service's own record until it ends.
        if let open = status.summary.open, !entries.contains(where: { $0.due == open.due && $0.job == open.job }) {
            entries.insert(open, at: 0)
        }
        // So does what ended last, also when history has been deleted since.
        if past == nil, let last = status.summary.last, !entries.contains(where: { $0.isSame(as: last) }) {
            entries.append(last)
        }
        let due = entries.filter { $0.due.instant <= instant }.sorted { $0.due > $1.due }
        let horizon = past == nil ? .distantFuture : instant
        let known = due.filter { $0.outcome != "held" && $0.isTakenUp(by: horizon) }.map { $0.known(at: horizon) }
        var decider = known.first { $0.hasSay }
        let now = due.first { $0.isSame(as: decider) }
        let name = decider.map { "\($0.job) at \($0.due)" }
        lost = known.filter { $0.supersededBy != nil && $0.supersededBy == name }
        passedOver = known.filter { entry in
            !entry.hasSay && entry.supersededBy == nil && decider.map { entry.due >= $0.due } ?? true
        }
        let summary = status.summary
        func isInForce(_ since: Timestamp) -> Bool { since.instant <= instant }
        freeze = summary.freeze.flatMap { isInForce($0.since) ? $0 : nil } ?? past?.holds.freeze
        pause = summary.pause.flatMap { isInForce($0.since) ? $0 : nil } ?? past?.holds.pause
        let overridden = summary.override.flatMap { isInForce($0.since) ? $0 : nil } ?? past?.holds.override
        override = overridden
        // What an override in force has done counts, too, where a newer event has decided since.
        let overriding = overridden.flatMap { override in
            known.last { $0.job == "override" && $0.due >= override.since }.map { "\($0.job) at \($0.due)" }
        }
        let made = calls.filter { $0.event != nil && ($0.event == name || $0.event == overriding) }
        self.calls = made.filter { $0.at.instant <= horizon }
        callsAfter = made.filter { $0.at.instant > horizon }
        let attemptsAfter = callsAfter.count {
            $0.event == name && $0.action == "ModifyModelService" && $0.outcome != CallEntry.notSent
        }
        if let deciding = decider, deciding.ended == nil {
            decider?.attempts = max(0, deciding.attempts - attemptsAfter)
        }
        decidedBy = decider
        later = now == decider ? nil : now
        warnings = past == nil ? summary.warnings : []
        release = past == nil ? status.release : nil
        api = past == nil ? status.api : nil
        waits = past == nil && summary.open.map { $0.isSame(as: decider) } == true ? summary.waits : nil
        next = summary.next.flatMap { $0.at.instant > instant ? $0 : nil }
        guard let past else {
            held = summary.held.filter { $0.due.instant <= instant }
            return
        }
        let kept = due.filter { !$0.isTakenUp(by: horizon) }
        held = kept.map { $0.waiting }
        followedBy = past.next(after: instant, kept)
        next = followedBy.map(ServiceSummary.Next.init) ?? next
        historySince = past.holds.historySince
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
        isPast = false
        isUnchangedUntilThen = decider == nil
        calls = decider == nil ? present?.calls ?? [] : []
        callsAfter = []
        warnings = decider == nil ? present?.warnings ?? [] : []
        guard decider == nil, let present else { return }
        decidedBy = present.decidedBy
        lost = present.lost
        passedOver += present.passedOver
        next = present.next.flatMap { $0.at.instant > instant ? $0 : nil }
        (waits, api) = (present.waits, present.api)
    }
}

extension Explanation {
    /// What is asked of a time that is past besides the events that were due by then.
    struct Past {
        /// What held the service and is over since.
        var holds: PastHolds
        /// Events due later; newest first.
        var following: [HistoryEntry]

        /// The event that was taken up next: one that had been kept until then, or one that fell due.
        fileprivate func next(after instant: Instant, _ kept: [HistoryEntry]) -> HistoryEntry? {
            let letGo = kept.filter { $0.opened != nil }
            let due = following.filter { $0.due.instant > instant }.filter {
                $0.opened != nil || !["excluded", "superseded", "held"].contains($0.outcome)
            }
            return (letGo + due).min { ($0.opened ?? $0.due) < ($1.opened ?? $1.due) }
        }
    }
}

extension ServiceSummary.Next {
    fileprivate init(_ event: HistoryEntry) {
        self.init(at: event.due, job: event.job, action: event.action, target: event.target)
    }
}

extension HistoryEntry {
    fileprivate func isSame(as other: HistoryEntry?) -> Bool {
        due == other?.due && job == other?.job && serviceId == other?.serviceId
    }

    /// Whether the daemon had it in hand by `horizon`: neither held back nor missed.
    fileprivate func isTakenUp(by horizon: Instant) -> Bool {
        guard let moment = opened ?? ended else { return outcome != "held" }
        // A second or two after it was due is when it was due.
        return moment.instant <= horizon || moment.instant - due.instant <= .seconds(2)
    }

    /// What was known of it then: without what came later.
    fileprivate func known(at horizon: Instant) -> HistoryEntry {
        if horizon == .distantFuture || ended.map({ $0.instant <= horizon }) == true { return self }
        func then(_ moment: Timestamp?) -> Timestamp? { moment.flatMap { $0.instant <= horizon ? $0 : nil } }
        // Whatever it waited for then is not kept.
        var entry = unbegun
        entry.opened = opened
        entry.started = then(started)
        entry.accepted = then(accepted)
        entry.attempts = entry.started == nil ? 0 : attempts
        entry.folded = folded
        guard let retried else { return entry }
        entry.retried = then(retried)
        // How it had failed before is not kept.
        if retried.instant > horizon { (entry.outcome, entry.reason) = ("failed", "it was tried once more later") }
        return entry
    }

    /// One that is due and not taken up yet.
    fileprivate var waiting: HistoryEntry {
        var entry = unbegun
        entry.outcome = "held"
        // One that is held still tells who holds it, and counts the older ones.
        if outcome == "held" { (entry.reason, entry.reasonCode, entry.folded) = (reason, reasonCode, folded) }
        return entry
    }

    private var unbegun: HistoryEntry {
        HistoryEntry(
            service: service, serviceId: serviceId, job: job, action: action, target: target, due: due, attempts: 0,
            outcome: nil, reason: "")
    }

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
        // What was missed while the daemon was down is held by nobody.
        if explanation.isPast, freeze == nil, pause == nil, override == nil { heldTitle = "Not taken up" }
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
            properties.add("Outcome", outcome(of: decider), outcomeStyle(decider.outcome))
            // How a service was seen in its target stands in the life of its event.
            if !decider.hasArrived, decider.reason != explanation.waits { properties.add("Because", decider.reason) }
            if let code = decider.errorCode, !decider.reason.contains(code) {
                let request = "RequestId \(decider.requestId ?? "-")"
                properties.add("Error", "\(code): \(decider.errorMessage ?? ""), \(request)", .red)
            }
            properties.add("Life", life(of: decider))
            if let later = explanation.later { properties.add("Afterwards", life(of: later, besides: decider)) }
            if decider.folded > 0 { properties.add("Stands for", "\(decider.folded) older missed events as well") }
        } else if explanation.isUnchangedUntilThen {
            let which = explanation.held.isEmpty ? "that falls due from now until then" : "until then, as all are held"
            properties.add("Decided by", "no event \(which); the service stays as it is now")
        } else if let since = explanation.historySince, explanation.isPast {
            properties.add(
                "Decided by",
                "not known: the history has no event by then; it is kept since \(time.full(since.instant))")
        } else {
            let state = explanation.isPast ? "was left as it was" : "is left as it is"
            properties.add("Decided by", "no event; the service \(state)")
        }
        if explanation.isUnchangedUntilThen, explanation.decidedBy != nil {
            let held = explanation.held.isEmpty ? "no event falls due that changes it" : "all events are held"
            properties.add("Until then", held)
        }
        properties.add(waits: explanation.waits, .yellow)
        properties.add("Lost", explanation.lost.map { (Self.short($0, time), .grey) })
        let passedOver = explanation.passedOver.filter { $0 != explanation.dropped }
        properties.add("Passed over", passedOver.prefix(10).map { (Self.short($0, time), .grey) })
        properties.add("Warning", warnings.map { ($0, .red) })
        if let next = explanation.followedBy {
            properties.add("Next", "\(Self.what(next, time)): \(next.outcome ?? "open")")
        } else {
            properties.add("Next", nextText(explanation.next, release: explanation.release, time))
        }
        properties.add("Calls", calls)
        properties.add("Calls after", explanation.callsAfter.map { (call($0), .grey) })
        return properties.lines
    }

    private func outcome(of decider: HistoryEntry) -> String {
        let word = decider.outcome ?? "open"
        if explanation.isForeseen { return "foreseen: \(word)" }
        guard decider.outcome == nil, let later = explanation.later else { return word }
        return "open at that time; \(later.outcome ?? "open") now"
    }

    /// Without what the outcome of the deciding event says already.
    private var warnings: [String] {
        guard let decider = explanation.decidedBy, decider.outcome == "failed", let code = decider.errorCode else {
            return explanation.warnings
        }
        return explanation.warnings.filter { !$0.hasPrefix("its last event failed: \(code)") }
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

    /// - Parameter told: the same event as it stood before; what it tells already is left out.
    private func life(of entry: HistoryEntry, besides told: HistoryEntry? = nil) -> [(text: String, style: Style)] {
        let tellsWhy = entry.hasArrived || explanation.isPast
        let end = (
            entry.hasArrived ? "seen in its target" : entry.outcome ?? "ended", tellsWhy ? ": \(entry.reason)" : ""
        )
        let steps: [(name: String, why: String, at: Timestamp?, told: Timestamp?)] = [
            ("taken up", "", entry.opened, told?.opened), ("first call sent", "", entry.started, told?.started),
            ("tried once more", "", entry.retried, told?.retried), ("accepted", "", entry.accepted, told?.accepted),
            (end.0, end.1, entry.ended, told?.ended),
        ]
        let lines = steps.compactMap { step -> (text: String, style: Style)? in
            guard let at = step.at, at != step.told else { return nil }
            let delay = TimeText.span(at.instant - entry.due.instant)
            return ("\(step.name) \(time.full(at.instant)), \(delay) after it was due\(step.why)", .plain)
        }
        guard told == nil, let unsent = entry.unsent, unsent > 0 else { return lines }
        return lines + [("\(unsent) \(unsent == 1 ? "call" : "calls") could not be sent", .yellow)]
    }

    private func call(_ call: CallEntry) -> String {
        let what = "\(time.clock(call.at.instant)) \(call.action): \(call.outcome)"
        if call.outcome == CallEntry.notSent {
            return "\(what), \(call.message ?? "no reason is known"): \(call.reason)"
        }
        let milliseconds = Int((call.latencySeconds * 1000).rounded())
        let message = call.message.map { ", \($0)" } ?? ""
        return "\(what) in \(milliseconds) ms\(message), RequestId \(call.requestId ?? "-"): \(call.reason)"
    }

    private static func short(_ entry: HistoryEntry, _ time: TimeText) -> String {
        "\(what(entry, time)): \(entry.outcome ?? "open") (\(entry.reason))"
    }

    private static func what(_ entry: HistoryEntry, _ time: TimeText) -> String {
        "\(actionText(entry.action, entry.target)) (\(entry.job)), due \(time.full(entry.due.instant))"
    }
}
