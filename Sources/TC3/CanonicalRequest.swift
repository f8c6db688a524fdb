import Crypto

/// The form of a request that both sides hash: method, path, query, the signed headers, the hash of the body.
///
/// - Source: TC3-HMAC-SHA256, step 1 of the API's signature documentation.
struct CanonicalRequest {
    private(set) var bytes: [UInt8] = []

    /// - Parameter headers: names in lower case and in ascending order; values as sent.
    init(
        method: String, path: String, query: String, headers: [(name: String, value: String)],
        body: some Sequence<UInt8>
    ) {
        bytes.reserveCapacity(256)
        line(method)
        line(path)
        line(query)
        for header in headers {
            bytes.append(contentsOf: header.name.utf8)
            bytes.append(colon)
            bytes.appendCanonicalValue(header.value)
            bytes.append(newline)
        }
        bytes.append(newline)
        for (position, header) in headers.enumerated() {
            if position > 0 { bytes.append(semicolon) }
            bytes.append(contentsOf: header.name.utf8)
        }
        bytes.append(newline)
        bytes.appendHexadecimal(SHA256.hash(of: body))
    }

    /// Step 2: what the signature covers.
    func stringToSign(timestamp: Int64, scope: CredentialScope) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(160)
        text.append(contentsOf: algorithm.utf8)
        text.append(newline)
        text.append(contentsOf: String(timestamp).utf8)
        text.append(newline)
        text.append(contentsOf: scope.description.utf8)
        text.append(newline)
        text.appendHexadecimal(SHA256.hash(of: bytes))
        return text
    }

    private mutating func line(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        bytes.append(newline)
    }
}

/// The name of the signature's algorithm, first word of the `Authorization` header.
let algorithm = "TC3-HMAC-SHA256"

private let newline = UInt8(ascii: "\n")
private let colon = UInt8(ascii: ":")
private let semicolon = UInt8(ascii: ";")

extension SHA256 {
    fileprivate static func hash(of bytes: some Sequence<UInt8>) -> SHA256.Digest {
        bytes.withContiguousStorageIfAvailable { SHA256.hash(bytes: UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { SHA256.hash(bytes: $0) }
    }

    private static func hash(bytes: UnsafeRawBufferPointer) -> SHA256.Digest {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return hash.finalize()
    }
}

extension [UInt8] {
    /// A header's value as it is signed: without blanks around it, ASCII letters in lower case.
    fileprivate mutating func appendCanonicalValue(_ value: String) {
        let start = count
        for byte in value.utf8 {
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
            if isBlank && count == start { continue }
            append(byte.isUpperCaseLetter ? byte | 0x20 : byte)
        }
        while count > start, let last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { removeLast() }
    }

    mutating func appendHexadecimal(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            append(UInt8.hexadecimalDigit(byte >> 4))
            append(UInt8.hexadecimalDigit(byte & 0xF))
        }
    }

    /// The bytes that `text` spells as hexadecimal digits, or nil where it is something else.
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

extension UInt8 {
    fileprivate var isUpperCaseLetter: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }

    fileprivate static func hexadecimalDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }

    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
