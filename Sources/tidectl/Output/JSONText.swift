import TideConfiguration

/// JSON as it is written, in the forms of `JSONEncoder`, which takes some ten microseconds for an object: for documents
/// that have tens of thousands.
///
/// Who writes an object gives its members in the order of their names.
struct JSONText: Sendable {
    /// For people, with indentation, or on one line.
    let isPretty: Bool
    private(set) var bytes: [UInt8] = []
    private var depth = 0
    /// Whether the next value is the first of its array or object.
    private var isFirst = true

    init(isPretty: Bool) { self.isPretty = isPretty }

    mutating func object(_ members: (inout JSONText) -> Void) { enclose("{", "}", members) }

    /// An array whose elements are written on all processors.
    mutating func array<Element: Sendable>(
        _ elements: [Element], _ write: @Sendable (inout JSONText, Element) -> Void
    ) {
        enclose("[", "]") { array in
            let empty = array.isPretty ? JSONText(isPretty: true, depth: array.depth) : JSONText(isPretty: false)
            let texts = elements.concurrentMap(inRunsOf: 256) { element in
                var text = empty
                write(&text, element)
                return text.bytes
            }
            for text in texts {
                array.separate()
                array.bytes += text
            }
        }
    }

    mutating func member(_ name: StaticString, _ text: String?) { member(name) { $0.value(text) } }

    mutating func member(_ name: StaticString, _ number: Int?) {
        member(name) { $0.raw(number.map(String.init) ?? "null") }
    }

    mutating func member(_ name: StaticString, _ number: Double?) {
        member(name) { json in
            let text = number.map(\.description) ?? "null"
            json.raw(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        }
    }

    mutating func member(_ name: StaticString, _ isTrue: Bool) { member(name) { $0.raw(isTrue ? "true" : "false") } }

    mutating func member(_ name: StaticString, _ write: (inout JSONText) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes += $0 }
        raw(isPretty ? "\" : " : "\":")
        write(&self)
    }

    mutating func value(_ text: String?) {
        guard let text else { return raw("null") }
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): raw("\\\"")
            case UInt8(ascii: "\\"): raw("\\\\")
            case 0x08: raw("\\b")
            case 0x09: raw("\\t")
            case 0x0A: raw("\\n")
            case 0x0C: raw("\\f")
            case 0x0D: raw("\\r")
            case 0..<0x10: raw("\\u000" + String(byte, radix: 16))
            case 0x10..<0x20: raw("\\u00" + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private init(isPretty: Bool, depth: Int) {
        self.isPretty = isPretty
        self.depth = depth
    }

    private mutating func enclose(_ opening: String, _ closing: String, _ write: (inout JSONText) -> Void) {
        raw(opening)
        depth += 1
        isFirst = true
        write(&self)
        depth -= 1
        // JSONEncoder leaves a line free where there is nothing.
        if isPretty { raw(isFirst ? "\n\n" : "\n") }
        if isPretty { indent() }
        raw(closing)
        isFirst = false
    }

    private mutating func separate() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        guard isPretty else { return }
        bytes.append(UInt8(ascii: "\n"))
        indent()
    }

    private mutating func indent() { bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2)) }

    private mutating func raw(_ text: String) { bytes += text.utf8 }
}
