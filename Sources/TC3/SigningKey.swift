import Crypto
import FoundationEssentials

/// The key derived from a secret key for one scope, ready to authenticate: TC3 derives it anew for every UTC day.
struct SigningKey: Sendable {
    /// HMAC state with the key already taken in. Copied for every signature, which saves two of its four blocks.
    private let authenticator: HMAC<SHA256>

    init(secretKey: String, scope: CredentialScope) {
        let day = Self.mac(scope.date, key: SymmetricKey(data: Array("TC3\(secretKey)".utf8)))
        let product = Self.mac(scope.service, key: SymmetricKey(data: day))
        authenticator = HMAC(key: SymmetricKey(data: Self.mac("tc3_request", key: SymmetricKey(data: product))))
    }

    func authenticationCode(for bytes: [UInt8]) -> HMAC<SHA256>.MAC {
        var authenticator = authenticator
        authenticator.update(data: bytes)
        return authenticator.finalize()
    }

    private static func mac(_ text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }
}

extension SigningKey: CustomStringConvertible, CustomReflectable {
    var description: String { "…" }

    /// Without this a dump would reach the hash state, which is as good as the key.
    var customMirror: Mirror { Mirror(self, children: []) }
}
