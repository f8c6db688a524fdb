/// Reads fixed forms from the front of a string, byte by byte.
struct ByteScanner {
    let bytes: [UInt8]
    /// The byte that is read next; at most `bytes.count`.
    private(set) var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { position == bytes.count }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Consumes the next byte if it is one of `characters`, and returns it.
    mutating func take(anyOf characters: StaticString) -> UInt8? {
        guard let next else { return nil }
        let wanted = UnsafeBufferPointer(start: characters.utf8Start, count: characters.utf8CodeUnitCount)
        guard wanted.contains(next) else { return nil }
        position += 1
        return next
    }

    /// Consumes `literal`, with its case, if it comes next.
    mutating func take(_ literal: String) -> Bool {
        guard bytes[position...].starts(with: literal.utf8) else { return false }
        position += literal.utf8.count
        return true
    }

    /// Consumes exactly `count` decimal digits, at most 9 of them.
    mutating func takeNumber(digits count: Int) -> Int? {
        guard bytes.count - position >= count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard let digit = byte.decimalDigit else { return nil }
            value = value * 10 + digit
        }
        position += count
        return value
    }

    /// Consumes the digits of a fraction of a second; what lies beyond nanoseconds is cut off. `nil` without a digit.
    mutating func takeNanoseconds() -> Int? {
        var value = 0
        var scale = 100_000_000
        let start = position
        while let digit = next?.decimalDigit {
            value += digit * scale
            scale /= 10
            position += 1
        }
        return position > start ? value : nil
    }

    /// Consumes one of `names`, with its case, and returns its index.
    mutating func take(oneOf names: [String]) -> Int? {
        for (index, name) in names.enumerated() where take(name) { return index }
        return nil
    }
}

extension UInt8 {
    var decimalDigit: Int? { 0x30...0x39 ~= self ? Int(self) - 0x30 : nil }
}
