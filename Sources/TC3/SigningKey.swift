import Crypto
import FoundationEssentials

/// The key derived from a secret key for one scope, ready to authenticate: TC3 derives it anew for every UTC day.
struct SigningKey: Sendable {
    /// The two hashes of HMAC with the key already taken in, copied for every signature. That saves two of its four
    /// blocks, and half of its time against the library's own HMAC, which is generic and not specialised here.
    ///
    /// - Source: RFC 2104, section 4, which recommends it.
    private let inner: SHA256
    private let outer: SHA256

    init(secretKey: String, scope: CredentialScope) {
        let day = Self.mac(scope.date, key: Array("TC3\(secretKey)".utf8))
        let product = Self.mac(scope.service, key: day)
        let key = Self.mac("tc3_request", key: product)
        // 32 bytes: shorter than SHA-256's block of 64, so the key is padded with zeros and never hashed.
        inner = Self.hash(ofPadded: key, with: 0x36)
        outer = Self.hash(ofPadded: key, with: 0x5C)
    }

    func authenticationCode(for bytes: [UInt8]) -> SHA256.Digest {
        var inner = inner
        bytes.withUnsafeBytes { inner.update(bufferPointer: $0) }
        var outer = outer
        inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
        return outer.finalize()
    }

    private static func hash(ofPadded key: [UInt8], with pad: UInt8) -> SHA256 {
        var hash = SHA256()
        let block = key.map { $0 ^ pad } + [UInt8](repeating: pad, count: SHA256.blockByteCount - key.count)
        block.withUnsafeBytes { hash.update(bufferPointer: $0) }
        return hash
    }

    private static func mac(_ text: String, key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    var description: String { "…" }

    /// Without this a dump would reach the hash state, which is as good as the key.
    var customMirror: Mirror { Mirror(self, children: []) }
}
