import Autoscaling
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
        properties.add("Config", summary.faults.map { ("\($0); the last good content is in force", .red) })
        properties.add("API", apiText(status.api, time), .red)
        properties.add("Desired", desired)
        properties.add("Observed", observed)
        properties.add("Instances", instances)
        HoldReport(status, time: time).add(to: &properties)
        properties.add("Next", nextText(summary.next, release: status.release, time))
        if let open = summary.open {
            let due = open.due.instant
            let what = actionText(open.action, open.target)
            properties.add(
                "Open",
                "\(what) of \(time.full(due)) (\(open.job)), calls: \(open.callsText.isEmpty ? "none yet" : open.callsText)",
                .yellow)
            properties.add(waits: summary.waits)
        }
        if let last = summary.last { properties.add("Last", Self.sentence(last, time), outcomeStyle(last.outcome)) }
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
        let reason = outcome == "dropped" ? ": \(entry.reason)" : ""
        return "\(what): \(outcome)\(took)\(error)\(reason)"
    }

    /// With what became of the event that asked for it, where it was given up.
    private var desired: String? {
        guard let desired = status.summary.desired else { return nil }
        guard status.summary.open == nil, let last = status.summary.last, last.outcome == "dropped",
            // A guard rail may have changed what it asked for.
            last.target == desired || status.jobs.contains(where: { $0.job == last.job })
        else {
            return desired
        }
        return "\(desired), but \(actionText(last.action, last.target)) (\(last.job)) was dropped \(last.reason)"
    }

    private var observed: String? {
        guard let observation = status.observation else { return "not yet" }
        var size = observation.replicas.map { "\($0)" } ?? "?"
        // By another strategy than the autoscaler's there are no bounds.
        if observation.scaleMode == "AUTO", let minimum = observation.minReplicas, let maximum = observation.maxReplicas
        {
            size = "\(minimum)-\(maximum)"
        }
        let mode = "\(observation.scaleMode) \(size)"
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
                // A stop at one time has its offset with it.
                .init(job.job == Cause.scheduledAction.description ? "" : job.zone),
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

extension HoldReport {
    init(_ status: ServiceStatus, time: TimeText) {
        let summary = status.summary
        self.init(
            freeze: summary.freeze, pause: summary.pause, override: summary.override, held: summary.held,
            release: status.release, time: time)
    }
}

/// `STOP at Wed 2026-11-25 11:00:00 CST; 10h left (night)`, and whether it will be held then.
func nextText(_ next: ServiceSummary.Next?, release: ServiceStatus.Release?, _ time: TimeText) -> String? {
    guard let next else { return nil }
    let at = next.at.instant
    let what = actionText(next.action, next.target)
    let isHeld = release.map { $0.at.map { at < $0.instant } ?? true } ?? false
    return "\(what) at \(time.full(at)); \(time.relative(at)) (\(next.job))\(isHeld ? ", will be held" : "")"
}
