/// Text that knows where in its file each of its characters stood, also after lines were joined and specifiers
/// expanded.
public struct SourceText: Hashable, Sendable {
    /// A run of text that stood in one line: from `offset` (in UTF-8 code units of the text) on, up to the next piece.
    struct Piece: Hashable {
        var offset: Int
        var line: Int
        var column: Int
    }

    public private(set) var text: String
    public let path: String
    private var first: Piece
    /// Empty in all but joined and expanded text, so that the common case allocates nothing.
    private var later: [Piece] = []

    init(path: String, line: Int, column: Int, text: String = "") {
        self.path = path
        self.text = text
        first = Piece(offset: 0, line: line, column: column)
    }

    public var isEmpty: Bool { text.isEmpty }

    /// Where the first character stood.
    public var location: SourceLocation { SourceLocation(path: path, line: first.line, column: first.column) }

    /// Where the character at `offset`, in UTF-8 code units from the start, stood; held to the text's bounds.
    public func location(at offset: Int) -> SourceLocation {
        let piece = later.last { $0.offset <= offset } ?? first
        let characters = text.utf8.dropFirst(piece.offset).prefix(max(0, offset - piece.offset))
            .count { !isContinuationByte($0) }
        return SourceLocation(path: path, line: piece.line, column: piece.column + characters)
    }

    /// Appends `text`, which stood at `line` and `column`.
    mutating func append(_ addition: Substring, line: Int, column: Int) {
        let piece = Piece(offset: text.utf8.count, line: line, column: column)
        if text.isEmpty { first = piece } else { later.append(piece) }
        text += addition
    }

    mutating func append(_ addition: SourceText) {
        if addition.isEmpty { return }
        let offset = text.utf8.count
        append("", line: addition.first.line, column: addition.first.column)
        later += addition.later.map { Piece(offset: offset + $0.offset, line: $0.line, column: $0.column) }
        text += addition.text
    }

    /// Appends `addition`, which stands for the character at `location`.
    mutating func append(_ addition: Substring, from location: SourceLocation) {
        append(addition, line: location.line, column: location.column)
    }

    /// The part between two offsets, held to the text's bounds.
    func part(_ range: Range<Int>) -> SourceText {
        let start = location(at: range.lowerBound)
        var part = SourceText(path: path, line: start.line, column: start.column)
        part.text = String(Substring(text.utf8.dropFirst(range.lowerBound).prefix(range.count)))
        if later.isEmpty { return part }
        part.later = later.lazy.filter { range.lowerBound < $0.offset && $0.offset < range.upperBound }
            .map { Piece(offset: $0.offset - range.lowerBound, line: $0.line, column: $0.column) }
        return part
    }

    /// Without white space at both ends.
    func trimmed() -> SourceText {
        let bounds = trimmedBounds(0..<text.utf8.count)
        return bounds.count == text.utf8.count ? self : part(bounds)
    }

    /// What is left of a range of offsets without white space at both ends.
    func trimmedBounds(_ range: Range<Int>) -> Range<Int> {
        var bytes = text.utf8.dropFirst(range.lowerBound).prefix(range.count)
        let count = bytes.count
        bytes = bytes.drop(while: isWhitespace)
        let start = range.lowerBound + count - bytes.count
        while let last = bytes.last, isWhitespace(last) { bytes.removeLast() }
        return start..<start + bytes.count
    }

    /// The words between white space.
    func words() -> [SourceText] {
        var words: [SourceText] = []
        var start: Int?
        for (offset, byte) in text.utf8.enumerated() {
            if isWhitespace(byte) {
                if let begin = start { words.append(part(begin..<offset)) }
                start = nil
            } else if start == nil {
                start = offset
            }
        }
        if let begin = start { words.append(part(begin..<text.utf8.count)) }
        return words
    }
}

/// What systemd.syntax(7) takes for white space.
func isWhitespace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
}

/// Whether `byte` goes on with a character of UTF-8 that an earlier byte began.
private func isContinuationByte(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
