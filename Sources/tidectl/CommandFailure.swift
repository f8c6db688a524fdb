import Glibc

/// Why a command ends without having done what was asked: the sentence for the user and the exit status.
struct CommandFailure: Error {
    /// tidectl's exit statuses other than 0.
    enum Code: Int32 {
        case failed = 1
        case usage = 2
        case daemonNotRunning = 3
        case configurationFaulty = 4
        case refused = 5
        case notFound = 6
        /// There are findings, or differences.
        case findings = 7
    }

    /// Empty where everything has been said already.
    var message: String
    var code: Code

    init(_ message: String, code: Code = .failed) {
        self.message = message
        self.code = code
    }
}

/// On a terminal, long lines are broken between words.
func printToStandardError(_ text: String) {
    let terminal = Terminal(descriptor: STDERR_FILENO)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
        terminal.isTerminal ? String(line).wrapped(to: terminal.columns, indent: 2) : [String(line)]
    }
    let bytes = Array("\(lines.joined(separator: "\n"))\n".utf8)
    var written = 0
    while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 || errno == EINTR else { return }
        written += max(0, count)
    }
}
