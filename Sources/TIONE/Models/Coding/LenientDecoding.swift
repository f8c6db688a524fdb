// How the models of this module decode.
//
// One field that the API sends in a form of its own must not hide a whole service from the scheduler. So the methods
// here stand in, within this module, for the standard library's of the same name, and the synthesised `Codable` of
// every model calls them: a field that is absent, null, or an empty string where something else is meant has no value;
// one that cannot be read has none either and is noted in `UnreadFields`; an unreadable element is left out of its
// array. A required field (one whose property is not optional) still fails its object. `ModelDecodingTests` fails if
// the compiler ever takes the standard library's methods instead.

extension KeyedDecodingContainer {
    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard isPresent(key) else { return nil }
        return reading(key) { try decode(type, forKey: key) }
    }

    func decodeIfPresent<Element: Decodable>(_ type: [Element].Type, forKey key: Key) throws -> [Element]? {
        guard isPresent(key) else { return nil }
        if let whole = try? decode(type, forKey: key) { return whole }
        return reading(key) {
            var elements = try nestedUnkeyedContainer(forKey: key)
            return elements.readable(Element.self)
        }
    }

    /// Takes a numeral in a string too: `InstancePerReplicas` is a string in one object and an integer in another.
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
        guard isPresent(key) else { return nil }
        return reading(key) {
            do { return try decode(type, forKey: key) } catch {
                guard let text = try? decode(String.self, forKey: key), let value = Int(text) else { throw error }
                return value
            }
        }
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        guard isPresent(key) else { return nil }
        return reading(key) { try decode(type, forKey: key) }
    }

    /// Takes an integer too, as its numeral.
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        guard isPresent(key) else { return nil }
        return reading(key) {
            do { return try decode(type, forKey: key) } catch {
                guard let number = try? decode(Int.self, forKey: key) else { throw error }
                return String(number)
            }
        }
    }

    private func isPresent(_ key: Key) -> Bool {
        guard contains(key), let isNull = try? decodeNil(forKey: key) else { return false }
        return !isNull
    }

    private func reading<Value>(_ key: Key, _ decode: () throws -> Value) -> Value? {
        do { return try decode() } catch {
            if let text = try? self.decode(String.self, forKey: key), text.isEmpty { return nil }
            (try? superDecoder(forKey: key))?.note(error)
            return nil
        }
    }
}

extension UnkeyedDecodingContainer {
    /// The elements that can be read, nulls left out.
    fileprivate mutating func readable<Element: Decodable>(_ type: Element.Type) -> [Element] {
        var elements: [Element] = []
        while !isAtEnd {
            if let isNull = try? decodeNil(), isNull { continue }
            do { elements.append(try decode(type)) } catch {
                // A decoder stays at an element that it failed to read; taking it as a decoder moves on.
                guard let element = try? superDecoder() else { break }
                element.note(error)
            }
        }
        return elements
    }
}

extension Decoder {
    fileprivate func note(_ error: any Error) {
        guard let key = UnreadFields.key, let unread = userInfo[key] as? UnreadFields else { return }
        unread.add(codingPath, error)
    }
}
