import Glibc
import Testing

/// This test program, started anew to run one test alone, so that it can be killed or run where the disk is full.
struct ChildProcess {
    static let directoryVariable = "TIDE_STORE_TEST_DIRECTORY"

    /// In a child: where to work. Tests that are made for children run only where this is set.
    static var directory: String? { getenv(directoryVariable).map { String(cString: $0) } }

    let id: pid_t
    /// What the child prints.
    let output: Int32

    /// - Parameters:
    ///   - test: a pattern for its name, as for `swift test --filter`.
    ///   - wrapper: a command that is given the child's command line.
    init(test: String, directory: String, wrapper: [String] = []) throws {
        let program = try #require(Self.link("/proc/self/exe"))
        // Started by `swift test`, the bundle's path and the library to run stand among the arguments.
        var arguments = Array(CommandLine.arguments.dropFirst())
        while let index = arguments.firstIndex(where: { ["--filter", "--skip", "--xunit-output"].contains($0) }) {
            arguments.removeSubrange(index...min(index + 1, arguments.count - 1))
        }
        let command = wrapper + [program] + arguments + ["--filter", test]
        var pipe: [Int32] = [0, 0]
        try #require(Glibc.pipe(&pipe) == 0)
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO)
        var environment: [UnsafeMutablePointer<CChar>?] = []
        var entry = environ
        while let text = entry.pointee {
            environment.append(text)
            entry += 1
        }
        let variable = strdup("\(Self.directoryVariable)=\(directory)")
        let words = command.map { strdup($0) }
        defer {
            free(variable)
            for word in words { free(word) }
        }
        var id = pid_t()
        let code = posix_spawnp(&id, command[0], &actions, nil, words + [nil], environment + [variable, nil])
        close(pipe[1])
        try #require(code == 0, "\(command)")
        self.id = id
        output = pipe[0]
    }

    /// The next bytes that the child prints; empty at its end.
    func read() -> [UInt8] {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(output, &chunk, chunk.count)
        return Array(chunk.prefix(max(0, count)))
    }

    func readToEnd() -> String {
        var bytes: [UInt8] = []
        while case let chunk = read(), !chunk.isEmpty { bytes += chunk }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Waits for the end. 0 is success.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        close(output)
        return status
    }

    private static func link(_ path: String) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4097) { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let count = readlink(path, start, buffer.count - 1)
            guard count > 0 else { return nil }
            start[count] = 0
            return String(cString: start)
        }
    }
}
