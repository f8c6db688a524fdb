/// One file as read: its sections and assignments in order, before anything is known about their meaning.
struct Fragment: Hashable, Sendable {
    struct Section: Hashable, Sendable {
        /// Stands in for the name where the header was a fault.
        static let unreadable = ""

        var name: String
        var location: SourceLocation
        var assignments: [Assignment] = []
    }

    struct Assignment: Hashable, Sendable {
        var key: String
        var keyLine: Int
        var keyColumn: Int
        /// Trimmed; empty where the assignment resets.
        var value: SourceText

        var keyLocation: SourceLocation { SourceLocation(path: value.path, line: keyLine, column: keyColumn) }
    }

    var path: String
    var sections: [Section] = []
    /// What is not systemd.syntax(7), in line order.
    var faults: [ConfigurationFault] = []
}
