import Crypto

/// The form of a request that both sides hash: method, path, query, the signed headers, the hash of the body.
///
/// All but the body's hash is the same from one request to the next, so that part is made, and hashed, once.
///
/// - Source: TC3-HMAC-SHA256, step 1 of the API's signature documentation.
struct CanonicalRequest: Sendable {
    private let head: [UInt8]
    private let hash: SHA256

    /// - Parameter headers: names in lower case and in ascending order; values as sent.
    init(method: String, path: String, query: String, headers: [(name: String, value: String)]) {
        var head: [UInt8] = []
        for line in [method, path, query] {
            head.append(contentsOf: line.utf8)
            head.append(newline)
        }
        for header in headers {
            head.append(contentsOf: header.name.utf8)
            head.append(UInt8(ascii: ":"))
            head.appendCanonicalValue(header.value)
            head.append(newline)
        }
        head.append(newline)
        for (position, header) in headers.enumerated() {
            if position > 0 { head.append(UInt8(ascii: ";")) }
            head.append(contentsOf: header.name.utf8)
        }
        head.append(newline)
        self.head = head
        var hash = SHA256()
        head.withUnsafeBytes { hash.update(bufferPointer: $0) }
        self.hash = hash
    }

    /// Step 2: what the signature covers, for a request with this body.
    func stringToSign(body: [UInt8], timestamp: Int64, scope: String) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(192)
        // The hash of the body passes through the same memory first.
        var hash = hash
        text.appendHexadecimal(SHA256.hash(of: body))
        text.withUnsafeBytes { hash.update(bufferPointer: $0) }
        text.removeAll(keepingCapacity: true)

        text.append(contentsOf: algorithm.utf8)
        text.append(newline)
        text.appendDecimal(timestamp)
        text.append(newline)
        text.append(contentsOf: scope.utf8)
        text.append(newline)
        text.appendHexadecimal(hash.finalize())
        return text
    }

    func text(body: [UInt8]) -> String {
        var bytes = head
        bytes.appendHexadecimal(SHA256.hash(of: body))
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// The name of the signature's algorithm, first word of the `Authorization` header.
let algorithm = "TC3-HMAC-SHA256"

private let newline = UInt8(ascii: "\n")

extension SHA256 {
    fileprivate static func hash(of bytes: [UInt8]) -> SHA256.Digest {
        var hash = SHA256()
        bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash.finalize()
    }
}
