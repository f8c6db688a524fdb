extension Instant: Codable {
    /// As a whole number: nanoseconds since 1970-01-01T00:00:00Z.
    public init(from decoder: any Decoder) throws {
        self.init(nanosecondsSince1970: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanosecondsSince1970)
    }
}

extension CivilDateTime: Codable {
    /// As a whole number: seconds since 1970-01-01 00:00:00 on the same wall.
    public init(from decoder: any Decoder) throws {
        self.init(secondsSince1970: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(secondsSince1970)
    }
}
