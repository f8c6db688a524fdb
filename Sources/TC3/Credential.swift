/// What an account signs its requests with: the id, which travels with every request, and the key, which never does.
///
/// No description, mirror or dump of a credential shows the key or the token.
public struct Credential: Hashable, Sendable {
    /// The public name of the key, `AKID…`. The server looks the key up by it.
    public let secretID: String
    /// Signs; it never leaves the process.
    public let secretKey: String
    /// Goes with temporary credentials, in the header `X-TC-Token`; nil for permanent ones.
    public let token: String?

    public init(secretID: String, secretKey: String, token: String? = nil) {
        self.secretID = secretID
        self.secretKey = secretKey
        self.token = token
    }
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Enough of the id to tell two accounts apart.
    public var description: String {
        secretID.count >= 16 ? "\(secretID.prefix(4))…\(secretID.suffix(4))" : "…"
    }

    public var debugDescription: String { description }

    public var customMirror: Mirror { Mirror(self, children: ["secretID": description]) }
}
