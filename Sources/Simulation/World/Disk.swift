import Autoscaling
import CivilTime
import Persistence

/// The state directory and the queue on which the daemon commits: what is written is durable some time later, all
/// records of a turn or none, and a crash may come first.
struct Disk {
    struct Transaction {
        var records: [Record]
        /// Sequence number of its last record.
        var last: UInt64
    }

    /// What would survive a power cut now.
    let store = MemoryStore()
    /// Handed over, in order, not yet being written.
    private(set) var waiting: [Transaction] = []
    /// Being written: as one, however many turns it is of.
    private(set) var writing: [Transaction] = []
    /// While set, no write succeeds.
    var isFull = false

    /// Whether a write is to be begun now.
    var canBegin: Bool { writing.isEmpty && !waiting.isEmpty }

    mutating func hand(over transaction: Transaction) { waiting.append(transaction) }

    mutating func begin() {
        writing = waiting
        waiting.removeAll(keepingCapacity: true)
    }

    /// The write under way ends.
    ///
    /// - Returns: the records that are durable now, and the sequence number up to which; nil if it failed.
    mutating func end() -> (records: [Record], upTo: UInt64)? {
        defer { writing.removeAll(keepingCapacity: true) }
        guard !isFull, let last = writing.last?.last else { return nil }
        let records = writing.flatMap(\.records)
        do {
            try store.commit(records)
            return (records, last)
        } catch {
            return nil
        }
    }

    /// The process or the host dies. What was not yet being written is lost; what was is kept where `survives`, though
    /// the daemon never learnt it.
    ///
    /// - Returns: the records that survived unacknowledged.
    mutating func crash(survives: Bool) -> [Record] {
        defer {
            waiting.removeAll()
            writing.removeAll()
        }
        guard survives else { return [] }
        return end()?.records ?? []
    }
}
