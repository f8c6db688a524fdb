import Autoscaling
import CivilTime
import Synchronization

/// The last calls, for `tidectl calls`: what was asked and answered, in memory only.
final class CallLog: Sendable {
    struct Entry: Sendable {
        var call: Call
        /// By the trusted clock, when it was handed to the transport.
        var at: Instant
        var request: [UInt8]
        var reply: [UInt8]
        var report: CallReport
        /// Counts the calls since the start; given by the log.
        var number = 0
    }

    static let capacity = 1000

    private struct Content {
        var entries: [Entry] = []
        var lastNumber = 0
        var followers: [Int: AsyncStream<Entry>.Continuation] = [:]
        var lastFollower = 0
    }

    private let content = Mutex(Content())

    func append(_ entry: Entry) {
        let (entry, followers) = content.withLock { content in
            content.lastNumber += 1
            var entry = entry
            entry.number = content.lastNumber
            if content.entries.count >= Self.capacity {
                content.entries.removeFirst(content.entries.count - Self.capacity + 1)
            }
            content.entries.append(entry)
            return (entry, Array(content.followers.values))
        }
        for follower in followers { follower.yield(entry) }
    }

    /// Oldest first.
    var all: [Entry] { content.withLock { $0.entries } }

    /// All that there are and then each as it ends. A follower that is slower than the calls misses the oldest, which
    /// the numbers show.
    func follow() -> AsyncStream<Entry> {
        let (stream, continuation) = AsyncStream<Entry>.makeStream(bufferingPolicy: .bufferingNewest(2 * Self.capacity))
        let id = content.withLock { content in
            for entry in content.entries { continuation.yield(entry) }
            content.lastFollower += 1
            content.followers[content.lastFollower] = continuation
            return content.lastFollower
        }
        continuation.onTermination = { [weak self] _ in self?.content.withLock { $0.followers[id] = nil } }
        return stream
    }
}
