import ArgumentParser
import Testing

@testable import tidectl

@Suite struct ConfigurationOptionsTests {
    @Test("A directory that was named and is not there is an error, and no sound configuration")
    func missingDirectory() throws {
        let options = try ConfigurationOptions.parse(["--config-dir", "/nonexistent/tide"])
        let failure = #expect(throws: CommandFailure.self) { try options.load() }
        #expect(failure?.code == .notFound)
        #expect(failure?.message == "there is no directory /nonexistent/tide")
    }

    @Test("The standard directories may be missing")
    func standardDirectories() throws {
        let options = try ConfigurationOptions.parse([])
        #expect(try options.existingDirectories() == options.directories)
    }

    private static let commands = [
        "status", "list", "history", "explain chat", "calls", "plan", "calendar @daily", "simulate", "reload", "verify",
        "diff a b", "cat", "edit chat", "mask chat", "unmask chat", "import --all", "pause chat", "unpause chat",
        "freeze", "thaw", "override chat 8", "run chat night", "retry chat", "drop chat",
        "api DescribeModelServiceGroups", "explain-error",
    ]

    @Test("Every verb takes --json, --no-pager and --no-legend", arguments: commands)
    func common(command: String) throws {
        let words = command.split(separator: " ").map(String.init)
        #expect(throws: Never.self) { try Tidectl.parseAsRoot(words + ["--json", "--no-pager", "--no-legend"]) }
    }

    @Test("No verb is missing there")
    func verbs() {
        let verbs = Tidectl.configuration.subcommands.map { $0.configuration.commandName ?? "" }
        #expect(Set(verbs) == Set(Self.commands.map { $0.split(separator: " ").first.map(String.init) ?? "" }))
    }
}
