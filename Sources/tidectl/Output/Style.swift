/// How a piece of text looks on a terminal with colours: those of systemctl(1).
enum Style: String, Sendable {
    case plain = ""
    case bold = "1"
    case green = "1;32"
    case yellow = "1;33"
    case red = "1;31"
    case grey = "2"
    case underline = "4"

    func on(_ text: String, _ terminal: Terminal) -> String {
        guard terminal.hasColours, self != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(rawValue)m\(text)\u{1B}[0m"
    }
}

extension String {
    /// Columns on a terminal: two for the wide characters of East Asia, none for those that combine.
    ///
    /// Source: Unicode Standard Annex 11, East_Asian_Width W and F, by blocks.
    var columns: Int {
        // Nearly all is ASCII.
        let isASCII = utf8.withContiguousStorageIfAvailable { $0.allSatisfy { $0 < 0x80 } }
        if isASCII ?? utf8.allSatisfy({ $0 < 0x80 }) { return utf8.count }
        return unicodeScalars.reduce(0) { $0 + $1.columns }
    }

    /// At most `width` columns, the last one an ellipsis where something is left out.
    func shortened(to width: Int, _ terminal: Terminal) -> String {
        guard columns > width else { return self }
        let mark = terminal.isUTF8 ? "…" : width > 3 ? "..." : "."
        var text = ""
        var used = mark.count
        for character in self {
            let more = String(character).columns
            guard used + more <= width else { break }
            text.append(character)
            used += more
        }
        return text + mark
    }

    /// Filled with spaces to `width` columns.
    func filled(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - columns)) }
}

extension Unicode.Scalar {
    fileprivate var columns: Int {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
