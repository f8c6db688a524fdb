import Glibc
import Lint
import TideConfiguration

/// An editor at work on a copy of a file.
struct EditSession {
    /// What the copy is called, for editors that go by names.
    var fileName: String

    /// Lets the user edit `text` until `check` finds no fault or the user gives up.
    ///
    /// - Returns: the content, without what ``EditText`` put around it; empty where there is none.
    /// - Throws: where no editor can be run, or the user gave up.
    func edit(_ text: String, check: (String) throws -> Report) throws -> String {
        var template = Array("\(Self.temporaryDirectory)/tidectl-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw CommandFailure("mkdtemp: \(String(cString: strerror(errno)))") }
        let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let path = "\(directory)/\(fileName)"
        defer {
            unlink(path)
            rmdir(directory)
        }
        try changing { try AtomicFile.write(text, to: path) }
        while true {
            try runEditor(on: path)
            let content = EditText.content(of: try content(of: path))
            if content.isEmpty { return "" }
            let report = try check(content)
            if report.faults.isEmpty { return content }
            printToStandardError(report.text(as: .text))
            guard isatty(STDIN_FILENO) == 1, wantsAnotherTry() else {
                throw CommandFailure("the result is faulty; nothing was changed", code: .configurationFaulty)
            }
        }
    }

    static func standardInput() throws -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(STDIN_FILENO, &chunk, chunk.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure("standard input can't be read: \(String(cString: strerror(errno)))")
            }
            bytes += chunk.prefix(count)
            if bytes.count > DiskFiles.largestFile {
                throw CommandFailure("standard input is too long for a configuration file")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure("standard input is not UTF-8", code: .configurationFaulty)
        }
        return text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
    }

    private func content(of path: String) throws -> String {
        guard case .bytes(let bytes) = DiskFiles().content(of: path) else {
            throw CommandFailure("the edited copy, \(path), can't be read any more")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func wantsAnotherTry() -> Bool {
        print("Edit again? [Y/n] ", terminator: "")
        fflush(nil)
        guard let answer = readLine() else { return false }
        return answer.isEmpty || answer.lowercased().hasPrefix("y")
    }

    /// Editors in the order of systemctl(1), each with its arguments.
    private func runEditor(on path: String) throws {
        let chosen = ["SYSTEMD_EDITOR", "EDITOR", "VISUAL"].lazy.compactMap(Self.environment).first
        for editor in chosen.map({ [$0] }) ?? ["editor", "nano", "vim", "vi"] {
            // By a shell, so that the variable may hold arguments, too.
            let status = try run(["/bin/sh", "-c", "exec \(editor) \"$1\"", "tidectl", path])
            if status == 0 { return }
            // What a shell says of a command that doesn't exist.
            if status == 127, chosen == nil { continue }
            throw CommandFailure("the editor, \(editor), ended with status \(status); nothing was changed")
        }
        throw CommandFailure("there is no editor; set $EDITOR, or give the content by --stdin")
    }

    private func run(_ command: [String]) throws -> Int32 {
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child = pid_t()
        let code = posix_spawn(&child, command.first ?? "", nil, nil, &arguments, environ)
        guard code == 0 else { throw CommandFailure("\(command.first ?? ""): \(String(cString: strerror(code)))") }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 {
            if errno != EINTR { throw CommandFailure("waitpid: \(String(cString: strerror(errno)))") }
        }
        // WIFEXITED and WEXITSTATUS of wait(2); a signal counts as 128 and its number, as in a shell.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    private static var temporaryDirectory: String { environment("TMPDIR") ?? "/tmp" }

    private static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
