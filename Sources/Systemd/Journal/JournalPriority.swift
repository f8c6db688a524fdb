/// How much an entry matters: the levels of syslog(3), the most urgent first.
public enum JournalPriority: Int, CaseIterable, Comparable, Sendable {
    case emergency, alert, critical, error, warning, notice, info, debug

    /// The more urgent is the greater: `.error > .info`.
    public static func < (a: JournalPriority, b: JournalPriority) -> Bool { a.rawValue > b.rawValue }

    /// The word in front of a plain line; `nil` for `info`, the level that needs none.
    var word: String? { self == .info ? nil : "\(self)" }
}
