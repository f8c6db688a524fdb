import Autoscaling
import CivilTime
import FoundationEssentials
import Testing

@testable import Control

@Suite struct MessageTests {
    private static let time = Instant(secondsSince1970: 1_795_500_000)

    static let verbs: [ControlVerb] = [
        .status(service: nil), .status(service: "chat"), .list(all: true), .list(all: false), .reload,
        .history(service: "chat", since: Timestamp(time), failed: true, limit: 5),
        .history(service: nil, since: nil, until: Timestamp(time), failed: false, limit: 5),
        .holds(service: "chat", at: Timestamp(time)),
        .calls(service: nil, failed: false, follow: true, full: false), .slot(action: "DescribeModelService"),
        .pause(service: "chat", until: .instant(time), skip: true, reason: "换卡 \"x\"\n"),
        .pause(service: "chat", until: .nextEvent, skip: false, reason: ""), .unpause(service: "chat"),
        .freeze(until: .never, reason: "incident"), .thaw,
        .override(service: "chat", goal: .running(.bounds(min: 2, max: 6)), until: .never, reason: "", force: true),
        .override(service: "chat", goal: .stopped, until: .never, reason: "", force: false),
        .override(service: "chat", goal: .running(nil), until: .never, reason: "", force: false),
        .endOverride(service: "chat"), .run(service: "chat", job: "night", force: true), .retry(service: "chat"),
        .drop(service: "chat"), .drop(service: "chat", reason: "no capacity today"),
        .trial(.run(service: "chat", job: "night", force: true)), .trial(.freeze(until: .never, reason: "incident")),
    ]

    @Test("A request comes back from its line", arguments: verbs)
    func roundTrip(verb: ControlVerb) throws {
        let line = try ControlRequest(id: 7, verb: verb).line()
        #expect(line.last == UInt8(ascii: "\n"))
        #expect(!line.dropLast().contains(UInt8(ascii: "\n")))
        #expect(try ControlRequest(line: line.dropLast()) == ControlRequest(id: 7, verb: verb))
    }

    @Test("Exactly the verbs that change nothing are for readers", arguments: verbs)
    func readOnly(verb: ControlVerb) {
        let isReader =
            switch verb {
            case .status, .list, .history, .holds, .calls: true
            default: false
            }
        #expect(verb.isReadOnly == isReader)
    }

    @Test("The line of a request is as documented")
    func wire() throws {
        let verb = ControlVerb.pause(service: "chat", until: .nextEvent, skip: true, reason: "r")
        let line = try ControlRequest(id: 1, verb: verb).line()
        #expect(
            String(decoding: line, as: UTF8.self) == """
                {"arguments":{"reason":"r","service":"chat","skip":true,"until":"next-event"},"id":1,"verb":"pause",\
                "version":1}

                """)
    }

    @Test(
        "A line that is no request is answered with what is wrong, under its id",
        arguments: [
            ("", 0, Control.ExitStatus.usage, "the request is not a JSON object with an id"),
            ("[]", 0, .usage, "the request is not a JSON object with an id"),
            ("{\"id\":3,\"verb\":\"list\"}", 3, .failed, "the request has no version, and this tided speaks version 1"),
            ("{\"id\":3,\"version\":2}", 3, .failed, "the request has version 2, and this tided speaks version 1"),
            ("{\"id\":4,\"version\":1}", 4, .usage, "the request has no verb"),
            ("{\"id\":4,\"version\":1,\"verb\":\"fly\"}", 4, .usage, "unknown verb \"fly\""),
            ("{\"id\":5,\"version\":1,\"verb\":\"pause\"}", 5, .usage, "pause: the argument \"service\" is missing"),
            (
                "{\"id\":5,\"version\":1,\"verb\":\"run\",\"arguments\":{\"service\":\"chat\"}}", 5, .usage,
                "run: the argument \"job\" is missing"
            ),
            (
                "{\"id\":6,\"version\":1,\"verb\":\"list\",\"arguments\":{\"all\":1}}", 6, .usage,
                "\"all\" is not a Bool"
            ),
            (
                "{\"id\":6,\"version\":1,\"verb\":\"freeze\",\"arguments\":{\"until\":\"soon\"}}", 6, .usage,
                "\"until\": "
            ),
            (
                "{\"id\":6,\"version\":1,\"verb\":\"override\",\"arguments\":{\"service\":\"a\",\"goal\":\"6-2\"}}", 6,
                .usage, "\"goal\": \"6-2\" is not stopped, running, a number or bounds such as 2-6"
            ),
        ] as [(String, Int, Control.ExitStatus, String)])
    func faults(line: String, id: Int, status: Control.ExitStatus, message: String) {
        let fault = #expect(throws: RequestFault.self) { try ControlRequest(line: line.utf8) }
        #expect(fault?.id == id)
        #expect(fault?.error.status == status)
        #expect(fault?.error.message.hasPrefix(message) == true, "\(fault?.error.message ?? "")")
    }

    @Test(
        "Goals read as they are written",
        arguments: [
            ("0", .running(.replicas(0))), ("8", .running(.replicas(8))), ("2-6", .running(.bounds(min: 2, max: 6))),
            ("3-3", .running(.bounds(min: 3, max: 3))), ("stopped", .stopped), ("running", .running(nil)),
        ] as [(String, Goal)])
    func goals(text: String, goal: Goal) {
        #expect(GoalText(text)?.goal == goal)
        #expect(GoalText(goal).description == text)
    }

    @Test(
        "What is no goal is refused",
        arguments: ["", "-", "-1", "+1", "1-", "0-3", "6-2", "1-2-3", "８", "eight", "99999999999999999999"])
    func noGoals(text: String) {
        #expect(GoalText(text) == nil)
    }

    @Test("The lines of replies are as documented, and read back")
    func replies() throws {
        func text(_ line: ReplyLine) -> String { String(decoding: line.bytes(id: 2), as: UTF8.self) }
        #expect(text(.result(CommandResult(message: "a/b"))) == "{\"id\":2,\"result\":{\"message\":\"a/b\"}}\n")
        #expect(text(.item([1])) == "{\"id\":2,\"item\":[1]}\n")
        #expect(text(.end) == "{\"end\":true,\"id\":2}\n")
        let error = ControlError(.notFound, "no\nsuch")
        #expect(text(.error(error)) == "{\"error\":{\"message\":\"no\\nsuch\",\"status\":6},\"id\":2}\n")
        let read = try JSONDecoder().decode(ReceivedLine<[Int]>.self, from: Data(ReplyLine.error(error).bytes(id: 2)))
        #expect(read.error == error)
        #expect(read.id == 2)
    }

    @Test("A reply that can't be encoded becomes an error")
    func unencodable() {
        let text = String(decoding: ReplyLine.result(Double.nan).bytes(id: 9), as: UTF8.self)
        #expect(text.hasPrefix("{\"error\":{\"message\":\"the reply can't be encoded"))
        #expect(text.hasSuffix("\"id\":9}\n"))
    }

    @Test("The exit statuses are those that scripts know")
    func statuses() {
        #expect(Control.ExitStatus.allCases.map(\.rawValue) == Array(0...7))
    }
}

@Suite struct LineBufferTests {
    @Test("Lines come out as they went in, however they were cut", arguments: 1...12)
    func cuts(size: Int) throws {
        let lines = ["", "a", "two words", String(repeating: "x", count: 20)]
        let bytes = Array(lines.map { "\($0)\n" }.joined().utf8)
        var buffer = LineBuffer(maximumLength: 20)
        var read: [String] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            buffer.append(bytes[start..<min(start + size, bytes.count)])
            while let line = try buffer.next() { read.append(String(decoding: line, as: UTF8.self)) }
        }
        #expect(read == lines)
        #expect(buffer.pending == 0)
    }

    @Test("A line that is too long is refused, whole or not")
    func tooLong() throws {
        var buffer = LineBuffer(maximumLength: 4)
        buffer.append("1234\n12345".utf8)
        #expect(try buffer.next() == Array("1234".utf8))
        #expect(throws: LineBuffer.Fault.lineTooLong) { try buffer.next() }
        var whole = LineBuffer(maximumLength: 4)
        whole.append("12345\n".utf8)
        #expect(throws: LineBuffer.Fault.lineTooLong) { try whole.next() }
    }

    @Test("A carriage return before the line's end is no part of the line")
    func carriageReturn() throws {
        var buffer = LineBuffer(maximumLength: 9)
        buffer.append("{}\r\n".utf8)
        #expect(try buffer.next() == Array("{}".utf8))
    }
}
