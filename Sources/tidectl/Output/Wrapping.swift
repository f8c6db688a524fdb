extension String {
    /// Broken between words into lines of at most `width` columns; those after the first begin with `indent` spaces
    /// more than this one does. A word that is longer than a line stands on one of its own.
    func wrapped(to width: Int?, indent: Int = 4) -> [String] {
        guard let width, columns > width else { return [self] }
        let own = String(prefix { $0 == " " })
        let hanging = own + String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = own
        var isEmpty = true
        for word in dropFirst(own.count).split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
            if !isEmpty, line.columns + 1 + word.columns > width {
                lines.append(line)
                line = hanging
                isEmpty = true
            }
            line += isEmpty ? word : " \(word)"
            isEmpty = false
        }
        return lines + [line]
    }
}
