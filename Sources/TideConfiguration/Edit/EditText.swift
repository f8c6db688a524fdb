/// The text that an editor is given for a drop-in: what is there of it, and below, as comments, what it changes. In the
/// manner of `systemctl edit`.
package struct EditText: Sendable {
    private static let end = "### Edits below this comment will be discarded"

    /// What the editor is given.
    package var text: String

    /// - Parameter current: of the drop-in as it is; empty for a new one.
    /// - Parameter context: the other files of the schedule with their paths, in the order in which they are merged.
    package init(path: String, current: String, context: [(path: String, text: String)]) {
        text = """
            ### Editing \(path)
            ### Anything between here and the comment below becomes the content of this file

            \(current.isEmpty ? "\n" : current)
            \(Self.end)

            """
        for file in context {
            text += "\n\n### \(file.path)\n"
            for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
                text += line.isEmpty ? "#\n" : "# \(line)\n"
            }
        }
    }

    /// What the drop-in shall be, from what the editor left: without the comments that ``init(path:current:context:)``
    /// put in, and without blank lines at both ends.
    package static func content(of edited: String) -> String {
        var lines = edited.split(separator: "\n", omittingEmptySubsequences: false)[...]
        if let end = lines.firstIndex(where: { $0.hasPrefix(Self.end) }) { lines = lines[..<end] }
        while let first = lines.first, first.hasPrefix("### Editing ") || first.hasPrefix("### Anything between ") {
            lines = lines.dropFirst()
        }
        let isBlank = { (line: Substring) in line.utf8.allSatisfy(isWhitespace) }
        lines = lines.drop(while: isBlank)
        while let last = lines.last, isBlank(last) { lines = lines.dropLast() }
        return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
    }
}
