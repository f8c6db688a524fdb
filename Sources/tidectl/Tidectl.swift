import ArgumentParser
import Autoscaling
import Control
import Glibc
import ProcessArguments
import TideConfiguration

@main
struct Tidectl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tidectl",
        abstract: "Query and command tided, the scheduled autoscaler.",
        discussion: "See tidectl(1).",
        version: tideVersion,
        groupedSubcommands: [
            CommandGroup(
                name: "Status",
                subcommands: [
                    StatusCommand.self, ListCommand.self, HistoryCommand.self, ExplainCommand.self, CallsCommand.self,
                ]),
            CommandGroup(
                name: "Forecast",
                subcommands: [PlanCommand.self, CalendarCommand.self, SimulateCommand.self]),
            CommandGroup(
                name: "Configuration",
                subcommands: [
                    ReloadCommand.self, VerifyCommand.self, DiffCommand.self, CatCommand.self, EditCommand.self,
                    MaskCommand.self, UnmaskCommand.self, ImportCommand.self,
                ]),
            CommandGroup(
                name: "Control",
                subcommands: [
                    PauseCommand.self, UnpauseCommand.self, FreezeCommand.self, ThawCommand.self,
                    OverrideCommand.self, RunCommand.self, RetryCommand.self, DropCommand.self,
                ]),
            CommandGroup(name: "API", subcommands: [APICommand.self, ExplainError.self]),
        ])

    /// - Throws: ``CommandFailure`` with status 2 where the first argument is no verb, naming the nearest, or an option
    ///   that belongs behind the verb.
    static func checkVerb(_ arguments: [String]) throws {
        let verbs = configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let verb = arguments.first, verb != "help", !verbs.contains(verb) else { return }
        if verb.hasPrefix("-") {
            // The scripts that complete words on the command line ask by ---completion.
            guard !["-h", "--help", "--version"].contains(verb), !verb.hasPrefix("---"),
                let real = arguments.first(where: verbs.contains)
            else { return }
            throw CommandFailure("options stand behind the command, as in: tidectl \(real) \(verb)", code: .usage)
        }
        let nearest = nearestName(to: verb, among: verbs).map { "; did you mean \($0)?" } ?? ""
        throw CommandFailure("there is no verb \(verb)\(nearest)\nSee 'tidectl --help' for all of them.", code: .usage)
    }

    /// The parser's messages begin as all others do.
    private static func told(_ message: String) -> String {
        let prefix = "Error: "
        return message.hasPrefix(prefix) ? "tidectl: \(message.dropFirst(prefix.count))" : message
    }

    static func main() async {
        do {
            let arguments = processArguments()
            try checkVerb(arguments)
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as CommandFailure {
            if !error.message.isEmpty { printToStandardError("tidectl: \(error.message)") }
            Glibc.exit(error.code.rawValue)
        } catch let error as ControlError {
            printToStandardError("tidectl: \(error.message)")
            Glibc.exit(error.status.rawValue)
        } catch {
            // --help and --version come this way too, with status 0; for a wrong command line the parser's own is 64.
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            printToStandardError(told(fullMessage(for: error)))
            Glibc.exit(CommandFailure.Code.usage.rawValue)
        }
    }
}
