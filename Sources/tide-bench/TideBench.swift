import ArgumentParser

@main
struct TideBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tide-bench", abstract: "Measure parts of Tide.", subcommands: [CronCommand.self])
}
