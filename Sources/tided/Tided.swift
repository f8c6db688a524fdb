import ArgumentParser

@main
struct Tided: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tided")
}
