import ArgumentParser

@main
struct TIONESimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tione-simulator")
}
