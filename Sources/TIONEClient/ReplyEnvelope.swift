import FoundationEssentials
public import TIONE

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

    /// Reads the envelope of a whole, well-formed JSON reply.
    init(reading bytes: [UInt8]) throws {
        self = try JSONDecoder().decode(ReplyEnvelope.self, from: Data(bytes))
    }

    var apiError: APIError? {
        response.error.map {
            APIError(code: $0.code, message: $0.message ?? "", requestID: response.requestID ?? "")
        }
    }
}

extension CallResult {
    private struct Envelope<Content: Decodable>: Decodable {
        var content: Content
        enum CodingKeys: String, CodingKey { case content = "Response" }
    }

    /// The content of a successful reply.
    ///
    /// - Parameter unread: collects the fields that were there and could not be read.
    /// - Throws: `DecodingError` where the reply is not of this type.
    public func decoded<Content: Decodable>(
        as type: Content.Type = Content.self, unread: UnreadFields? = nil
    ) throws -> Content {
        let decoder = JSONDecoder()
        if let unread, let key = UnreadFields.key { decoder.userInfo[key] = unread }
        return try decoder.decode(Envelope<Content>.self, from: Data(reply)).content
    }
}
