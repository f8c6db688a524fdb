import Crypto

extension [UInt8] {
    /// A header's value as it is signed: without blanks around it, ASCII letters in lower case.
    mutating func appendCanonicalValue(_ value: String) {
        let start = count
        for byte in value.utf8 where count > start || !byte.isBlank {
            append(byte.isUpperCaseLetter ? byte | 0x20 : byte)
        }
        while count > start, let last, last.isBlank { removeLast() }
    }

    mutating func appendHexadecimal(_ digest: SHA256.Digest) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * SHA256.byteCount) { text in
            text.initializeHexadecimal(digest)
            append(contentsOf: text)
        }
    }

    mutating func appendDecimal(_ number: Int64) {
        append(contentsOf: String(number).utf8)
    }

    /// The bytes that `text` spells as hexadecimal digits in lower case, or nil where it is something else.
    init?(hexadecimal text: some StringProtocol) {
        self.init()
        var high: UInt8?
        for character in text.utf8 {
            guard let digit = character.hexadecimalValue else { return nil }
            if let first = high {
                append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        guard high == nil else { return nil }
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes the 64 hexadecimal digits of a digest. The memory holds at least so many.
    func initializeHexadecimal(_ digest: SHA256.Digest) {
        let digits: StaticString = "0123456789abcdef"
        digest.withUnsafeBytes { bytes in
            for (position, byte) in bytes.enumerated() {
                initializeElement(at: 2 * position, to: digits.utf8Start[Int(byte >> 4)])
                initializeElement(at: 2 * position + 1, to: digits.utf8Start[Int(byte & 0xF)])
            }
        }
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
    fileprivate var isUpperCaseLetter: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }

    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
