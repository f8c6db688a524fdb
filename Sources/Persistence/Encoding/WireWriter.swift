/// Writes values as numbered fields, in the manner of protobuf's wire format: a field is its number and its kind, then
/// the content. A field that has its default is left out.
///
/// Chosen over JSON because 100,000 services must load within two seconds, and over a fixed layout because fields will
/// be added: an older record reads as one without them, and they need no migration.
///
/// Source: protobuf.dev/programming-guides/encoding; kinds 0 (varint), 1 (64 bits) and 2 (length-delimited).
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// Small numbers in few bytes, negative ones too.
    mutating func write(_ number: Int, to field: WireField) {
        tag(field, .varint)
        varint(UInt64(bitPattern: Int64((number << 1) ^ (number >> (Int.bitWidth - 1)))))
    }

    mutating func write(_ flag: Bool, to field: WireField) {
        guard flag else { return }
        tag(field, .varint)
        varint(1)
    }

    mutating func write(nanoseconds: Int64, to field: WireField) {
        tag(field, .fixed)
        withUnsafeBytes(of: nanoseconds.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func write(_ text: String, to field: WireField) {
        tag(field, .delimited)
        varint(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ message: some WireMessage, to field: WireField) {
        tag(field, .delimited)
        let start = bytes.count
        message.write(to: &self)
        var length = UInt64(bytes.count - start)
        var prefix: [UInt8] = []
        repeat {
            prefix.append(UInt8(truncatingIfNeeded: length & 0x7F) | (length > 0x7F ? 0x80 : 0))
            length >>= 7
        } while length > 0
        bytes.insert(contentsOf: prefix, at: start)
    }

    /// Ends the record with the checksum of everything before.
    mutating func seal() {
        let sum = Checksum.crc32c(bytes)
        withUnsafeBytes(of: sum.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func tag(_ field: WireField, _ kind: WireKind) {
        varint(UInt64(field.number) << 3 | UInt64(kind.rawValue))
    }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}

extension WireWriter {
    mutating func write(_ message: (some WireMessage)?, to field: WireField) {
        if let message { write(message, to: field) }
    }

    mutating func write(_ text: String?, to field: WireField) {
        if let text { write(text, to: field) }
    }

    mutating func write(_ number: Int?, to field: WireField) {
        if let number { write(number, to: field) }
    }
}

/// What follows a field's number.
enum WireKind: UInt8 {
    case varint = 0
    case fixed = 1
    case delimited = 2
}

/// A field's number: it is never used for anything else, not even when the field is gone.
struct WireField: Equatable, ExpressibleByIntegerLiteral {
    let number: UInt32

    init(_ number: UInt32) { self.number = number }

    init(integerLiteral value: UInt32) { number = value }

    static func ~= (pattern: WireField, field: WireField) -> Bool { pattern.number == field.number }
}
