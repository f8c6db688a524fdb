import CivilTime

/// What happened in a world, a line each, for people. Recorded only when a failing seed is run again: a world that
/// goes well is never put into words.
struct Trace {
    enum Kind: String {
        /// What the engine was told.
        case input
        /// What it asked for.
        case effect
        /// What the server saw or did.
        case server
        /// What befell the host or the network.
        case fault
        /// What was found.
        case check
    }

    let isRecording: Bool
    private(set) var lines: [String] = []

    init(isRecording: Bool) { self.isRecording = isRecording }

    mutating func note(_ kind: Kind, _ text: @autoclosure () -> String, at clocks: Clocks) {
        guard isRecording else { return }
        let name = kind.rawValue
        let padding = String(repeating: " ", count: max(0, 7 - name.count))
        var line = "\(Trace.stamp(clocks.now))  \(name)\(padding)  \(text())"
        if kind == .input, clocks.wallError != .zero { line += "   (host's clock \(Trace.signed(clocks.wallError)))" }
        lines.append(line)
    }

    /// Whether a line tells what befell the host or the network.
    static func isFault(_ line: String) -> Bool { line.dropFirst(26).hasPrefix(Kind.fault.rawValue) }

    /// "2027-03-28T01:00:00.250Z".
    static func stamp(_ instant: Instant) -> String {
        let whole = Instant(secondsSince1970: instant.secondsSince1970).rfc3339()
        let milliseconds = "\(1_000 + instant.nanosecondOfSecond / 1_000_000)".dropFirst()
        return "\(whole.dropLast()).\(milliseconds)Z"
    }

    /// "+3600 s", "-0.250 s".
    static func signed(_ span: Duration) -> String {
        let milliseconds = span.nanoseconds / 1_000_000
        let fraction = "\(1_000 + abs(milliseconds % 1_000))".dropFirst()
        return "\(milliseconds < 0 ? "-" : "+")\(abs(milliseconds / 1_000)).\(fraction) s"
    }
}
