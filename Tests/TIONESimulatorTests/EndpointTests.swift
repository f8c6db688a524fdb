import CivilTime
import SimulatedCloud
import Synchronization
import TC3
import TIONE
import Testing

@testable import TIONESimulator

private let now = Instant(secondsSince1970: 1_800_000_000)
private let credential = Credential(secretID: "AKIDtest", secretKey: "key-of-the-test")

@Suite("The endpoint, without its network")
struct EndpointTests {
    private func endpoint(lines: Lines = Lines(), record: Lines? = nil) throws -> Endpoint {
        var settings = Endpoint.Settings(credential: credential)
        settings.print = { lines.add($0) }
        if let record { settings.record = { record.add(String(decoding: $0, as: UTF8.self)) } }
        let service = try SimulatedService(specification: "ms-a-1:name=chat,replicas=2", timing: ServiceTiming())
        return Endpoint(settings: settings, services: [service], faults: [], timing: ServiceTiming(), now: now)
    }

    private func signed(_ body: String, action: Action = .describeModelService) -> ReceivedRequest {
        var signer = Signer(credential: credential)
        let signature = signer.sign(
            host: "127.0.0.1:1", body: [UInt8](body.utf8), timestamp: now.secondsSince1970)
        return ReceivedRequest(
            headers: [
                ("Host", "127.0.0.1:1"), ("Content-Type", "application/json"), ("X-TC-Action", action.rawValue),
                ("X-TC-Version", "2021-11-11"), ("X-TC-Region", "ap-guangzhou"),
                ("X-TC-Timestamp", "\(now.secondsSince1970)"), ("Authorization", signature.authorization),
            ], body: [UInt8](body.utf8), arrival: now)
    }

    private func code(_ answer: Answer) -> String? {
        guard let body = answer.content?.body,
            case .string(let code)? = try? JSONValue(parsing: body)["Response"]?["Error"]?["Code"]
        else { return nil }
        return code
    }

    @Test("A signed request is answered with the envelope, a RequestId and the date")
    func answers() throws {
        let answer = try endpoint().answer(signed(#"{"ServiceId": "ms-a-1"}"#))
        let content = try #require(answer.content)
        #expect(content.status == 200)
        #expect(content.date == now.httpDate())
        let response = try #require(try JSONValue(parsing: content.body)["Response"])
        guard case .string(let requestId)? = response["RequestId"] else {
            Issue.record("no RequestId")
            return
        }
        #expect(response["Service"]?["ServiceId"] == .string("ms-a-1"))
        // What has no value is null in a reply, as it is in the API's.
        #expect(response["Service"]?["ServiceLimit"] == .null)
        #expect(requestId.count == 36)
    }

    @Test(
        "A body is read as strictly as the API reads it",
        arguments: [
            ("", "InvalidRequest"), ("[1]", "InvalidRequest"), ("{}", "MissingParameter"),
            (#"{"ServiceId": null}"#, "InvalidParameter"), (#"{"ServiceId": 1}"#, "InvalidParameter"),
            (#"{"ServiceId": "ms-a-1", "Colour": 1}"#, "UnknownParameter"),
            (#"{"ServiceId": "ms-a-1", "Colour": null}"#, nil),
            (#"{"ServiceId": "ms-a-1", "Replicas": "1"}"#, "InvalidParameter"),
            (#"{"ServiceId": "ms-a-1", "Replicas": 1.5}"#, "InvalidParameter"),
            (#"{"ServiceId": "ms-a-1", "LogEnable": 1}"#, "InvalidParameter"),
            (#"{"ServiceId": "ms-a-1", "ServiceDescription": 1}"#, "InvalidParameter"),
            (#"{"ServiceId": "ms-a-1", "Env": {}}"#, "InvalidParameter"),
            (#"{"ServiceId": "ms-a-1", "Env": [{"Name": "A"}, 7]}"#, "InvalidParameter"),
            (#"{"ServiceId": "ms-a-1", "Env": [{"Name": "A", "Colour": ""}]}"#, nil),
            (#"{"ServiceId": "ms-a-1", "Env": [{"Name": "A", "Colour": "red"}]}"#, "UnknownParameter"),
            (#"{"ServiceId": "ms-a-1", "Env": [{"Name": "Ä", "Value": ""}]}"#, nil),
        ] as [(String, String?)])
    func strictness(_ body: String, _ expected: String?) throws {
        #expect(code(try endpoint().answer(signed(body, action: .modifyModelService))) == expected)
    }

    @Test("A request altered on its way is refused")
    func tampering() throws {
        var request = signed(#"{"ServiceId": "ms-a-1"}"#)
        request.body = [UInt8](#"{"ServiceId": "ms-a-2"}"#.utf8)
        #expect(code(try endpoint().answer(request)) == "AuthFailure.SignatureFailure")
    }

    @Test("Lines tell requests, outcomes and changes in order")
    func lines() throws {
        let lines = Lines()
        let endpoint = try endpoint(lines: lines)
        _ = endpoint.answer(
            signed(
                #"{"ServiceId": "ms-a-1", "ServiceAction": "SCALE", "ScaleMode": "MANUAL", "Replicas": 3}"#,
                action: .modifyModelService))
        #expect(endpoint.advance(to: now) == now + .seconds(20))
        endpoint.advance(to: now + .seconds(100))
        #expect(
            lines.all == [
                "08:00:00.000Z ModifyModelService chat (ms-a-1) SCALE MANUAL 3 → ok",
                "08:00:00.000Z chat (ms-a-1) Normal → Pending (2 of 3 ready)",
                "08:00:20.000Z chat (ms-a-1) Pending → Waiting (2 of 3 ready)",
                "08:01:20.000Z chat (ms-a-1) Waiting → Normal (3 of 3 ready)",
            ])
    }

    @Test("The raw record keeps headers as they were sent")
    func record() throws {
        let record = Lines()
        _ = try endpoint(record: record).answer(signed("{}"))
        let line = try #require(record.all.first)
        #expect(line.contains(#"["X-TC-Action","DescribeModelService"]"#))
        #expect(line.contains(#""body":"{}""#))
    }
}

private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}
