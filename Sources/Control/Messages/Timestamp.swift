public import CivilTime

/// An instant as messages and `--json` show it: RFC 3339 in UTC, to the second unless it has a fraction.
public struct Timestamp: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    public var instant: Instant

    public init(_ instant: Instant) { self.instant = instant }

    public init?(_ instant: Instant?) {
        guard let instant else { return nil }
        self.instant = instant
    }

    public var description: String { instant.rfc3339() }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.instant < b.instant }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            instant = try Instant(rfc3339: try container.decode(String.self))
        } catch let error as RFC3339Error {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
