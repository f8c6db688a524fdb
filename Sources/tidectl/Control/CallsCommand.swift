import ArgumentParser
import CivilTime
import Control
import CronSchedule
import FoundationEssentials

/// `tidectl calls`: the last calls to the API, as the daemon made them.
struct CallsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls",
        abstract: "Show the daemon's last calls to the API, each with the command that repeats it.",
        usage: "tidectl calls [<options>] [<service>]",
        discussion: """
            The daemon keeps the last 1,000 calls in memory. What is the customer's in requests and replies is shown \
            as [redacted].
            """)

    @Argument(
        help: ArgumentHelp("Only of this service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String?

    @Flag(help: "Only calls that failed or whose outcome is unknown.")
    var failed = false

    @Flag(name: [.customShort("f"), .long], help: "Go on showing calls as they are made.")
    var follow = false

    @Flag(help: "Show requests and replies.")
    var full = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup(visibility: .hidden) var unused: ConfigurationOptions

    func run() throws {
        let verb = ControlVerb.calls(service: service, failed: failed, follow: follow, full: full || output.json)
        let time = TimeText(now: TimeText.clock)
        guard follow else {
            if output.json { return try daemon.show(json: verb, as: [CallEntry].self, output) }
            let calls = try daemon.request(verb, as: [CallEntry].self)
            return output.show(calls.flatMap { lines($0, time) })
        }
        // For a program that reads along: one object a line.
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try daemon.connect().stream(verb, as: CallEntry.self) { call in
            if output.json {
                let text = (try? encoder.encode(call)).map { String(decoding: $0, as: UTF8.self) }
                if let text { writeToStandardOutput(text + "\n") }
            } else {
                writeToStandardOutput(lines(call, time).joined(separator: "\n") + "\n")
            }
            return true
        }
    }

    private func lines(_ call: CallEntry, _ time: TimeText) -> [String] {
        let terminal = output.terminal
        let local = time.zone.civil(call.at.instant)
        let milliseconds = Int((call.latencySeconds * 1000).rounded())
        let style: Style = call.hasFailed ? .red : .plain
        let service = call.service ?? call.serviceId ?? "-"
        let attempt = call.attempt > 1 ? " attempt \(call.attempt)" : ""
        var lines = [
            style.on("\(local.date) \(local.timeOfDay) \(call.action) \(service)\(attempt)", terminal),
            "    " + style.on(call.outcome, terminal) + " in \(milliseconds) ms, RequestId \(call.requestId ?? "-")",
        ]
        let width = terminal.columns
        if let message = call.message, !message.isEmpty {
            lines += "    \(message)".wrapped(to: width, indent: 0).map { style.on($0, terminal) }
        }
        let event = call.event.map { "\(Self.shown($0, in: time.zone)): " } ?? ""
        lines += "    why: \(event)\(call.reason)".wrapped(to: width, indent: 5)
        if full {
            lines.append("    request: \(call.request)")
            let reply = call.reply ?? "[kept no longer]"
            if !reply.isEmpty { lines.append("    reply: \(reply)") }
        }
        // Long lines are left to the terminal: broken here, they could not be copied.
        if !call.request.isEmpty {
            lines.append("    repeat: tidectl api \(call.action) --body \(shellQuoted(call.request))")
        }
        return lines
    }

    /// `JOB at TIME` with the zone's offset, as all other sentences have it.
    static func shown(_ event: String, in zone: TimeZoneRules) -> String {
        guard let place = event.ranges(of: " at ").last?.upperBound,
            let due = try? Instant(rfc3339: String(event[place...]))
        else { return event }
        return event[..<place] + due.rfc3339(offset: zone.offset(at: due))
    }

    private func shellQuoted(_ text: String) -> String {
        "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }
}
