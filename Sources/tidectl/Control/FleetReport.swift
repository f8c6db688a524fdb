import CivilTime
import Control
import CronSchedule

/// `tidectl status` without a service.
struct FleetReport {
    let status: FleetStatus
    let terminal: Terminal
    let time: TimeText

    init(_ status: FleetStatus, terminal: Terminal, time: TimeText? = nil) {
        self.status = status
        self.terminal = terminal
        self.time = time ?? TimeText(now: status.time.instant)
    }

    func lines(legend: Bool) -> [String] {
        var properties = Properties(
            dot: dot, heading: "tided \(status.version) - scheduled autoscaler", terminal: terminal)
        let since = status.since.instant
        properties.add("Active", "since \(time.full(since)); \(time.relative(since)), process \(status.processId)")
        properties.add("Mode", mode.text, mode.style)
        if status.configurationFaults.isEmpty {
            properties.add("Config", "good")
        } else {
            properties.add("Config", status.configurationFaults.map { ($0, .red) })
        }
        properties.add("Calls", status.credentialsProblem.map { "none are made: \($0)" } ?? "", .red)
        properties.add("API", apiText(status.api, time), .red)
        properties.add("Rate", rates)
        properties.add("Clock", clock.text, clock.style)
        if !status.isDurable { properties.add("State", "can't be written: a restart would lose what is new", .red) }
        properties.add("Status", "\"\(status.summary)\"")
        guard !status.services.isEmpty else { return properties.lines }
        let rows = table.lines(for: terminal, legend: legend)
        return properties.lines + [""] + rows + cut(from: rows.suffix(status.services.count))
    }

    /// What the table had no room for: the states of services that are not well, in full.
    private func cut(from rows: ArraySlice<String>) -> [String] {
        let cut = zip(rows, status.services).compactMap { row, service -> (String, ServiceState)? in
            let state = ServiceState(service, time)
            return row.contains(state.text) ? nil : (service.service, state)
        }
        guard !cut.isEmpty else { return [] }
        let lines = cut.prefix(Self.mostCut).flatMap { name, state in
            "\(name): \(state.text)".wrapped(to: terminal.columns).map { state.style.on($0, terminal) }
        }
        let more = cut.count > Self.mostCut ? ["… and \(cut.count - Self.mostCut) more; see status SERVICE"] : []
        return [""] + lines + more
    }

    private static let mostCut = 20

    private var dot: Style {
        if status.credentialsProblem != nil || !status.isDurable || !status.configurationFaults.isEmpty { return .red }
        if apiText(status.api, time) != nil { return .red }
        let isHeld = status.freeze != nil || status.isDryRun || !status.isLeader
        if isHeld || status.clock.state != "local" { return .yellow }
        return status.services.contains { !$0.warnings.isEmpty } ? .yellow : .green
    }

    private var mode: (text: String, style: Style) {
        if let freeze = status.freeze { return ("frozen \(holdText(freeze, time))", .yellow) }
        if status.isDryRun { return ("dry run: nothing is changed", .yellow) }
        return status.isLeader ? ("normal", .green) : ("another host leads", .yellow)
    }

    private var rates: String {
        status.rates.filter(isWorthTelling).map { rate in
            let limit = rate.current < rate.limit ? "\(rate.current) (throttled from \(rate.limit))" : "\(rate.limit)"
            return "\(rate.action) \(limit)/s, \(rate.inFlight) in flight, \(rate.waiting) waiting"
        }.joined(separator: "; ")
    }

    private func isWorthTelling(_ rate: FleetStatus.Rate) -> Bool {
        rate.action == "ModifyModelService" || rate.inFlight > 0 || rate.waiting > 0 || rate.current < rate.limit
    }

    private var clock: (text: String, style: Style) {
        let offset = status.clock.offsetSeconds.map { seconds in
            let tenths = (seconds.magnitude * 10).rounded() / 10
            if tenths == 0 { return "agrees with the API's" }
            return "is \(tenths) s \(seconds > 0 ? "behind" : "ahead of") the API's"
        }
        switch status.clock.state {
        case "api": return ("the API's time is taken: the host's clock \(offset ?? "is wrong")", .yellow)
        case "unsettled": return ("not confirmed by the API yet: no event begins", .yellow)
        default: return ("the host's clock \(offset ?? "is trusted")", .plain)
        }
    }

    private var table: Table {
        let next = "NEXT (\(time.zone.abbreviation(at: time.now)))"
        var table = Table([
            .init("SERVICE", minimum: 8), .init("DESIRED", dispensability: 1), .init("OBSERVED", dispensability: 2),
            .init("READY", isRight: true), .init(next, minimum: 12), .init("LAST", dispensability: 3, minimum: 8),
            .init("STATE", minimum: 8),
        ])
        for service in status.services {
            let observed = [service.status, service.size].compactMap { $0 }.joined(separator: " ")
            let next = service.next.map { "\(time.short($0.at.instant)) \(actionText($0.action, $0.target))" }
            let state = ServiceState(service, time)
            table.add([
                .init(service.service), .init(service.desired ?? ""), .init(observed),
                .init(service.ready.map { "\($0)" } ?? ""), .init(next ?? ""),
                .init(service.last?.outcome ?? "", outcomeStyle(service.last?.outcome)), .init(state.text, state.style),
            ])
        }
        return table
    }
}

/// How a service fares, in a few words.
struct ServiceState {
    var text: String
    var style: Style

    init(_ service: ServiceSummary, _ time: TimeText) {
        let holds = service.held.first.map { "holds \(actionText($0.action, $0.target)) (\($0.job))" }
        let pause = service.pause.map { "paused \(endText($0.until.end, time))" }
        let override = service.override.map { "overridden: \($0.goal) \(endText($0.until.end, time))" }
        let isOpen = service.open.map { "\(actionText($0.action, $0.target)) (\($0.job)) is open" }
        // A freeze hides nothing of what holds the service besides, nor what it holds.
        let held = [service.freeze.map { _ in "frozen" }, pause, override, isOpen, holds].compactMap { $0 }
        let isHeld = service.freeze != nil || pause != nil || override != nil
        let notes = (service.faults.isEmpty ? [] : ["runs on the last good content of its file"]) + service.warnings
        if isHeld {
            text = held.joined(separator: ", ")
        } else if let open = service.open {
            let what = actionText(open.action, open.target)
            let waits = service.waits ?? open.reason
            text = waits.hasPrefix(what) ? waits : "\(what): \(waits)"
        } else if !notes.isEmpty {
            (text, style) = (notes.joined(separator: "; "), .red)
            return
        } else if !service.isEnabled {
            (text, style) = ("disabled", .grey)
            return
        } else if service.observed == nil {
            text = "not observed yet"
        } else if let last = service.last, last.outcome == "dropped" {
            text = "\(actionText(last.action, last.target)) (\(last.job)) was dropped \(last.reason)"
        } else {
            (text, style) = (service.isDryRun ? "dry run" : "ok", service.isDryRun ? .yellow : .green)
            return
        }
        text = ([text] + notes).joined(separator: "; ")
        style = notes.isEmpty ? .yellow : .red
    }
}

/// `SCALE 8`, `STOP`
func actionText(_ action: String, _ target: String) -> String { action == "SCALE" ? "\(action) \(target)" : action }
