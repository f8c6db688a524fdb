/// A word of the API from a list that may grow: any word is kept, also one that this version does not know, and the
/// empty one.
public protocol APIConstant: RawRepresentable<String>, Codable, Hashable, Sendable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    init(rawValue: String)
}

extension APIConstant {
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    init(_ rawValue: String) {
        self.init(rawValue: rawValue)
    }

    public var description: String { rawValue }
}
