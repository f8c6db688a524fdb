import Autoscaling
import Glibc
import Testing

@testable import TideConfiguration

@Suite("Files on disk")
struct DiskFilesTests {
    private let directory: TemporaryDirectory
    private let files = DiskFiles()

    init() throws { directory = try TemporaryDirectory() }

    @Test("A regular file is read whole, also through a link")
    func regular() throws {
        let text = String(repeating: "# a line\n", count: 20_000)
        let path = try directory.write(text, to: "a.schedule")
        #expect(files.content(of: path) == .bytes(Array(text.utf8)))
        let link = directory.path + "/b.schedule"
        try #require(symlink("a.schedule", link) == 0)
        #expect(files.content(of: link) == .bytes(Array(text.utf8)))
    }

    @Test("A link to /dev/null masks, also over another link; an empty file does not")
    func masks() throws {
        let link = directory.path + "/a.schedule"
        try #require(symlink("/dev/null", link) == 0)
        #expect(files.content(of: link) == .masked)
        let second = directory.path + "/b.schedule"
        try #require(symlink(link, second) == 0)
        #expect(files.content(of: second) == .masked)
        #expect(files.content(of: try directory.write("", to: "c.schedule")) == .bytes([]))
    }

    @Test("What is there but can't be read is not taken for absent")
    func unreadable() throws {
        let dangling = directory.path + "/a.schedule"
        try #require(symlink("/nowhere/at/all", dangling) == 0)
        let pipe = directory.path + "/b.schedule"
        try #require(mkfifo(pipe, 0o600) == 0)
        let subdirectory = directory.path + "/c.schedule"
        try #require(mkdir(subdirectory, 0o700) == 0)
        let large = try directory.write(String(repeating: "x", count: DiskFiles.largestFile + 1), to: "d.schedule")
        func problem(_ path: String) -> FileFault.Problem? {
            if case .unreadable(let fault) = files.content(of: path) { fault.problem } else { nil }
        }
        #expect(problem(dangling) == .system(call: "open", code: ENOENT, meaning: "No such file or directory"))
        #expect(problem(pipe) == .notARegularFile)
        #expect(problem(subdirectory) == .notARegularFile)
        #expect(problem(large) == .tooLarge(limit: DiskFiles.largestFile))
        #expect(files.content(of: directory.path + "/e.schedule") == .absent)
    }

    @Test("A directory that doesn't exist is none; a file in its place is a fault")
    func directories() throws {
        #expect(try files.names(in: directory.path + "/none") == nil)
        let path = try directory.write("", to: "x.schedule.d")
        #expect(throws: FileFault(path: path, problem: .notADirectory)) { try files.names(in: path) }
        #expect(try files.names(in: directory.path) == ["x.schedule.d"])
    }

    @Test("Configuration on disk loads like configuration in memory")
    func loading() throws {
        try directory.write(minimalDaemonFile, to: "tided.conf")
        try directory.write(minimalSchedule, to: "chat.schedule")
        try #require(mkdir(directory.path + "/chat.schedule.d", 0o700) == 0)
        try directory.write("[CronScaleJob]\nName=morning\nTargetReplicas=3\n", to: "chat.schedule.d/x.conf")
        let loaded = loadConfiguration(directories: [directory.path, directory.path + "/none"], host: try host())
        #expect(loaded.faults == [])
        #expect(loaded.fleet.schedules.first?.jobs.map(\.target) == [.replicas(3)])
    }
}

/// A directory that is gone with its last holder.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/tide-configuration-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let file = try #require(fopen("\(path)/\(name)", "w"))
        defer { fclose(file) }
        fputs(text, file)
        return "\(path)/\(name)"
    }

    deinit { Self.removeTree(path) }

    private static func removeTree(_ path: String) {
        if unlink(path) == 0 { return }
        for name in (try? DiskFiles().names(in: path)) ?? [] { removeTree("\(path)/\(name)") }
        rmdir(path)
    }
}
