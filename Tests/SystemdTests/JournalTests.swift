import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Systemd

/// Takes entries only while its gate is open.
final class GatedSink: JournalSink {
    private let state = Mutex(State())

    private struct State {
        var isOpen = true
        var refusals = 0
        var taken: [String] = []
    }

    var taken: [String] { state.withLock { $0.taken } }

    func setOpen(_ isOpen: Bool) { state.withLock { $0.isOpen = isOpen } }

    func write(_ item: JournalBuffer.Item) -> Bool {
        state.withLock { state in
            guard state.isOpen else { return false }
            state.taken.append(item.entry.message)
            return true
        }
    }
}

@Suite("Journal")
struct JournalTests {
    @Test("While nobody takes entries they wait; afterwards all arrive, in order")
    func waits() {
        let sink = GatedSink()
        let journal = Journal(sink: sink, capacity: 16 << 20, retryInterval: .milliseconds(1))
        sink.setOpen(false)
        for number in 0..<10_000 { journal.write(JournalEntry(.info, "\(number)")) }
        #expect(!journal.flush(timeout: .milliseconds(5)))
        #expect(sink.taken.isEmpty)
        sink.setOpen(true)
        #expect(journal.flush(timeout: .seconds(30)))
        #expect(sink.taken == (0..<10_000).map { "\($0)" })
    }

    @Test("Entries from many threads all arrive")
    func threads() {
        let sink = GatedSink()
        let journal = Journal(sink: sink, capacity: 16 << 20)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for number in 0..<500 { journal.write(JournalEntry(.info, "\(thread).\(number)")) }
        }
        #expect(journal.flush(timeout: .seconds(30)))
        #expect(Set(sink.taken).count == 4000)
        for thread in 0..<8 {
            let own = sink.taken.filter { $0.hasPrefix("\(thread).") }
            #expect(own == (0..<500).map { "\(thread).\($0)" })
        }
    }

    @Test("Levels below the threshold are left out")
    func threshold() {
        let sink = GatedSink()
        let journal = Journal(sink: sink, threshold: .notice, capacity: 1 << 20)
        for priority in JournalPriority.allCases { journal.write(JournalEntry(priority, "\(priority)")) }
        #expect(journal.flush(timeout: .seconds(30)))
        #expect(sink.taken == ["emergency", "alert", "critical", "error", "warning", "notice"])
    }

    @Test("With nothing to write a flush returns at once")
    func idle() {
        #expect(Journal(sink: GatedSink(), capacity: 1 << 20).flush(timeout: .zero))
    }

    @Test("A message becomes fields of the journal, with where it was written and any bytes")
    func assignments() {
        var entry = JournalEntry(
            priority: .warning, message: "two\nlines", messageID: "c7a787079b354eaaa9e77b371893cd27",
            fields: [("TIDE_SERVICE_ID", "ms-1"), ("_FORGED", "no"), ("lower", "no"), ("", "no")],
            file: "tided/Main.swift", line: 7, function: "run()")
        entry.fields.append(JournalField("TIDE_RAW", [0, 10, 61]))
        let text = entry.assignments(identifier: "tided").map { String(decoding: $0, as: UTF8.self) }
        #expect(
            text == [
                "MESSAGE=two\nlines", "PRIORITY=4", "SYSLOG_IDENTIFIER=tided", "CODE_FILE=tided/Main.swift",
                "CODE_LINE=7", "CODE_FUNC=run()", "MESSAGE_ID=c7a787079b354eaaa9e77b371893cd27",
                "TIDE_SERVICE_ID=ms-1", "TIDE_RAW=\0\n=",
            ])
    }

    @Test("An entry names the line that made it")
    func source() {
        let entry = JournalEntry(.info, "here")
        let line: UInt = #line - 1
        #expect(entry.file == "SystemdTests/JournalTests.swift" && entry.line == line && entry.function == "source()")
    }
}

@Suite("Plain lines")
struct PlainLineTests {
    private let time = WallTime(seconds: 1_800_000_000, microseconds: 7_999)

    struct Case: Sendable {
        let entry: JournalEntry
        let style: PlainLineStyle
        let expected: String

        init(_ priority: JournalPriority, _ message: String, _ style: PlainLineStyle, _ expected: String) {
            entry = JournalEntry(priority, message)
            self.style = style
            self.expected = expected
        }
    }

    @Test(
        "A line shows the level unless it is info, indents further lines and disarms control characters",
        arguments: [
            Case(.info, "chat: accepted", .terminal(colour: false), "chat: accepted\n"),
            Case(.info, "chat: accepted", .terminal(colour: true), "chat: accepted\n"),
            Case(.warning, "stuck", .terminal(colour: false), "warning: stuck\n"),
            Case(.error, "refused", .terminal(colour: true), "\u{1B}[1;31merror: refused\u{1B}[0m\n"),
            Case(.notice, "a\nb", .stream, "notice: a\n    b\n"),
            Case(.info, "a\u{1B}[2Jb\u{7}\tc\u{9B}", .stream, "a\\x1b[2Jb\\x07\tc\\x9b\n"),
            Case(.info, "潮汐", .stream, "潮汐\n"),
        ])
    func line(_ c: Case) {
        let line = c.style.line(for: c.entry, at: time)
        #expect(line.hasSuffix(c.expected))
        #expect(line.drop { $0 != " " }.dropFirst() == c.expected)
    }

    @Test("A stream carries the full time, a terminal the time of day")
    func times() throws {
        let entry = JournalEntry(.info, "x")
        let stream = PlainLineStyle.stream.line(for: entry, at: time)
        #expect(try /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.007(?:Z|[+-]\d\d:\d\d) x\n/.wholeMatch(in: stream) != nil)
        let terminal = PlainLineStyle.terminal(colour: false).line(for: entry, at: time)
        #expect(try /\d\d:\d\d:\d\d\.007 x\n/.wholeMatch(in: terminal) != nil)
    }

    @Test("Lines arrive on a descriptor that takes them slowly")
    func slowPipe() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        try #require(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
        let journal = Journal(sink: PlainLineSink(descriptor: ends[1], style: .stream), capacity: 16 << 20)
        let message = String(repeating: "x", count: 10_000)
        for _ in 0..<50 { journal.write(JournalEntry(.info, message)) }
        #expect(!journal.flush(timeout: .milliseconds(20)))  // A pipe holds 64 KiB.

        var received = 0
        var lineFeeds = 0
        var chunk = [UInt8](repeating: 0, count: 65536)
        while lineFeeds < 50 {
            let count = read(ends[0], &chunk, chunk.count)
            try #require(count > 0)
            received += count
            lineFeeds += chunk.prefix(count).count { $0 == UInt8(ascii: "\n") }
        }
        #expect(journal.flush(timeout: .seconds(30)))
        #expect(received > 500_000)
        for end in ends { close(end) }
    }
}
