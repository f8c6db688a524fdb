import ArgumentParser
import Testing

@testable import tidectl

@Suite("Command line of simulate")
struct SimulateCommandTests {
    @Test(
        "What a random world draws by itself is refused, and so are no worlds",
        arguments: [
            ["--world", "random", "--days", "3"], ["--seeds", "5", "--from", "2026-11-24"], ["--seeds", "0"],
            ["--days", "0"], ["--days", "367"], ["--jobs", "0"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: (any Error).self) { try SimulateCommand.parse(arguments) }
    }

    @Test(
        "What fits together is taken",
        arguments: [
            [], ["--from", "2026-11-24", "--days", "366"], ["--world", "random", "--faults", "all", "--seeds", "5"],
        ])
    func taken(arguments: [String]) throws {
        _ = try SimulateCommand.parse(arguments)
    }
}
