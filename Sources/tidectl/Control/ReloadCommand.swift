import ArgumentParser
import Control

/// `tidectl reload`: have the daemon read its configuration anew.
struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Read the configuration anew; return when it is in force.", usage: "tidectl reload [<options>]",
        discussion: """
            A faulty file does not take effect: its last good content stays in force. The exit status is 4 then, and \
            each fault is shown.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup(visibility: .hidden) var unused: ConfigurationOptions

    func run() throws {
        let result = try daemon.request(.reload, as: ReloadResult.self, timeout: .seconds(120))
        if output.json { try output.show(json: result) }
        guard !result.faults.isEmpty else { return }
        if !output.json { for line in result.faults + result.consequences { printToStandardError(line) } }
        throw CommandFailure("", code: .configurationFaulty)
    }
}
