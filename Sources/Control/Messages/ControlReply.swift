internal import FoundationEssentials

/// What the daemon answers.
///
/// On the wire each is a line: `{"id":1,"result":…}`, `{"id":1,"error":{"status":6,"message":…}}`; of a stream any
/// number of `{"id":1,"item":…}` and, where it ends, `{"end":true,"id":1}`.
public enum ControlReply: Sendable {
    case result(any Encodable & Sendable)
    case failure(ControlError)
    /// Items as they come. Whoever makes it bounds its buffer, for the reader may be slow.
    case stream(AsyncStream<any Encodable & Sendable>)
}

/// One line of a reply, on its way out.
public enum ReplyLine: Sendable {
    case result(any Encodable & Sendable)
    case error(ControlError)
    case item(any Encodable & Sendable)
    case end

    /// The line, with its end. What can't be encoded becomes an error, which can.
    public func bytes(id: Int) -> [UInt8] {
        let data: Data
        do {
            data = try ControlCoding.encoder.encode(Envelope(id: id, line: self))
        } catch {
            let fault = ControlError(.failed, "the reply can't be encoded: \(error)")
            data = (try? ControlCoding.encoder.encode(Envelope(id: id, line: .error(fault)))) ?? Data()
        }
        return Array(data) + [UInt8(ascii: "\n")]
    }

    private struct Envelope: Encodable {
        enum CodingKeys: CodingKey { case id, result, error, item, end }

        var id: Int
        var line: ReplyLine

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            switch line {
            case .result(let result): try container.encode(result, forKey: .result)
            case .error(let error): try container.encode(error, forKey: .error)
            case .item(let item): try container.encode(item, forKey: .item)
            case .end: try container.encode(true, forKey: .end)
            }
        }
    }
}

/// One line of a reply, as it is read.
struct ReceivedLine<Content: Decodable>: Decodable {
    var id: Int
    var result: Content?
    var item: Content?
    var error: ControlError?
    var end: Bool?
}
