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
}
