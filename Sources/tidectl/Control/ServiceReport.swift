import CivilTime
import Control
import CronSchedule

/// `tidectl status SERVICE`.
struct ServiceReport {
    let status: ServiceStatus
    let time: TimeText
    let terminal: Terminal

    init(_ status: ServiceStatus, time: TimeText, terminal: Terminal) {
        self.status = status
        self.time = time
        self.terminal = terminal
    }

    func lines(legend: Bool) -> [String] {
        let summary = status.summary
        let state = ServiceState(summary, time)
        var properties = Properties(
            dot: state.style == .plain ? .green : state.style, heading: "\(summary.service) - \(summary.serviceId)",
            terminal: terminal)
        properties.add("State", state.text, state.style)
        properties.add("Desired", summary.desired)
        properties.add("Observed", observed)
        properties.add("Instances", instances)
        if let next = summary.next {
            let at = next.at.instant
            let what = actionText(next.action, next.target)
            properties.add("Next", "\(what) at \(time.full(at)); \(time.relative(at)) (\(next.job))")
        }
        if let open = summary.open {
            let due = open.due.instant
            let what = actionText(open.action, open.target)
            properties.add("Open", "\(what) of \(time.full(due)) (\(open.job)), calls: \(open.attempts)", .yellow)
            properties.add("Waits for", summary.waits)
        }
        if let last = summary.last { properties.add("Last", Self.sentence(last, time), outcomeStyle(last.outcome)) }
        properties.add("Paused", summary.pause.map { holdText($0, time) }, .yellow)
        if let override = summary.override {
            let reason = override.reason.isEmpty ? "" : ": \(override.reason)"
            let end = endText(override.until.end, time)
            properties.add("Override", "\(override.goal) by \(override.by), \(end)\(reason)", .yellow)
        }
        properties.add("Warning", summary.warnings.map { ($0, .red) })
        var lines = properties.lines
        lines += [""] + jobs.lines(for: terminal, legend: legend)
        if !status.history.isEmpty { lines += [""] + history.lines(for: terminal, legend: legend) }
        return lines
    }

    /// `SCALE 8 (morning-peak) due Tue 08:30: applied in 3min 2s`
    static func sentence(_ entry: HistoryEntry, _ time: TimeText) -> String {
        let what = "\(actionText(entry.action, entry.target)) of \(time.full(entry.due.instant)) (\(entry.job))"
        let outcome = entry.outcome ?? "open"
        let took = entry.ended.map { " after \(TimeText.span($0.instant - entry.due.instant))" } ?? ""
        let error = entry.errorCode.map { ", \($0)" } ?? ""
        return "\(what): \(outcome)\(took)\(error)"
    }

    private var observed: String? {
        guard let observation = status.observation else { return "not yet" }
        let mode =
            observation.scaleMode == "AUTO"
            ? "AUTO \(observation.minReplicas.map { "\($0)" } ?? "?")-\(observation.maxReplicas.map { "\($0)" } ?? "?")"
            : "MANUAL \(observation.replicas.map { "\($0)" } ?? "?")"
        let word = observation.status.isEmpty ? "status unknown" : observation.status
        let when = status.summary.observed.map { "; \(time.relative($0.instant))" } ?? ""
        return "\(word), \(mode)\(when)"
    }

    private var instances: String? {
        guard let observation = status.observation else { return nil }
        let ready = observation.ready.map { "\($0) ready" } ?? "readiness unknown"
        let kind = [observation.instanceType, observation.resourceGroupId, observation.chargeType]
        return ([ready] + kind.filter { !$0.isEmpty }).joined(separator: ", ")
    }

    private var jobs: Table {
        let isNarrow = (terminal.columns ?? .max) < 110
        func text(_ at: Timestamp) -> String { isNarrow ? time.short(at.instant) : time.full(at.instant) }
        let next = isNarrow ? "NEXT (\(time.zone.abbreviation(at: time.now)))" : "NEXT"
        var table = Table([
            .init("JOB", minimum: 6), .init("ACTION"), .init(next), .init("LEFT", dispensability: 2),
            .init("LAST", dispensability: 3), .init("RESULT", minimum: 8), .init("ZONE", dispensability: 1),
        ])
        for job in status.jobs {
            table.add([
                .init(job.job), .init(actionText(job.action, job.target)),
                job.isEnabled ? .init(job.next.map(text) ?? "") : .init("disabled", .grey),
                .init(job.next.map { time.relative($0.instant) } ?? ""),
                .init(job.last.map(text) ?? ""), .init(job.result ?? "", outcomeStyle(job.result)),
                .init(job.zone),
            ])
        }
        return table
    }

    private var history: Table {
        var table = HistoryCommand.table(Array(status.history.prefix(5)), at: time, terminal)
        // They are all of this service.
        if let column = table.columns.firstIndex(where: { $0.title == "SERVICE" }) {
            table.columns.remove(at: column)
            for row in table.rows.indices { table.rows[row].remove(at: column) }
        }
        return table
    }
}
