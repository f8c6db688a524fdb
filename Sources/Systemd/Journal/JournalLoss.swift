/// What was given up because entries could not be written fast enough.
public struct JournalLoss: Equatable, Sendable {
    /// Entries of any level.
    public internal(set) var count = 0
    /// Those of them above `info`.
    public internal(set) var urgentCount = 0

    /// The sentence for a person.
    public var description: String {
        let kinds = urgentCount == 0 ? "all of level info or debug" : "\(urgentCount) of them of level notice or higher"
        return "\(count) log entries were lost because they could not be written fast enough, \(kinds)"
    }
}
