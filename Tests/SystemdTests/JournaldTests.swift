import CivilTime
import Glibc
import Testing

@testable import Systemd

/// Against a journald that is the test's own; Tests/System/journald provides it and names its process.
@Suite(
    "Journal under a running journald", .serialized,
    .enabled(if: getenv("TIDE_TEST_JOURNALD_PID") != nil, "run Tests/System/journald, which needs root"))
struct JournaldTests {
    private let journald = getenv("TIDE_TEST_JOURNALD_PID").flatMap { pid_t(String(cString: $0)) }

    /// The entries with this mark, once there are `count` of them.
    private func entries(marked mark: String, count: Int) throws -> [JournalReader.Entry] {
        let reader = try JournalReader(.directory("/run/log/journal"))
        try reader.addMatch("TIDE_MARK", mark)
        var found: [JournalReader.Entry] = []
        for _ in 0..<300 {
            while let entry = try reader.next() { found.append(entry) }
            if found.count >= count { break }
            _ = try reader.wait(timeout: .milliseconds(100))
        }
        return found
    }

    private func entry(_ priority: JournalPriority, _ message: String, mark: String) -> JournalEntry {
        JournalEntry(priority, message, fields: [JournalField("TIDE_MARK", mark)])
    }

    @Test("All fields arrive as they were, of several lines, binary and large")
    func fields() throws {
        let journal = Journal(destination: .journal)
        let large = [UInt8]((0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        var entry = JournalEntry(
            priority: .warning, message: "first\nsecond = third\n", messageID: "2d1b0b2ee8bd4b1a8d0e8a9a50a6c0fe",
            fields: [("TIDE_MARK", "fields"), ("TIDE_EMPTY", "")])
        entry.fields.append(JournalField("TIDE_RAW", [0, 10, 61, 255]))
        entry.fields.append(JournalField("TIDE_LARGE", large))
        journal.write(entry)
        #expect(journal.flush(timeout: .seconds(10)))

        let read = try #require(try entries(marked: "fields", count: 1).first)
        #expect(read["MESSAGE"] == "first\nsecond = third\n")
        #expect(read["PRIORITY"] == "4")
        #expect(read["SYSLOG_IDENTIFIER"] == "tided")
        #expect(read["MESSAGE_ID"] == "2d1b0b2ee8bd4b1a8d0e8a9a50a6c0fe")
        #expect(read["CODE_FUNC"] == "fields()")
        #expect(read["CODE_FILE"] == "SystemdTests/JournaldTests.swift")
        #expect(read["TIDE_EMPTY"] == "")
        #expect(read.fields["TIDE_RAW"] == [0, 10, 61, 255])
        #expect(read.fields["TIDE_LARGE"] == large)
        #expect(read["SYSLOG_TIMESTAMP"] == nil)
    }

    @Test("10,000 entries at once lose nothing and keep their order")
    func many() throws {
        let journal = Journal(destination: .journal)
        for number in 0..<10_000 { journal.write(entry(.info, "\(number)", mark: "many")) }
        #expect(journal.flush(timeout: .seconds(60)))
        #expect(try entries(marked: "many", count: 10_000).map { $0["MESSAGE"] } == (0..<10_000).map { "\($0)" })
    }

    @Test("While journald stands still the writer does not; afterwards all entries are there")
    func stopped() throws {
        let process = try #require(journald)
        kill(process, SIGSTOP)
        defer { kill(process, SIGCONT) }
        let journal = Journal(destination: .journal)
        let clock = ContinuousClock()
        let took = clock.measure {
            for number in 0..<2000 { journal.write(entry(.info, "\(number)", mark: "stopped")) }
        }
        #expect(took < .seconds(1))
        #expect(!journal.flush(timeout: .milliseconds(100)))
        kill(process, SIGCONT)
        #expect(journal.flush(timeout: .seconds(30)))
        #expect(try entries(marked: "stopped", count: 2000).count == 2000)
    }

    @Test("Where nobody listens entries wait, and say when they were made")
    func absent() throws {
        let socket = "/run/systemd/journal/socket"
        try #require(rename(socket, "\(socket).away") == 0)
        let journal = Journal(destination: .journal)
        for number in 0..<20 { journal.write(entry(.info, "\(number)", mark: "absent")) }
        #expect(!journal.flush(timeout: .seconds(3)))
        rename("\(socket).away", socket)
        #expect(journal.flush(timeout: .seconds(10)))
        let read = try entries(marked: "absent", count: 20)
        #expect(read.map { $0["MESSAGE"] } == (0..<20).map { "\($0)" })
        #expect(read.allSatisfy { $0["SYSLOG_TIMESTAMP"] != nil })
    }

    @Test("Far more than fits is cut to the urgent, and one entry gives the count")
    func overflow() throws {
        let process = try #require(journald)
        kill(process, SIGSTOP)
        defer { kill(process, SIGCONT) }
        let journal = Journal(destination: .journal, capacity: 200_000)
        for number in 0..<5000 {
            journal.write(entry(number % 100 == 0 ? .error : .info, "\(number)", mark: "overflow"))
        }
        kill(process, SIGCONT)
        journal.write(entry(.error, "end", mark: "overflow-end"))
        #expect(journal.flush(timeout: .seconds(30)))
        _ = try entries(marked: "overflow-end", count: 1)
        let read = try entries(marked: "overflow", count: 50)
        #expect(read.count { $0["PRIORITY"] == "3" } == 50)

        // One account for each time that the journal went on.
        let reader = try JournalReader(.directory("/run/log/journal"))
        try reader.addMatch("PRIORITY", "4")
        var lost = 0
        while let message = try reader.next()?["MESSAGE"] {
            guard
                let match = message.wholeMatch(of: /(\d+) log entries were lost because .*, all of level info or debug/)
            else { continue }
            lost += try #require(Int(match.1))
        }
        #expect(lost > 1000 && lost == 5000 - read.count)
    }

    @Test("A reader goes by time and backwards, and takes alternatives")
    func reader() throws {
        let journal = Journal(destination: .journal)
        for name in ["a", "b", "c"] { journal.write(entry(.info, name, mark: "reader-\(name)")) }
        #expect(journal.flush(timeout: .seconds(10)))
        let b = try #require(try entries(marked: "reader-b", count: 1).first)
        _ = try entries(marked: "reader-c", count: 1)

        let reader = try JournalReader(.directory("/run/log/journal"))
        try reader.addMatch("TIDE_MARK", "reader-a")
        try reader.addAlternative()
        try reader.addMatch("TIDE_MARK", "reader-b")
        try reader.addMatch("TIDE_MARK", "reader-c")
        try reader.seek(to: b.time)
        #expect(try reader.next()?["MESSAGE"] == "b")
        #expect(try reader.next()?["MESSAGE"] == "c")
        #expect(try reader.next() == nil)
        try reader.seekToTail()
        #expect(try reader.previous()?["MESSAGE"] == "c")
        #expect(try reader.previous()?["MESSAGE"] == "b")
        #expect(try reader.previous()?["MESSAGE"] == "a")
        #expect(try reader.previous() == nil)
    }
}
