import FoundationEssentials
import SimulatedCloud
import TIONE

extension CloudRequest {
    /// Reads the body of a request as strictly as the API does.
    ///
    /// The models read leniently and leave out what they do not know; so what they kept is written again, and what of
    /// the body is missing there was unknown, or of the wrong type.
    init(_ action: Action, body: [UInt8]) throws(CloudError) {
        let received: JSONValue
        do { received = try JSONValue(parsing: body) } catch {
            throw CloudError(code: "InvalidRequest", message: "The body is not JSON.")
        }
        switch action {
        case .modifyModelService: self = .modifyModelService(try CloudRequest.read(received, body))
        case .describeModelService: self = .describeModelService(try CloudRequest.read(received, body))
        case .describeModelServiceGroups: self = .describeModelServiceGroups(try CloudRequest.read(received, body))
        case .describeBillingSpecsPrice: self = .describeBillingSpecsPrice(try CloudRequest.read(received, body))
        }
    }

    private static func read<Request: APIRequest>(
        _ received: JSONValue, _ body: [UInt8]
    ) throws(CloudError) -> Request {
        guard case .object = received else {
            throw CloudError(code: "InvalidRequest", message: "The body is not a JSON object.")
        }
        let decoder = JSONDecoder()
        let unread = UnreadFields()
        if let key = UnreadFields.key { decoder.userInfo[key] = unread }
        let request: Request
        let kept: JSONValue
        do {
            request = try decoder.decode(Request.self, from: Data(body))
            kept = try JSONValue(parsing: request.jsonBytes())
        } catch DecodingError.keyNotFound(let key, let context) {
            throw CloudError(
                code: "MissingParameter",
                message: "The request lacks the required parameter `\(path(context.codingPath + [key]))`.")
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw .wrongType(path(context.codingPath))
        } catch {
            throw CloudError(code: "InvalidParameter", message: "The body cannot be read: \(error)")
        }
        if let field = unread.fields.first { throw .wrongType(field.path) }
        try received.requireAll(in: kept, at: "")
        return request
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }
}

extension CloudError {
    fileprivate static func wrongType(_ name: String) -> CloudError {
        CloudError(code: "InvalidParameter", message: "The value type of parameter `\(name)` is not valid.")
    }
}

extension JSONValue {
    /// Refuses the first value here that is not in `kept` as well; null asks for nothing.
    fileprivate func requireAll(in kept: JSONValue, at path: String) throws(CloudError) {
        switch (self, kept) {
        case (.object(let members), .object(let keptMembers)):
            for (name, value) in members.sorted(by: { $0.key < $1.key }) where value != .null {
                let path = path.isEmpty ? name : "\(path).\(name)"
                guard let keptValue = keptMembers[name] else {
                    if case .string("") = value { continue }
                    throw CloudError(code: "UnknownParameter", message: "The parameter `\(path)` is not recognized.")
                }
                try value.requireAll(in: keptValue, at: path)
            }
        case (.array(let elements), .array(let keptElements)) where elements.count == keptElements.count:
            for (index, pair) in zip(elements, keptElements).enumerated() {
                try pair.0.requireAll(in: pair.1, at: "\(path).\(index)")
            }
        default:
            if self != kept { throw .wrongType(path) }
        }
    }
}
