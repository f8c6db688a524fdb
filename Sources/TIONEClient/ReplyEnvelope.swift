import FoundationEssentials
import TIONE

/// What every reply of the API has around its own content.
struct ReplyEnvelope: Decodable {
    struct Response: Decodable {
        struct Failure: Decodable {
            var code: String
            var message: String?

            enum CodingKeys: String, CodingKey {
                case code = "Code"
                case message = "Message"
            }
        }

        var error: Failure?
        var requestID: String?

        enum CodingKeys: String, CodingKey {
            case error = "Error"
            case requestID = "RequestId"
        }
    }

    var response: Response

    enum CodingKeys: String, CodingKey { case response = "Response" }

    var apiError: APIError? {
        response.error.map {
            APIError(code: $0.code, message: $0.message ?? "", requestID: response.requestID ?? "")
        }
    }
}

/// A whole, well-formed JSON reply: its envelope, and its content where it holds no error.
struct Reply<Content: Decodable>: Decodable {
    var envelope: ReplyEnvelope
    var content: Result<Content, any Error>?

    /// - Parameter unread: collects the fields that were there and could not be read.
    init(reading bytes: [UInt8], unread: UnreadFields?) throws {
        let decoder = JSONDecoder()
        if let unread, let key = UnreadFields.key { decoder.userInfo[key] = unread }
        self = try decoder.decode(Self.self, from: Data(bytes))
    }

    init(from decoder: any Decoder) throws {
        envelope = try ReplyEnvelope(from: decoder)
        guard envelope.response.error == nil else { return }
        let container = try decoder.container(keyedBy: ReplyEnvelope.CodingKeys.self)
        content = Result { try container.decode(Content.self, forKey: .response) }
    }
}

/// What a reply is read as where its content says nothing.
struct NoContent: Decodable {}
