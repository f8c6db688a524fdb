/// The body of a request: its JSON form is what is signed and sent.
public protocol APIRequest: Codable, Hashable, Sendable {
    associatedtype Response: APIResponse

    static var action: Action { get }
}

/// What stands under `Response` in the reply of an action that succeeded.
public protocol APIResponse: Codable, Hashable, Sendable {
    /// Names this call in a question to the provider.
    var requestId: String? { get }
}
