import FoundationEssentials
public import TIONE

/// Takes out of a request or a reply what is the customer's, before it is kept or printed.
///
/// The values of Env, Command and CommandBase64 go, and every field that Tide's models do not know: nobody has said
/// what it holds. Known are the fields that come back when the body is decoded as its model and encoded again.
public enum Redaction {
    /// What stands in the place of a value that is taken out.
    public static let mark = "[redacted]"

    /// The body of a request, redacted; all of it where it is no JSON or its action is not one of Tide's.
    public static func request(_ body: [UInt8], action: String) -> JSONValue {
        guard let value = try? JSONValue(parsing: body) else { return .string(mark) }
        return redacted(value, known: Action(rawValue: action).flatMap { fields(ofRequest: body, $0) })
    }

    /// The body of a reply, redacted. `RequestId` and `Error` are always shown.
    public static func reply(_ body: [UInt8], action: String) -> JSONValue {
        guard let value = try? JSONValue(parsing: body), let content = value["Response"] else { return .string(mark) }
        let known = Action(rawValue: action).flatMap { fields(ofReply: body, $0) }
        guard case .object(var members) = redacted(content, known: known) else { return .string(mark) }
        for name in ["RequestId", "Error"] { members[name] = content[name] }
        return .object(["Response": .object(members)])
    }

    private static let secretNames: Set<String> = ["Command", "CommandBase64"]

    private static func redacted(_ value: JSONValue, known: JSONValue?, parent: String = "") -> JSONValue {
        guard let known else { return .string(mark) }
        switch (value, known) {
        case (.object(let members), .object):
            var shown: [String: JSONValue] = [:]
            for (name, member) in members {
                let isSecret = secretNames.contains(name) || parent == "Env" && name == "Value"
                // These tell nothing, and the models may leave them out.
                let isEmpty = member == .null || member == .string("")
                shown[name] =
                    isEmpty ? member : isSecret ? .string(mark) : redacted(member, known: known[name], parent: name)
            }
            return .object(shown)
        case (.array(let elements), .array(let others)) where elements.count == others.count:
            return .array(zip(elements, others).map { redacted($0, known: $1, parent: parent) })
        case (.object, _), (.array, _):
            return .string(mark)
        default:
            return value
        }
    }

    private static func fields(ofRequest body: [UInt8], _ action: Action) -> JSONValue? {
        switch action {
        case .modifyModelService: again(ModifyModelServiceRequest.self, body)
        case .describeModelService: again(DescribeModelServiceRequest.self, body)
        case .describeModelServiceGroups: again(DescribeModelServiceGroupsRequest.self, body)
        case .describeBillingSpecsPrice: again(DescribeBillingSpecsPriceRequest.self, body)
        }
    }

    private static func fields(ofReply body: [UInt8], _ action: Action) -> JSONValue? {
        switch action {
        case .modifyModelService: content(ModifyModelServiceResponse.self, body)
        case .describeModelService: content(DescribeModelServiceResponse.self, body)
        case .describeModelServiceGroups: content(DescribeModelServiceGroupsResponse.self, body)
        case .describeBillingSpecsPrice: content(DescribeBillingSpecsPriceResponse.self, body)
        }
    }

    private struct Envelope<Content: Codable>: Codable {
        var content: Content
        enum CodingKeys: String, CodingKey { case content = "Response" }
    }

    private static func content<Content: Codable>(_ type: Content.Type, _ body: [UInt8]) -> JSONValue? {
        again(Envelope<Content>.self, body)?["Response"]
    }

    private static func again<Model: Codable>(_ type: Model.Type, _ body: [UInt8]) -> JSONValue? {
        guard let model = try? JSONDecoder().decode(type, from: Data(body)), let data = try? JSONEncoder().encode(model)
        else { return nil }
        return try? JSONValue(parsing: Array(data))
    }
}
