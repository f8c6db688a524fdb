import Synchronization

/// Collects the fields of a reply that were there but could not be read, when put into a decoder's `userInfo` under
/// ``key``. Without it they are dropped in silence.
public final class UnreadFields: Sendable {
    public static let key = CodingUserInfoKey(rawValue: "TIONE.UnreadFields")

    public struct Field: Hashable, Sendable, CustomStringConvertible {
        /// Keys and indices from the top, for example `Service.ServiceInfo.Env.0.Value`.
        public var path: String
        public var reason: String

        public var description: String { "\(path): \(reason)" }
    }

    private let collected = Mutex<[Field]>([])

    public init() {}

    /// In the order in which they were met.
    public var fields: [Field] { collected.withLock { $0 } }

    func add(_ path: [any CodingKey], _ error: any Error) {
        let field = Field(path: path.map(\.component).joined(separator: "."), reason: UnreadFields.reason(of: error))
        collected.withLock { $0.append(field) }
    }

    private static func reason(of error: any Error) -> String {
        switch error {
        case DecodingError.typeMismatch(let type, _): "not a value of type \(type)"
        case DecodingError.valueNotFound: "null"
        case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
        case DecodingError.dataCorrupted(let context): context.debugDescription
        default: "\(error)"
        }
    }
}

extension CodingKey {
    var component: String { intValue.map(String.init) ?? stringValue }
}
