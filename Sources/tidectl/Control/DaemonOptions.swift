import ArgumentParser
import Control

/// How to reach the daemon.
struct DaemonOptions: ParsableArguments {
    @Option(
        name: .customLong("control-socket"),
        help: ArgumentHelp("Reach tided on this socket.", valueName: "path"))
    var controlSocket = ControlClient.standardPath

    func connect() throws -> ControlClient { try ControlClient(path: controlSocket) }

    /// One question, one answer.
    func request<Result: Decodable>(
        _ verb: ControlVerb, as type: Result.Type = Result.self, timeout: Duration = .seconds(30)
    ) throws -> Result {
        try connect().request(verb, as: type, timeout: timeout)
    }
}
