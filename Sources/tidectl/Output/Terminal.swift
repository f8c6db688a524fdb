import Glibc

/// What standard output is, and how the user wants it.
struct Terminal: Sendable {
    /// Columns; nil is unlimited, where output goes to a file or another program.
    var columns: Int?
    var rows: Int
    var isTerminal: Bool
    var hasColours: Bool
    /// Whether characters beyond ASCII show: by the locale, as `nl_langinfo(CODESET)` tells.
    var isUTF8: Bool

    static let standardOutput = Terminal(descriptor: STDOUT_FILENO)

    init(columns: Int?, rows: Int = 24, isTerminal: Bool = false, hasColours: Bool = false, isUTF8: Bool = true) {
        self.columns = columns
        self.rows = rows
        self.isTerminal = isTerminal
        self.hasColours = hasColours
        self.isUTF8 = isUTF8
    }

    init(descriptor: Int32) {
        let isTerminal = isatty(descriptor) == 1
        var size = winsize()
        let hasSize = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0
        let set = Self.environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        let measured = hasSize && size.ws_col > 0 ? Int(size.ws_col) : nil
        self.init(
            columns: set ?? measured ?? (isTerminal ? 80 : nil),
            rows: hasSize && size.ws_row > 0 ? Int(size.ws_row) : 24, isTerminal: isTerminal,
            hasColours: Self.wantsColours(isTerminal: isTerminal), isUTF8: Self.localeIsUTF8())
    }

    static func environment(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// As systemd's tools decide: `SYSTEMD_COLORS` over `NO_COLOR` over what the output is.
    ///
    /// Source: systemctl(1), "SYSTEMD_COLORS"; no-color.org.
    private static func wantsColours(isTerminal: Bool) -> Bool {
        if let text = environment("SYSTEMD_COLORS") {
            switch text.lowercased() {
            case "0", "no", "n", "false", "f", "off": return false
            case "1", "yes", "y", "true", "t", "on", "16", "256", "24bit": return true
            default: break
            }
        }
        if let text = environment("NO_COLOR"), !text.isEmpty { return false }
        return isTerminal && environment("TERM") != "dumb"
    }

    /// `LC_ALL` over `LC_CTYPE` over `LANG`, by name: the locale itself may not be installed.
    private static func localeIsUTF8() -> Bool {
        let name = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment($0) }.first { !$0.isEmpty } ?? "C"
        let lowered = name.lowercased()
        return lowered.contains("utf-8") || lowered.contains("utf8")
    }
}
