import Autoscaling
import CivilTime
import Synchronization
import TIONE

/// The last calls, for `tidectl calls`: what was asked and answered, in memory only.
///
/// Bounded in number and in size: one page of a hundred services is 200 KB, and a thousand of those would be the
/// daemon's whole memory many times over.
final class CallLog: Sendable {
    struct Entry: Sendable {
        enum Ending: Sendable {
            case succeeded
            case failed(code: String, message: String)
            case notSent(String)
            case unknown(String)
        }

        var call: Call
        /// By the trusted clock, when it was handed to the transport.
        var at: Instant
        var request: LoggedBody
        /// Empty where none came; nil where it is kept no longer.
        var reply: LoggedBody?
        var requestId: String?
        /// From hand-over to answer.
        var latency: Duration
        var ending: Ending
        /// Counts the calls since the start; given by the log.
        var number = 0

        /// Without what the report holds for the engine: a page of observations weighs more than its text.
        init(call: Call, request: [UInt8], reply: [UInt8], report: CallReport) {
            self.call = call
            at = call.signedAt
            self.request = LoggedBody(request)
            self.reply = LoggedBody(reply)
            requestId = report.requestId
            latency = report.endedAt - report.sentAt
            ending =
                switch report.outcome {
                case .modified, .service, .page: .succeeded
                case .failed(let error): .failed(code: error.code, message: error.message)
                case .notSent(let why): .notSent(why)
                case .unknown(let why): .unknown(why)
                }
        }
    }

    static let capacity = 1000
    /// Of all replies that are kept, in bytes.
    private static let replyCapacity = 2_097_152
    /// Replies above this are the first to go: pages of services, of which there is another one soon.
    private static let largeReply = 16_384

    private struct Content {
        var entries: [Entry] = []
        var replyBytes = 0
        var lastNumber = 0
        var followers: [Int: AsyncStream<Entry>.Continuation] = [:]
        var lastFollower = 0

        mutating func boundReplies() {
            func drop(largerThan size: Int) {
                for index in entries.indices where replyBytes > CallLog.replyCapacity {
                    guard let reply = entries[index].reply, reply.count > size else { continue }
                    replyBytes -= reply.count
                    entries[index].reply = nil
                }
            }
            guard replyBytes > CallLog.replyCapacity else { return }
            drop(largerThan: CallLog.largeReply)
            drop(largerThan: 0)
        }
    }

    private let content = Mutex(Content())

    func append(_ entry: Entry) {
        let (entry, followers) = content.withLock { content in
            content.lastNumber += 1
            var entry = entry
            entry.number = content.lastNumber
            if content.entries.count >= Self.capacity {
                let excess = content.entries.count - Self.capacity + 1
                for gone in content.entries.prefix(excess) { content.replyBytes -= gone.reply?.count ?? 0 }
                content.entries.removeFirst(excess)
            }
            content.entries.append(entry)
            content.replyBytes += entry.reply?.count ?? 0
            content.boundReplies()
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
