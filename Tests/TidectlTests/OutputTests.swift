import CivilTime
import Control
import CronSchedule
import FoundationEssentials
import Testing

@testable import tidectl

@Suite struct OutputTests {
    @Test(
        "Spans are told in their two largest units, as systemctl tells them",
        arguments: [
            (0, "0s"), (59, "59s"), (60, "1min 0s"), (299, "4min 59s"), (300, "5min"), (3599, "59min"),
            (3600, "1h 0min"), (21_599, "5h 59min"), (21_600, "6h"), (86_399, "23h"), (86_400, "24h"),
            (90_000, "1 day 1h"),
            (172_800, "2 days"), (604_799, "6 days"), (604_800, "1 week"), (700_000, "1 week 1 day"),
            (2_629_800, "1 month"), (31_557_600, "1 year"), (40_000_000, "1 year 3 months"),
        ] as [(Int64, String)])
    func span(seconds: Int64, text: String) {
        #expect(TimeText.span(.seconds(seconds)) == text)
    }

    @Test("A list counts scheduled stops apart from jobs, as status does")
    func listed() throws {
        func rows(_ jobs: [String]) throws -> [TimerRow] {
            let objects = jobs.map {
                """
                {"service":"chat","serviceId":"ms-a-1","job":"\($0)","action":"STOP","target":"stopped"}
                """
            }
            return try JSONDecoder().decode([TimerRow].self, from: Data("[\(objects.joined(separator: ","))]".utf8))
        }
        #expect(ListCommand.count(try rows(["a"])) == "1 job listed.")
        #expect(ListCommand.count(try rows(["a", "b", "ScheduledAction"])) == "2 jobs and 1 scheduled stop listed.")
    }

    private var table: Table {
        var table = Table([
            .init("NAME", minimum: 6), .init("LONG", dispensability: 1), .init("LESS", dispensability: 2),
            .init("N", isRight: true),
        ])
        table.add(["a-rather-long-name", "0123456789", "xyz", "7"])
        table.add(["short", "", "wide 宽", "12"])
        return table
    }

    @Test("A table fits its terminal: names are cut while they can be read, then columns go, then names again")
    func narrow() {
        func lines(_ columns: Int?) -> [String] { table.lines(for: Terminal(columns: columns)) }
        #expect(
            lines(nil) == [
                "NAME               LONG       LESS     N", "a-rather-long-name 0123456789 xyz      7",
                "short              -          wide 宽 12",
            ])
        #expect(lines(30)[1] == "a-rather-long-n… 0123456789  7")
        #expect(lines(22)[1] == "a-rather-long-name  7")
        #expect(lines(12)[1] == "a-rather…  7")
        for columns in 9...60 {
            for line in lines(columns) { #expect(line.columns <= columns, "\(line)") }
        }
    }

    @Test("Without a legend the header is left out")
    func legend() {
        #expect(table.lines(for: Terminal(columns: nil), legend: false).count == 2)
    }

    @Test("Colours surround the text and do not count as width")
    func colours() {
        let terminal = Terminal(columns: nil, hasColours: true)
        #expect(Style.red.on("failed", terminal) == "\u{1B}[1;31mfailed\u{1B}[0m")
        #expect(Style.red.on("failed", Terminal(columns: nil)) == "failed")
    }

    @Test("Where the locale has no more than ASCII, so has the output")
    func ascii() {
        #expect("abcdefgh".shortened(to: 6, Terminal(columns: nil, isUTF8: false)) == "abc...")
    }
}

@Suite struct JSONTextTests {
    private struct Document: Encodable {
        struct Part: Encodable {
            var name: String
            var number: Double
        }

        var count = 7
        var empty: [String] = []
        var isTrue = true
        var missing: String? = "not null"
        var parts: [Part]
    }

    @Test("A document is written as JSONEncoder writes it", arguments: [false, true])
    func asEncoder(isPretty: Bool) throws {
        let names = [
            "plain", "", "a/b \"quoted\" \\ é 中 \u{1F600}",
            String(decoding: (0..<0x20).map { UInt8($0) }, as: UTF8.self),
        ]
        // More than one piece of work.
        let many = Array((0..<80).map { _ in names }.joined())
        let parts = zip(many, [96, 0.1, -2.5e-7, 1e300, 0].cycled(many.count)).map(Document.Part.init)
        let document = Document(parts: parts)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        var text = JSONText(isPretty: isPretty)
        text.object { json in
            json.member("count", document.count)
            json.member("empty") { $0.array(document.empty) { $0.value($1) } }
            json.member("isTrue", document.isTrue)
            json.member("missing", document.missing)
            json.member("parts") { json in
                json.array(parts) { json, part in
                    json.object { json in
                        json.member("name", part.name)
                        json.member("number", part.number)
                    }
                }
            }
        }
        let expected = String(decoding: try encoder.encode(document), as: UTF8.self)
        #expect(String(decoding: text.bytes, as: UTF8.self) == expected)
    }
}

extension Array {
    fileprivate func cycled(_ length: Int) -> [Element] { (0..<length).map { self[$0 % count] } }
}

@Suite struct TimeArgumentTests {
    /// Tuesday, 2026-11-24 10:00 in Shanghai.
    private func time() throws -> TimeText {
        TimeText(
            now: try Instant(rfc3339: "2026-11-24T10:00:00+08:00"),
            zone: try TimeZoneRules(identifier: "Asia/Shanghai"))
    }

    @Test(
        "A time is read as an operator means it",
        arguments: [
            ("2026-11-24T08:30:00Z", "2026-11-24T08:30:00Z", "2026-11-24T08:30:00Z"),
            ("2026-12-01", "2026-11-30T16:00:00Z", "2026-11-30T16:00:00Z"),
            ("2026-12-01 08:30", "2026-12-01T00:30:00Z", "2026-12-01T00:30:00Z"),
            ("2026-12-01T08:30:15", "2026-12-01T00:30:15Z", "2026-12-01T00:30:15Z"),
            ("now", "2026-11-24T02:00:00Z", "2026-11-24T02:00:00Z"),
            ("today", "2026-11-23T16:00:00Z", "2026-11-23T16:00:00Z"),
            ("tomorrow", "2026-11-24T16:00:00Z", "2026-11-24T16:00:00Z"),
            // A time of day is the next one, or the last.
            ("08:30", "2026-11-25T00:30:00Z", "2026-11-24T00:30:00Z"),
            ("22:00", "2026-11-24T14:00:00Z", "2026-11-23T14:00:00Z"),
            ("2h", "2026-11-24T04:00:00Z", "2026-11-24T00:00:00Z"),
            ("1h30min", "2026-11-24T03:30:00Z", "2026-11-24T00:30:00Z"),
            ("+3 days", "2026-11-27T02:00:00Z", "2026-11-21T02:00:00Z"),
            ("-1d", "2026-11-23T02:00:00Z", "2026-11-23T02:00:00Z"),
        ])
    func reading(text: String, future: String, past: String) throws {
        let argument = try TimeArgument(text, relativeTo: try time())
        #expect(argument.future().rfc3339() == future)
        #expect(argument.past().rfc3339() == past)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "", "soon", "25:00", "8", "8:5:61", "2026-02-30", "2026-11-24 25:00", "2 fortnights", "h", "-", "1h 2",
            "99999999999999999999h", "9223372036854775807w", "2026-11-24 08:30 x",
        ])
    func refused(text: String) throws {
        let time = try time()
        #expect(throws: (any Error).self) { try TimeArgument(text, relativeTo: time) }
    }
}
