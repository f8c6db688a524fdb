import FoundationEssentials
import TIONE
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Every example that the provider publishes for an action of Tide, from `examples.json` of the Python package `tccli`
/// at the path that the environment variable `TCCLI_EXAMPLES` names: `Tests/SDK/models` installs it and sets that.
@Suite("The provider's published examples", .enabled(if: examplesPath != nil, "TCCLI_EXAMPLES is not set"))
struct ModelExampleTests {
    @Test("Decode and encode back without loss of a field", arguments: Action.allCases)
    func roundTrip(_ action: Action) throws {
        let path = try #require(examplesPath)
        let document = try JSONDecoder().decode(JSONValue.self, from: Data(text(at: path).utf8))
        let examples = try #require(document["actions"]?[action.rawValue]?.elements)
        #expect(!examples.isEmpty)
        for example in examples {
            let output = try #require(example["output"]?.string)
            let reply = try #require(JSONDecoder().decode(JSONValue.self, from: Data(output.utf8))["Response"])
            // One example is of the older form, with its parameters in a query: it has no body to read.
            let body = example["input"]?.string?.firstIndex(of: "{").flatMap { start in
                example["input"]?.string.map { String($0[start...]) }
            }
            let request = try body.map { try JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
            switch action {
            case .modifyModelService: try check(ModifyModelServiceRequest.self, request, reply)
            case .describeModelService: try check(DescribeModelServiceRequest.self, request, reply)
            case .describeModelServiceGroups: try check(DescribeModelServiceGroupsRequest.self, request, reply)
            case .describeBillingSpecsPrice: try check(DescribeBillingSpecsPriceRequest.self, request, reply)
            }
        }
    }

    private func check<Request: APIRequest>(_ type: Request.Type, _ request: JSONValue?, _ reply: JSONValue) throws {
        if let request { try expectKept(request, as: Request.self) }
        try expectKept(reply, as: Request.Response.self)
    }

    private func expectKept(_ original: JSONValue, as type: (some Codable).Type) throws {
        let (value, unread) = try decode(type, encode(original))
        #expect(unread.isEmpty)
        let encoded = try ExplicitNulls.$areWritten.withValue(true) { try encode(value) }
        let kept = try JSONDecoder().decode(JSONValue.self, from: Data(encoded.utf8))
        let losses = original.losses(in: kept, at: "\(type)")
        #expect(losses.isEmpty)
    }
}

private let examplesPath = getenv("TCCLI_EXAMPLES").map { String(cString: $0) }

private func text(at path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
}

extension JSONValue {
    fileprivate var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    fileprivate var string: String? {
        if case .string(let string) = self { string } else { nil }
    }

    /// The paths of what this holds and `other` does not.
    fileprivate func losses(in other: JSONValue?, at path: String) -> [String] {
        switch (self, other) {
        case (.object(let members), .object(let others)?):
            return members.flatMap { $0.value.losses(in: others[$0.key], at: "\(path).\($0.key)") }
        case (.array(let elements), .array(let others)?) where elements.count == others.count:
            return zip(elements, others).enumerated().flatMap {
                $0.element.0.losses(in: $0.element.1, at: "\(path).\($0.offset)")
            }
        default:
            return self == other ? [] : [path]
        }
    }
}
