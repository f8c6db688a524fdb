import ArgumentParser

@main
struct TideBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tide-bench", abstract: "Measure parts of Tide.",
        subcommands: [
            ClientCommand.self, ClientServerCommand.self, CronCommand.self, EngineCommand.self, StoreCommand.self,
        ])
}
