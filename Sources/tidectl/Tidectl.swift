import ArgumentParser

@main
struct Tidectl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tidectl", abstract: "Query and command tided, the scheduled autoscaler.",
        subcommands: [CalendarCommand.self])
}
