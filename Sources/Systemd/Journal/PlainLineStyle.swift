import Glibc

/// How an entry looks as a plain line.
///
///     terminal    08:30:00.123 chat: SCALE 8 accepted
///     otherwise   2027-01-26T08:30:00.123+08:00 warning: chat: not at 8 replicas after 30min
///
/// The level is spelt out except for `info`. Further lines of a message are indented. Control characters, which could
/// come from a name or a reply and would drive the terminal, are shown as `\x1b`.
enum PlainLineStyle: Sendable {
    /// For a terminal; with colour, the levels that a person must look at stand out.
    case terminal(colour: Bool)
    /// For a pipe or a file.
    case stream

    /// The style that suits what `descriptor` is connected to. Colour follows no-color.org and `TERM`.
    static func suiting(_ descriptor: Int32) -> PlainLineStyle {
        guard isatty(descriptor) == 1 else { return .stream }
        let term = getenv("TERM").map { String(cString: $0) } ?? "dumb"
        return .terminal(colour: getenv("NO_COLOR") == nil && term != "dumb")
    }

    func line(for entry: JournalEntry, at time: WallTime) -> String {
        let text = (entry.priority.word.map { "\($0): " } ?? "") + Self.printable(entry.message)
        switch self {
        case .stream: return "\(time.rfc3339) \(text)\n"
        case .terminal(colour: false): return "\(time.clock) \(text)\n"
        case .terminal(colour: true): return "\(time.clock) \(Self.colour(entry.priority, text))\n"
        }
    }

    /// The colours of journalctl(1): red for errors, yellow for warnings, bold for notices, grey for debugging.
    private static func colour(_ priority: JournalPriority, _ text: String) -> String {
        let code =
            switch priority {
            case .emergency, .alert, .critical, .error: "1;31"
            case .warning: "1;33"
            case .notice: "1"
            case .info: ""
            case .debug: "90"
            }
        return code.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    private static func printable(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: shown += "\n    "
            case 0..<0x20 where scalar != "\t", 0x7F..<0xA0:
                shown += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
