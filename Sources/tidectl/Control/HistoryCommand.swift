import ArgumentParser
import CivilTime
import Control
import CronSchedule

/// `tidectl history`: every event that was due, and what became of it.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show events that were due and how each ended, newest first.",
        usage: "tidectl history [<options>] [<service>]")

    @Argument(
        help: ArgumentHelp("Only of this service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String?

    @Option(help: ArgumentHelp("Only since this time, such as 2026-11-24, 08:30 or 3d.", valueName: "time"))
    var since: String?

    @Flag(help: "Only those that failed or are stuck.")
    var failed = false

    @Option(name: [.customShort("n"), .customLong("lines")], help: ArgumentHelp("At most so many.", valueName: "n"))
    var lines = 1000

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup(visibility: .hidden) var unused: ConfigurationOptions

    func validate() throws {
        guard lines >= 1 else { throw ValidationError("--lines is a number from 1.") }
    }

    func run() throws {
        let time = TimeText(now: TimeText.clock)
        let since = try self.since.map { Timestamp(try TimeArgument($0, relativeTo: time).past()) }
        let verb = ControlVerb.history(service: service, since: since, failed: failed, limit: lines)
        if output.json { return try daemon.show(json: verb, as: [HistoryEntry].self, output) }
        let entries = try daemon.request(verb, as: [HistoryEntry].self)
        let table = Self.table(entries, at: time, output.terminal)
        output.show(table.lines(for: output.terminal, legend: !output.noLegend))
    }

    static func table(_ entries: [HistoryEntry], at time: TimeText, _ terminal: Terminal) -> Table {
        // On a narrow terminal the reason is worth more than weekday and year.
        let isNarrow = (terminal.columns ?? .max) < 110
        let due = isNarrow ? "DUE (\(time.zone.abbreviation(at: time.now)))" : "DUE"
        var table = Table([
            .init(due), .init("SERVICE", minimum: 8), .init("JOB", dispensability: 1, minimum: 6),
            .init("ACTION"), .init("OUTCOME", minimum: 8), .init("TOOK", dispensability: 3),
            .init("CALLS", dispensability: 4, isRight: true), .init("REASON", dispensability: 2, minimum: 20),
        ])
        for entry in entries {
            let action = entry.action == "SCALE" ? "\(entry.action) \(entry.target)" : entry.action
            let took = entry.ended.map { TimeText.span($0.instant - entry.due.instant) } ?? ""
            let outcome = entry.outcome ?? "open"
            table.add([
                .init(isNarrow ? time.short(entry.due.instant) : time.full(entry.due.instant)),
                .init(entry.service ?? entry.serviceId), .init(entry.job),
                .init(action), .init(outcome, outcomeStyle(outcome)), .init(took), .init(entry.callsText),
                .init(entry.errorCode.map { "\($0): \(entry.reason)" } ?? entry.reason),
            ])
        }
        return table
    }
}
