import Autoscaling
import CivilTime
import Control

/// `by wang since 08:30 until 22:00: reason`
func holdText(_ hold: HoldStatus, _ time: TimeText) -> String {
    let end = endText(hold.until.end, ended: hold.ended, time)
    let what = "by \(hold.by) since \(time.short(hold.since.instant)), \(end)"
    let skips = hold.skips ? ", skipping events" : ""
    return hold.reason.isEmpty ? what + skips : "\(what)\(skips): \(hold.reason)"
}

/// `7 by wang since 08:30, until 22:00: reason`
func overrideText(_ override: OverrideStatus, _ time: TimeText) -> String {
    let end = endText(override.until.end, ended: override.ended, time)
    let since = "since \(time.short(override.since.instant)), \(end)"
    let what = "\(override.goal) by \(override.by) \(since)"
    return override.reason.isEmpty ? what : "\(what): \(override.reason)"
}

/// `until 22:00`, `until its next event`, `until it is ended`
func endText(_ end: HoldEnd, _ time: TimeText) -> String {
    switch end {
    case .never: "until it is ended"
    case .nextEvent: "until the next event"
    case .instant(let instant): "until \(time.short(instant))"
    }
}

/// The same, and of one that is over when it was: `until 22:00, ended 21:30`
private func endText(_ end: HoldEnd, ended: Timestamp?, _ time: TimeText) -> String {
    let until = endText(end, time)
    guard let ended, end != .instant(ended.instant) else { return until }
    return "\(until), ended \(time.short(ended.instant))"
}

/// `unreachable since 08:30: Connection refused (last answer 08:29:55)`; nil where the API answers.
func apiText(_ api: APIStatus?, _ time: TimeText) -> String? { api?.sentence(time.full) }

/// What holds the events of a service, and what the end of that brings.
struct HoldReport {
    var freeze: HoldStatus?
    var pause: HoldStatus?
    var override: OverrideStatus?
    var held: [HistoryEntry]
    var heldTitle = "Held"
    var release: ServiceStatus.Release?
    var time: TimeText

    func add(to properties: inout Properties) {
        properties.add("Frozen", freeze.map { holdText($0, time) }, .yellow)
        properties.add("Paused", pause.map { holdText($0, time) }, .yellow)
        properties.add("Override", override.map { overrideText($0, time) }, .yellow)
        properties.add(heldTitle, held.map { (Self.words($0, time), .yellow) })
        properties.add("Then", then)
    }

    /// `SCALE 3 of Wed 2026-11-25 00:52:32 CST (lunch), and 9 older ones of this job`
    private static func words(_ event: HistoryEntry, _ time: TimeText) -> String {
        let older = event.folded == 0 ? "" : ", and \(event.folded) older of this job"
        return "\(what(event, time))\(older)"
    }

    private static func what(_ event: HistoryEntry, _ time: TimeText) -> String {
        "\(actionText(event.action, event.target)) of \(time.full(event.due.instant)) (\(event.job))"
    }

    /// What happens when the last hold ends; nil where nothing holds the service.
    private var then: String? {
        guard let release else { return nil }
        let ends: [(String, HoldEnd)] = [
            freeze.map { ("the freeze", $0.until.end) }, pause.map { ("the pause", $0.until.end) },
            override.map { ("the override", $0.until.end) },
        ].compactMap { $0 }
        let last: String
        if let at = release.at?.instant {
            let names = ends.filter { $0.1 == .instant(at) }.map(\.0)
            last = "at \(time.full(at)), when \(names.joined(separator: " and ")) ends"
        } else {
            let names = ends.filter { if case .instant = $0.1 { false } else { true } }.map(\.0)
            last = "when \(names.joined(separator: " and ")) \(names.count == 1 ? "is" : "are") ended"
        }
        let newer = release.at == nil ? ", or the newest event due by then" : ""
        guard let event = release.event else {
            guard let goal = release.goal else {
                return "\(last), the service stays as it is\(release.at == nil ? newer + " is made good" : "")"
            }
            let state = override == nil ? "the open event goes on to" : "the service goes back to its schedule:"
            return "\(last), \(state) \(goal)\(newer)"
        }
        guard event.outcome == "held" else {
            let back = release.goal.map { "; the service goes back to its schedule: \($0)" } ?? ""
            return "\(last), \(Self.what(event, time)) is not made good: \(event.reason)\(back)\(newer)"
        }
        return "\(last), \(Self.what(event, time))\(newer.isEmpty ? "" : newer + ",") is made good at once"
    }
}
