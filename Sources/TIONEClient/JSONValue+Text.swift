import FoundationEssentials
public import TIONE

extension JSONValue {
    /// Reads UTF-8 JSON; throws `DecodingError` where it is none.
    public init(parsing bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    }

    /// On one line, or for people to read; object keys in alphabetical order.
    public func text(pretty: Bool = false) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        // Only a number that JSON has no form for can't be encoded, and none is ever parsed.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}
