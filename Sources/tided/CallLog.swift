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
    }

    static let capacity = 1000

    private let entries = Mutex<[Entry]>([])

    func append(_ entry: Entry) {
        entries.withLock {
            if $0.count >= Self.capacity { $0.removeFirst($0.count - Self.capacity + 1) }
            $0.append(entry)
        }
    }

    /// Oldest first.
    var all: [Entry] { entries.withLock { $0 } }
}
