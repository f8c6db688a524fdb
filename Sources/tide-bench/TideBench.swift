import ArgumentParser

@main
struct TideBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tide-bench")
}
