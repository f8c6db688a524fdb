import ArgumentParser
import Autoscaling
import Control
import CronSchedule

/// `tidectl list`: all jobs with their next and last firings, as `systemctl list-timers`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List jobs, ordered by the time they fire next.",
        usage: "tidectl list [<options>]")

    @Flag(help: "List also jobs that will not fire any more or are disabled.")
    var all = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup(visibility: .hidden) var unused: ConfigurationOptions

    func run() throws {
        if output.json { return try daemon.show(json: .list(all: all), as: [TimerRow].self, output) }
        let rows = try daemon.request(.list(all: all), as: [TimerRow].self)
        output.show(Self.lines(rows, all: all, at: TimeText(now: TimeText.clock), output))
    }

    static func lines(_ rows: [TimerRow], all: Bool, at time: TimeText, _ output: OutputOptions) -> [String] {
        // On a narrow terminal names are worth more than weekday and year.
        let isNarrow = (output.terminal.columns ?? .max) < 100
        let next = isNarrow ? "NEXT (\(time.zone.abbreviation(at: time.now)))" : "NEXT"
        var table = Table([
            .init(next), .init("LEFT", dispensability: 2), .init("LAST", dispensability: 5),
            .init("PASSED", dispensability: 4), .init("RESULT", dispensability: 3, minimum: 8),
            .init("SERVICE", minimum: 8), .init("JOB", dispensability: 1, minimum: 6), .init("ACTION"),
        ])
        // Many jobs fire at one time.
        var texts: [Timestamp: (full: String, relative: String)] = [:]
        func text(_ at: Timestamp?) -> (full: String, relative: String) {
            guard let at else { return ("", "") }
            if let text = texts[at] { return text }
            let text = (isNarrow ? time.short(at.instant) : time.full(at.instant), time.relative(at.instant))
            texts[at] = text
            return text
        }
        for row in rows {
            let (next, last) = (text(row.next), text(row.last))
            let action = row.action == "SCALE" ? "\(row.action) \(row.target)" : row.action
            table.add([
                .init(next.full), .init(next.relative), .init(last.full), .init(last.relative),
                .init(row.result ?? "", outcomeStyle(row.result)), .init(row.service), .init(row.job), .init(action),
            ])
        }
        var lines = table.lines(for: output.terminal, legend: !output.noLegend)
        if !output.noLegend {
            lines.append("")
            lines.append(Self.count(rows))
            if !all { lines.append("Pass --all to see jobs that will not fire, too.") }
        }
        return lines
    }
}

extension ListCommand {
    /// Scheduled stops are no jobs: status counts none of them.
    static func count(_ rows: [TimerRow]) -> String {
        let stops = rows.count { $0.job == Cause.scheduledAction.description }
        func counted(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
        let jobs = counted(rows.count - stops, "job")
        return stops == 0 ? "\(jobs) listed." : "\(jobs) and \(counted(stops, "scheduled stop")) listed."
    }
}

/// The colour of ``Outcome/word``.
func outcomeStyle(_ word: String?) -> Style {
    guard let word else { return .plain }
    switch word {
    case "failed": return .red
    case "stuck", "open", "held": return .yellow
    case "superseded", "excluded", "skipped", "dry-run", "dropped": return .grey
    default: return word.hasPrefix("applied (") ? .yellow : .plain
    }
}
