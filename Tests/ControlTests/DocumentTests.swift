import Autoscaling
import CivilTime
import FoundationEssentials
import Testing

@testable import Control

@Suite struct DocumentTests {
    private func occurrence(_ outcome: Outcome?) -> Occurrence {
        var occurrence = Occurrence(
            id: OccurrenceID(
                serviceId: "ms-1", cause: .job("peak"), instant: Instant(secondsSince1970: 1_795_500_000)),
            nominal: nil, target: .bounds(min: 2, max: 6), goal: .running(.bounds(min: 2, max: 6)),
            reason: Reason(.converged, "observed so"))
        occurrence.outcome = outcome
        return occurrence
    }

    private func json(_ document: some Encodable) throws -> String {
        String(decoding: try ControlCoding.encoder.encode(document), as: UTF8.self)
    }

    @Test("What is absent stands as null, so that every document has all its keys")
    func absent() throws {
        let entry = HistoryEntry(occurrence(nil), service: nil)
        let text = try json(entry)
        #expect(
            text == """
                {"accepted":null,"action":"SCALE","attempts":0,"due":"2026-11-24T06:00:00Z","ended":null,\
                "errorCode":null,"errorMessage":null,"folded":0,"job":"peak","opened":null,"outcome":null,\
                "reason":"observed so","reasonCode":"converged","requestId":null,"retried":null,"service":null,\
                "serviceId":"ms-1","started":null,"supersededBy":null,"target":"2-6","unsent":0}
                """)
        #expect(try JSONDecoder().decode(HistoryEntry.self, from: Data(text.utf8)) == entry)
    }

    @Test("A key that the other side does not send reads as null")
    func missing() throws {
        let text = """
            {"action":"STOP","job":"night","service":"chat","serviceId":"ms-1","target":"stopped","later":[1]}
            """
        let row = try JSONDecoder().decode(TimerRow.self, from: Data(text.utf8))
        #expect(row.next == nil)
        #expect(row.result == nil)
    }

    @Test("A failed event shows the API's error, a superseded one what came in its place")
    func outcomes() {
        let failed = HistoryEntry(
            occurrence(.failed(code: "ResourceNotFound", message: "gone", requestId: "r")), service: "chat")
        #expect(failed.outcome == "failed")
        #expect(failed.errorCode == "ResourceNotFound")
        #expect(failed.errorMessage == "gone")
        let newer = OccurrenceID(serviceId: "ms-1", cause: .scheduledAction, instant: Instant(secondsSince1970: 0))
        let superseded = HistoryEntry(occurrence(.superseded(by: newer)), service: "chat")
        #expect(superseded.supersededBy == "ScheduledAction at 1970-01-01T00:00:00Z")
    }

    @Test(
        "Holds end as text says",
        arguments: [
            (.never, "\"never\""), (.nextEvent, "\"next-event\""),
            (.instant(Instant(secondsSince1970: 0)), "\"1970-01-01T00:00:00Z\""),
        ] as [(HoldEnd, String)])
    func holds(end: HoldEnd, text: String) throws {
        #expect(try json(HoldEndText(end)) == text)
        #expect(try JSONDecoder().decode(HoldEndText.self, from: Data(text.utf8)).end == end)
    }

    @Test("A time that is none is refused with what is wrong with it")
    func timestamp() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Timestamp].self, from: Data("[\"2026-11-24\"]".utf8))
        }
    }
}
