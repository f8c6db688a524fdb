import ArgumentParser
import CivilTime
import CronSchedule
import Glibc

/// `tidectl calendar`: what an expression means and when it fires, in the manner of `systemd-analyze calendar`.
struct CalendarCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calendar",
        abstract: "Show what cron expressions mean and when they fire.",
        usage: "tidectl calendar [<options>] [<expression> ...]",
        discussion: """
            The dialect is described in tide-cron(7). The exit status is 1 if an expression is faulty.

            With --batch, JSON objects are read from standard input, one a line, with the keys expression, timeZone, \
            baseTime and iterations; for each a line is written, {"next":["2026-11-24T08:30:00Z"]} or {"error":"…"}.
            """)

    @Option(help: ArgumentHelp("Show this many firings.", valueName: "n"))
    var iterations = 1

    @Option(
        help: ArgumentHelp("Count from this time, such as 2026-11-24T08:30:00Z, rather than now.", valueName: "time"))
    var baseTime: String?

    @Option(help: ArgumentHelp("The zone, such as Asia/Shanghai, where the expression names none.", valueName: "zone"))
    var timeZone: String?

    @Flag(help: "Show the firings before that time, the latest first.")
    var previous = false

    @OptionGroup var output: OutputOptions
    @OptionGroup(visibility: .hidden) var unused: DaemonOptions

    @Flag(help: "Answer JSON lines from standard input.")
    var batch = false

    @Argument(help: ArgumentHelp("Cron expressions, each quoted.", valueName: "expression"))
    var expressions: [String] = []

    func validate() throws {
        if batch, !expressions.isEmpty { throw ValidationError("--batch reads expressions from standard input.") }
        if !batch, expressions.isEmpty { throw ValidationError("An expression is needed.") }
        guard CalendarBatch.iterations.contains(iterations) else {
            throw ValidationError("--iterations is a number from 1 to \(CalendarBatch.iterations.upperBound).")
        }
    }

    func run() throws {
        let now = try startingTime()
        if batch {
            CalendarBatch(now: now, timeZone: timeZone, iterations: iterations, backwards: previous).run()
            return
        }
        var reports: [CalendarReport] = []
        var isFaulty = false
        for text in expressions {
            do {
                let expression = try CronExpression(text)
                let zone = try CalendarReport.zone(of: expression, default: timeZone)
                reports.append(
                    CalendarReport(
                        text: text, expression: expression, zone: zone, base: now, isRelativeToNow: baseTime == nil,
                        iterations: iterations, backwards: previous))
            } catch {
                isFaulty = true
                complain(error)
            }
        }
        if output.json {
            try output.show(json: reports)
        } else if !reports.isEmpty {
            let text = reports.map(\.text).joined(separator: "\n\n")
            output.show(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
        if isFaulty { throw ExitCode(1) }
    }

    private func startingTime() throws -> Instant {
        guard let baseTime else { return CalendarReport.now() }
        do {
            return try Instant(rfc3339: baseTime)
        } catch {
            throw ValidationError("--base-time \(baseTime): \(error)")
        }
    }

    private func complain(_ error: any Error) {
        let diagram = (error as? CronParseError).map { $0.diagram + "\n" } ?? ""
        var message = "\(diagram)tidectl: \(error)\n"
        message.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
