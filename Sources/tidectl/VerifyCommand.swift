import ArgumentParser
import CivilTime
import Lint
import TideConfiguration

/// `tidectl verify`: what is wrong with configuration, and what is hardly meant.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check configuration before it is put in force.", usage: "tidectl verify [<options>] [<file> ...]",
        discussion: """
            Without arguments all files of the configuration directories are checked. A file given by its path is \
            checked as if it were there already, together with its drop-ins and the tided.conf of this host.

            With --online the API is asked, by the caller's own credentials as by tidectl api, for what only it knows: \
            whether the services exist, what their autoscalers go by, how they are paid, whether TI-ONE itself \
            schedules them, and whether a newer version runs.

            The exit status is 0 if nothing was found, 7 if there are findings, 4 if a file is faulty.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: ConfigurationOptions

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, github }

    @Option(
        help: ArgumentHelp("text, json (as --json), or github for annotations of a pull request.", valueName: "format"))
    var format = Format.text

    @Flag(help: "Ask the API, too.")
    var online = false

    @OptionGroup var api: APIOptions
    @OptionGroup var daemon: DaemonOptions

    @Argument(
        help: ArgumentHelp("Names such as chat, or paths such as schedules/chat.schedule.", valueName: "file"),
        completion: .file(extensions: ["schedule", "conf"]))
    var files: [String] = []

    func run() async throws {
        let selection = try VerifySelection(files, directories: try options.existingDirectories())
        let host = try options.host()
        let loaded = loadConfiguration(directories: selection.directories, host: host, files: selection.overlay)
        let facts = online ? try await onlineFacts(loaded) : nil
        let report = try selection.report(
            of: loaded, findings: lint(loaded, hostZone: host.timeZone, at: wallClock(), online: facts))

        switch output.json ? .json : format {
        case .text: output.show(wrapping: report.text(as: .text).split(separator: "\n").map(String.init))
        case .json: try output.show(json: report.entries)
        case .github: writeToStandardOutput(report.text(as: .github))
        }
        if !report.faults.isEmpty { throw CommandFailure("", code: .configurationFaulty) }
        if !report.isClean { throw CommandFailure("", code: .findings) }
    }
}
