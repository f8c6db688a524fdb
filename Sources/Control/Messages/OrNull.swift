/// A value that is written as `null` where it is absent, so that every document has all its keys.
@propertyWrapper
public struct OrNull<Value: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
    public var wrappedValue: Value?

    public init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

extension KeyedDecodingContainer {
    /// A key that an older or newer daemon does not send reads as null.
    public func decode<Value>(_: OrNull<Value>.Type, forKey key: Key) throws -> OrNull<Value> {
        OrNull(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    /// As ``OrNull/encode(to:)``, without a container of its own: a fleet has tens of thousands of these.
    public mutating func encode<Value>(_ value: OrNull<Value>, forKey key: Key) throws {
        if let value = value.wrappedValue { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
    }
}

/// An array that reads as empty where an older daemon does not send it.
@propertyWrapper
public struct OrEmpty<Element: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
    public var wrappedValue: [Element]

    public init(wrappedValue: [Element]) { self.wrappedValue = wrappedValue }

    public init(from decoder: any Decoder) throws {
        wrappedValue = try decoder.singleValueContainer().decode([Element].self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue)
    }
}

extension KeyedDecodingContainer {
    public func decode<Element>(_: OrEmpty<Element>.Type, forKey key: Key) throws -> OrEmpty<Element> {
        try decodeIfPresent(OrEmpty<Element>.self, forKey: key) ?? OrEmpty(wrappedValue: [])
    }
}
