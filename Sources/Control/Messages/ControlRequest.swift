internal import FoundationEssentials

/// A line from the tool to the daemon:
/// `{"version":1,"id":1,"verb":"status","arguments":{"service":"chat"}}`
public struct ControlRequest: Hashable, Sendable {
    /// Of the messages; changes when an older side would misunderstand a newer one.
    public static let version = 1
    /// Bytes of a request at most, without the line's end.
    public static let maximumLength = 64 << 10

    /// Comes back with the reply.
    public var id: Int
    public var verb: ControlVerb

    public init(id: Int, verb: ControlVerb) {
        self.id = id
        self.verb = verb
    }

    /// The line, with its end.
    public func line() throws -> [UInt8] {
        try Array(ControlCoding.encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

    /// - Throws: the answer to give to a line that is no request, under the id where one could be read.
    public init(line: some Sequence<UInt8>) throws(RequestFault) {
        let data = Data(line)
        guard let head = try? JSONDecoder().decode(Head.self, from: data) else {
            throw RequestFault(id: 0, error: ControlError(.usage, "the request is not a JSON object with an id"))
        }
        let id = head.id ?? 0
        guard head.version == Self.version else {
            let text = head.version.map { "version \($0)" } ?? "no version"
            let advice = "this tided speaks version \(Self.version); use the tidectl that came with it"
            throw RequestFault(id: id, error: ControlError(.failed, "the request has \(text), and \(advice)"))
        }
        do {
            self.init(id: id, verb: try JSONDecoder().decode(ControlVerb.self, from: data))
        } catch let error as ControlError {
            throw RequestFault(id: id, error: error)
        } catch let error as DecodingError {
            throw RequestFault(id: id, error: ControlError(.usage, error.sentence))
        } catch {
            throw RequestFault(id: id, error: ControlError(.usage, "the request can't be read: \(error)"))
        }
    }
}

/// What tells how to read the rest, and whom to answer.
private struct Head: Decodable {
    var id: Int?
    var version: Int?
}

extension ControlRequest: Encodable {
    private enum CodingKeys: CodingKey { case version, id }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.version, forKey: .version)
        try container.encode(id, forKey: .id)
        try verb.encode(to: encoder)
    }
}

/// A line that is no request, and what to answer.
public struct RequestFault: Error, Hashable, Sendable {
    public var id: Int
    public var error: ControlError

    public init(id: Int, error: ControlError) {
        self.id = id
        self.error = error
    }
}

enum ControlCoding {
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

extension DecodingError {
    /// What is wrong where, in one sentence.
    var sentence: String {
        func at(_ context: Context) -> String {
            let path = context.codingPath.map(\.stringValue).filter { $0 != "arguments" }.joined(separator: ".")
            return path.isEmpty ? "the message" : "\"\(path)\""
        }
        return switch self {
        case .typeMismatch(let type, let context): "\(at(context)) is not a \(type)"
        case .valueNotFound(_, let context): "\(at(context)) is null"
        case .keyNotFound(let key, let context): "\(at(context)) lacks \"\(key.stringValue)\""
        case .dataCorrupted(let context): "\(at(context)): \(context.debugDescription)"
        @unknown default: "the message can't be read"
        }
    }
}
