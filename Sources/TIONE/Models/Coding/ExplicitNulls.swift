/// Whether the models of this module encode a field without a value as null, as the API's replies do, or leave it out,
/// as requests do. Left out unless asked for.
package enum ExplicitNulls {
    @TaskLocal package static var areWritten = false
}

// As in LenientDecoding.swift, these stand in for the standard library's methods in synthesised code.

extension KeyedEncodingContainer {
    mutating func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeNothing(forKey: key) }
    }

    mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeNothing(forKey: key) }
    }

    mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeNothing(forKey: key) }
    }

    mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws {
        if let value { try encode(value, forKey: key) } else { try encodeNothing(forKey: key) }
    }

    private mutating func encodeNothing(forKey key: Key) throws {
        if ExplicitNulls.areWritten { try encodeNil(forKey: key) }
    }
}
