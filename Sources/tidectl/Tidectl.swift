import ArgumentParser
import Glibc
import ProcessArguments

@main
struct Tidectl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tidectl", abstract: "Query and command tided, the scheduled autoscaler.",
        subcommands: [
            APICommand.self, CalendarCommand.self, CatCommand.self, ExplainError.self, VerifyCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot(processArguments())
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            if !failure.message.isEmpty { printToStandardError("tidectl: \(failure.message)") }
            Glibc.exit(failure.code.rawValue)
        } catch {
            // The parser's own status for a wrong command line is 64.
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            printToStandardError(fullMessage(for: error))
            Glibc.exit(CommandFailure.Code.usage.rawValue)
        }
    }
}
