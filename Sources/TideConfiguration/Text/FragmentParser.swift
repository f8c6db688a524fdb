/// Reads the text of one file by the rules of systemd.syntax(7), as config_parse() of systemd's `conf-parser.c` does,
/// but where that skips what it can't read with a warning, this reports a fault: a schedule that is only half
/// understood must not scale anything.
struct FragmentParser {
    /// The longest line, joined lines together, in bytes: systemd's LONG_LINE_MAX.
    static let longestLine = 1 << 20

    /// A part of the file. Of the buffer, for parts of an array count their references, several a line of every file.
    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    private var fragment: Fragment
    private let path: String

    static func parse(_ bytes: [UInt8], path: String) -> Fragment {
        var parser = FragmentParser(path: path)
        bytes.withUnsafeBufferPointer { parser.read($0) }
        return parser.fragment
    }

    private init(path: String) {
        self.path = path
        fragment = Fragment(path: path)
    }

    private mutating func read(_ bytes: UnsafeBufferPointer<UInt8>) {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        var joined = SourceText(path: path, line: 1, column: 1)
        var isContinued = false
        var number = 0
        for physical in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            var line = physical
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            // Also between joined lines, where a comment is left out as if it weren't there.
            if isComment(line) { continue }
            if !isContinued, isPlain(line) {
                let first = line.startIndex
                interpret(line) { [path] part in
                    SourceText(
                        path: path, line: number, column: part.startIndex - first + 1,
                        text: String(decoding: part, as: UTF8.self))
                }
                joined = SourceText(path: path, line: number, column: 1)
                continue
            }
            guard let appended = appendable(line, at: number, to: joined) else {
                joined = SourceText(path: path, line: number, column: 1)
                isContinued = false
                continue
            }
            isContinued = endsInEscape(line)
            joined.append(isContinued ? appended.dropLast() + " " : appended, line: number, column: 1)
            if isContinued { continue }
            interpretJoined(joined)
            joined = SourceText(path: path, line: number, column: 1)
        }
        if isContinued { interpretJoined(joined) }
    }

    private func isComment(_ line: Bytes) -> Bool {
        let first = line.first { !isWhitespace($0) }
        return first == UInt8(ascii: "#") || first == UInt8(ascii: ";")
    }

    /// ASCII that does not go on in the next line, as nearly every line is: it is taken apart where it stands.
    private func isPlain(_ line: Bytes) -> Bool {
        line.count <= Self.longestLine && line.last != UInt8(ascii: "\\") && line.allSatisfy { 0x01..<0x80 ~= $0 }
    }

    /// A backslash at the end that no other backslash escapes.
    private func endsInEscape(_ line: Bytes) -> Bool {
        !line.reversed().prefix { $0 == UInt8(ascii: "\\") }.count.isMultiple(of: 2)
    }

    /// `line` as text; nil after reporting why it can't be used.
    private mutating func appendable(_ line: Bytes, at number: Int, to joined: SourceText) -> Substring? {
        guard joined.text.utf8.count + line.count <= Self.longestLine else {
            report(.lineTooLong(limit: Self.longestLine), at: SourceLocation(path: path, line: number))
            return nil
        }
        if let nul = line.firstIndex(of: 0) {
            let column = line[..<nul].count { $0 & 0xC0 != 0x80 } + 1
            report(.nulByte, at: SourceLocation(path: path, line: number, column: column))
            return nil
        }
        guard let text = String(validating: line, as: UTF8.self) else {
            report(.notUTF8, at: SourceLocation(path: path, line: number))
            return nil
        }
        return text[...]
    }

    private mutating func interpretJoined(_ joined: SourceText) {
        Array(joined.text.utf8).withUnsafeBufferPointer { line in
            interpret(line[...]) { joined.part($0.startIndex..<$0.endIndex) }
        }
    }

    /// - Parameter source: a part of the line, as text that knows where it stood.
    private mutating func interpret(_ line: Bytes, _ source: (Bytes) -> SourceText) {
        let line = trimmed(line)
        if line.isEmpty { return }
        if line.first == UInt8(ascii: "[") { return openSection(source(line)) }

        guard let equals = line.firstIndex(of: UInt8(ascii: "=")), equals != line.startIndex else {
            let line = source(line)
            return report(.notAnAssignment(line.text), at: line.location)
        }
        let key = source(trimmed(line[..<equals]))
        let value = source(trimmed(line[equals...].dropFirst()))
        guard let section = fragment.sections.indices.last else {
            return report(.outsideSection(key: key.text), at: key.location)
        }
        fragment.sections[section].assignments.append(
            Fragment.Assignment(
                key: key.text, keyLine: key.location.line, keyColumn: key.location.column, value: value))
    }

    /// Without white space at both ends.
    private func trimmed(_ line: Bytes) -> Bytes {
        var line = line.drop(while: isWhitespace)
        while let last = line.last, isWhitespace(last) { line.removeLast() }
        return line
    }

    private mutating func openSection(_ line: SourceText) {
        var name = String(line.text.dropFirst().dropLast())
        if line.text.utf8.last != UInt8(ascii: "]") || name.isEmpty || name.utf8.contains(where: Self.isForbidden) {
            report(.notASectionHeader(line.text), at: line.location)
            // Opened all the same: what follows must not count as part of the section before.
            name = Fragment.Section.unreadable
        }
        fragment.sections.append(Fragment.Section(name: name, location: line.location))
    }

    /// In the name of a section.
    private static func isForbidden(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }

    private mutating func report(_ problem: ConfigurationFault.Problem, at location: SourceLocation) {
        fragment.faults.append(ConfigurationFault(location: location, problem: problem))
    }
}
