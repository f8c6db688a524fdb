import Autoscaling
import CivilTime
import Persistence

/// The state directory and the queue on which the daemon commits: what is written is durable some time later, all
/// records of a turn or none, and a crash may come first.
struct Disk {
    /// What would survive a power cut now.
    let store = MemoryStore()
    /// The daemon's own, with its rule of what is refused after a failure.
    private var waiting = WriteQueue()
    /// Being written: as one, however many turns it is of.
    private var writing: [WriteQueue.Entry] = []
    /// While set, no write succeeds.
    var isFull = false

    /// Whether a write is to be begun now.
    var canBegin: Bool { writing.isEmpty && !waiting.isEmpty }

    mutating func hand(over entries: [WriteQueue.Entry]) { waiting.append(entries) }

    mutating func begin() { writing = waiting.takeBatch() }

    /// The write under way ends.
    ///
    /// - Returns: the records that are durable now, and the sequence number up to which; nil if it failed.
    mutating func end() -> (records: [Record], upTo: UInt64)? {
        defer { writing = [] }
        let records = writing.map(\.record)
        guard !isFull, let last = writing.last?.sequence, (try? store.commit(records)) != nil else {
            waiting.batchFailed()
            return nil
        }
        return (records, last)
    }

    /// There is room again.
    ///
    /// - Returns: whether a write had failed meanwhile, which the daemon is to be told has healed.
    mutating func heal() -> Bool {
        isFull = false
        defer { waiting.resume() }
        return waiting.isRefusing
    }

    /// The process or the host dies. What was not yet being written is lost; what was is kept where `survives`, though
    /// the daemon never learnt it.
    ///
    /// - Returns: the records that survived unacknowledged.
    mutating func crash(survives: Bool) -> [Record] {
        defer {
            waiting = WriteQueue()
            writing = []
        }
        return survives ? end()?.records ?? [] : []
    }
}
