import Testing

@testable import Systemd

@Suite("Journal buffer")
struct JournalBufferTests {
    /// An entry that takes a thousand bytes.
    private func entry(_ name: String, _ priority: JournalPriority = .info) -> JournalEntry {
        var entry = JournalEntry(priority, name)
        let rest = 1000 - entry.footprint - 64 - 1
        entry.fields = [JournalField("X", [UInt8](repeating: 0, count: rest))]
        return entry
    }

    private func buffer(_ capacity: Int) -> JournalBuffer {
        JournalBuffer(capacity: capacity) { JournalEntry(.warning, $0.description) }
    }

    private func drain(_ buffer: inout JournalBuffer) -> [String] {
        var messages: [String] = []
        while let item = buffer.popFirst() { messages.append(item.entry.message) }
        return messages
    }

    private let time = WallTime(seconds: 0, microseconds: 0)

    @Test("Entries of all levels come out in the order in which they went in")
    func order() {
        var buffer = self.buffer(1 << 20)
        var expected: [String] = []
        for number in 0..<2000 {
            buffer.append(JournalEntry(number % 3 == 0 ? .error : .info, "\(number)"), at: time)
            expected.append("\(number)")
            if number % 5 == 4 { #expect(buffer.popFirst()?.entry.message == expected.removeFirst()) }
        }
        #expect(drain(&buffer) == expected)
        #expect(buffer.isEmpty && buffer.footprint == 0)
    }

    @Test("Where a new entry does not fit, the oldest of info and debug go first, and the count is told")
    func routineFirst() {
        var buffer = self.buffer(4000)
        for name in ["error 1", "info 1", "debug 2", "warning 2"] {
            buffer.append(entry(name, name.hasPrefix("e") ? .error : name.hasPrefix("w") ? .warning : .debug), at: time)
        }
        buffer.append(entry("notice 3", .notice), at: time)
        buffer.append(entry("info 4"), at: time)
        #expect(
            drain(&buffer) == [
                "2 log entries were lost because they could not be written fast enough, all of level info or debug",
                "error 1", "warning 2", "notice 3", "info 4",
            ])
    }

    @Test("An info entry never drives out a more urgent one; a more urgent one drives out the oldest of its kind")
    func urgentLast() {
        var buffer = self.buffer(2000)
        buffer.append(entry("error 1", .error), at: time)
        buffer.append(entry("error 2", .error), at: time)
        buffer.append(entry("info"), at: time)
        buffer.append(entry("error 3", .error), at: time)
        #expect(
            drain(&buffer) == [
                "2 log entries were lost because they could not be written fast enough, "
                    + "1 of them of level notice or higher", "error 2", "error 3",
            ])
    }

    @Test("An entry that could never fit is counted as lost and drives nothing out but what must make room")
    func tooLarge() {
        var buffer = self.buffer(500)
        buffer.append(entry("huge"), at: time)
        #expect(!buffer.isEmpty)
        #expect(drain(&buffer).count == 1)
        #expect(buffer.isEmpty)
    }

    @Test("Memory stays within the bound, whatever comes")
    func bound() {
        var buffer = self.buffer(100_000)
        for number in 0..<10_000 {
            buffer.append(entry("\(number)", JournalPriority.allCases[number % 8]), at: time)
            if buffer.footprint > 100_000 { Issue.record("\(buffer.footprint) bytes after \(number) entries") }
        }
        #expect(buffer.footprint > 90_000)
    }
}
