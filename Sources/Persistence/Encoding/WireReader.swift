/// Reads what ``WireWriter`` wrote. Every read is checked against the end; nothing that the bytes say can trap.
struct WireReader {
    private let bytes: UnsafeRawBufferPointer
    private var position: Int
    private let end: Int
    private var kind = WireKind.varint
    /// Texts that most services have in common, kept once.
    private let shared: SharedTexts

    /// Checks the record's checksum and reads what it covers. `bytes` must outlive the reader.
    init(sealed bytes: UnsafeRawBufferPointer, shared: SharedTexts) throws(WireError) {
        let length = bytes.count - 4
        guard length >= 0 else { throw .damaged }
        let stored = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: length, as: UInt32.self))
        guard Checksum.crc32c(bytes.prefix(length)) == stored else { throw .damaged }
        self.init(bytes: bytes, position: 0, end: length, shared: shared)
    }

    private init(bytes: UnsafeRawBufferPointer, position: Int, end: Int, shared: SharedTexts) {
        self.bytes = bytes
        self.position = position
        self.end = end
        self.shared = shared
    }

    /// The number of the next field, or nil at the end. The field's content must be read, or skipped, before the next
    /// call.
    mutating func next() throws(WireError) -> WireField? {
        guard position < end else { return nil }
        let tag = try varint()
        guard let kind = WireKind(rawValue: UInt8(truncatingIfNeeded: tag & 7)), tag >> 3 <= UInt64(UInt32.max) else {
            throw .damaged
        }
        self.kind = kind
        return WireField(UInt32(truncatingIfNeeded: tag >> 3))
    }

    /// Passes over a field that this version does not know.
    mutating func skip() throws(WireError) {
        switch kind {
        case .varint: _ = try varint()
        case .fixed: _ = try take(8)
        case .delimited: _ = try take(length())
        }
    }

    mutating func number() throws(WireError) -> Int {
        guard kind == .varint else { throw .damaged }
        let raw = try varint()
        return Int(Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1))
    }

    mutating func flag() throws(WireError) -> Bool {
        guard kind == .varint else { throw .damaged }
        return try varint() != 0
    }

    mutating func nanoseconds() throws(WireError) -> Int64 {
        guard kind == .fixed else { throw .damaged }
        return Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: try take(8), as: Int64.self))
    }

    mutating func text() throws(WireError) -> String {
        guard kind == .delimited else { throw .damaged }
        let length = try length()
        let start = try take(length)
        guard let text = String(validating: bytes[start..<start + length], as: UTF8.self) else { throw .damaged }
        return text
    }

    /// A text that other records are likely to hold too.
    mutating func sharedText() throws(WireError) -> String { shared.shared(try text()) }

    mutating func message<Message: WireMessage>(_: Message.Type = Message.self) throws(WireError) -> Message {
        guard kind == .delimited else { throw .damaged }
        let length = try length()
        let start = try take(length)
        var inner = WireReader(bytes: bytes, position: start, end: start + length, shared: shared)
        return try Message(from: &inner)
    }

    /// A word of an enumeration. One that is not known was written by a newer version.
    mutating func word<Word: RawRepresentable>(_: Word.Type = Word.self) throws(WireError) -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: try text()) else { throw .newer }
        return word
    }

    private mutating func length() throws(WireError) -> Int {
        guard let length = Int(exactly: try varint()) else { throw .damaged }
        return length
    }

    /// Moves on by `count` and tells where that began.
    private mutating func take(_ count: Int) throws(WireError) -> Int {
        guard count >= 0, count <= end - position else { throw .damaged }
        defer { position += count }
        return position
    }

    private mutating func varint() throws(WireError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end, shift < 64 {
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw .damaged
    }
}

/// A value of several fields.
protocol WireMessage {
    func write(to writer: inout WireWriter)
    init(from reader: inout WireReader) throws(WireError)
}

enum WireError: Error {
    /// The bytes are not what was written.
    case damaged
    /// The bytes are whole, but say something that this version does not know.
    case newer
}

/// Keeps one copy of each text: the jobs of 100,000 services have few different names and schedules.
final class SharedTexts {
    private var texts: Set<String> = []

    func shared(_ text: String) -> String {
        // Up to 15 bytes stand in the String itself.
        guard text.utf8.count > 15 else { return text }
        return texts.insert(text).memberAfterInsert
    }
}
