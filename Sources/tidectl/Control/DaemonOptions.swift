import ArgumentParser
import Control

/// How to reach the daemon. Verbs that need none take it too, hidden, so that one set of options goes with all.
struct DaemonOptions: ParsableArguments {
    @Option(
        name: .customLong("control-socket"),
        help: ArgumentHelp("Reach tided on this socket.", valueName: "path"), completion: .file())
    var controlSocket = ControlClient.standardPath

    func connect() throws -> ControlClient { try ControlClient(path: controlSocket) }

    /// Shows the answer to a question as JSON. For programs it goes as it comes: with 4,000 jobs, reading and writing
    /// it again would take longer than all else.
    func show<Result: Codable>(
        json verb: ControlVerb, as type: Result.Type, _ output: OutputOptions
    ) throws {
        if output.terminal.isTerminal { return try output.show(json: request(verb, as: type)) }
        writeToStandardOutput(String(decoding: try connect().requestJSON(verb), as: UTF8.self) + "\n")
    }

    /// One question, one answer.
    func request<Result: Decodable>(
        _ verb: ControlVerb, as type: Result.Type = Result.self, timeout: Duration = .seconds(30)
    ) throws -> Result {
        try connect().request(verb, as: type, timeout: timeout)
    }
}
