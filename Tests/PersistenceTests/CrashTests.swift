import Autoscaling
import CivilTime
import Glibc
import Testing

@testable import Persistence

/// A writer is killed in the middle of its commits, again and again on the same files.
@Suite struct CrashTests {
    private static let servicesPerCommit = 7

    @Test("After kill -9 at any point, all that was acknowledged is there, and every transaction whole")
    func killed() throws {
        let directory = try TemporaryDirectory()
        var random = SystemRandomNumberGenerator()
        var acknowledged: Int64 = -1
        for _ in 0..<6 {
            let child = try ChildProcess(test: "CrashTests/writer", directory: directory.path)
            // After some acknowledgements, then at any point of a commit or between two.
            var received: [UInt8] = []
            while Self.lastNumber(received) <= acknowledged, case let chunk = child.read(), !chunk.isEmpty {
                received += chunk
            }
            usleep(UInt32.random(in: 0...20_000, using: &random))
            kill(child.id, SIGKILL)
            while case let chunk = child.read(), !chunk.isEmpty { received += chunk }
            #expect(child.wait() & 0x7F == SIGKILL, "\(String(decoding: received.suffix(500), as: UTF8.self))")
            let last = Self.lastNumber(received)
            #expect(last > acknowledged)
            acknowledged = last

            let store = try SQLiteStore(directory: directory.path, at: Sample.instant(0))
            #expect(store.replacement == nil)
            let services = try store.load().services
            #expect(services.count == Self.servicesPerCommit)
            let numbers = Set(services.map { $0.watermark })
            #expect(numbers.count == 1)
            let stored = try #require(numbers.first).secondsSince1970 - Sample.instant(0).secondsSince1970
            // The commit that was under way may or may not have made it.
            #expect(stored == acknowledged || stored == acknowledged + 1)
            let history = try store.history(HistoryQuery(limit: 1))
            #expect(history.first?.id.instant == Sample.instant(stored))
            acknowledged = stored
        }
        #expect(acknowledged > 6)
    }

    /// Of the child's whole lines, `@NUMBER`, among which the test runner's own stand. -1 where there is none.
    private static func lastNumber(_ bytes: [UInt8]) -> Int64 {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return lines.reversed().lazy.compactMap { $0.hasPrefix("@") ? Int64($0.dropFirst()) : nil }.first ?? -1
    }

    @Test("(child) commits until it is killed", .enabled(if: ChildProcess.directory != nil))
    func writer() throws {
        let directory = try #require(ChildProcess.directory)
        let store = try SQLiteStore(directory: directory, at: Sample.instant(0))
        let first = try store.load().services.first?.watermark
        var number = first.map { $0.secondsSince1970 - Sample.instant(0).secondsSince1970 + 1 } ?? 0
        while true {
            let services = (0..<Self.servicesPerCommit).map { index in
                Record.service(Sample.service("ms-\(index)", watermark: number))
            }
            try store.commit(services + [.occurrence(Sample.occurrence(at: number))])
            let line = Array("@\(number)\n".utf8)
            guard write(STDOUT_FILENO, line, line.count) == line.count else { return }
            number += 1
        }
    }
}
