/// What is emitted but not durable yet, to be emitted again once a failed store has healed.
///
/// A store that works makes records durable in the order of their emission, a moment later: they wait in a queue. While
/// it fails, for days maybe, only the newest of each key is kept, as the store would.
struct UnwrittenRecords: Sendable {
    private typealias Entry = (record: Record, sequence: UInt64)

    /// In the order of their sequence numbers, from `head` on; empty while the store fails.
    private var queue: [Entry] = []
    private var head = 0
    private var newest: [RecordKey: Entry] = [:]
    private var isFailing = false

    /// How many rows of the store they are, while it fails.
    var count: Int { newest.count }

    /// While the store fails what it lacks, in no order; else empty.
    var lacking: [Record] { newest.values.map(\.record) }

    mutating func append(_ record: Record, sequence: UInt64) {
        if isFailing {
            newest[record.key] = (record, sequence)
        } else {
            queue.append((record, sequence))
        }
    }

    /// Everything up to `sequence` is durable.
    mutating func written(upTo sequence: UInt64) {
        while head < queue.count, queue[head].sequence <= sequence { head += 1 }
        if head == queue.count {
            // No table of a load's size for ever.
            queue.removeAll(keepingCapacity: queue.count < 1_000)
            head = 0
        } else if head * 2 > queue.count {
            queue.removeFirst(head)
            head = 0
        }
    }

    mutating func storeFails() {
        isFailing = true
        for entry in queue[head...] { newest[entry.record.key] = entry }
        queue = []
        head = 0
    }

    /// The store takes records again: all of them, in the order of their sequence numbers.
    mutating func takeAll() -> [Record] {
        isFailing = false
        defer { newest = [:] }
        return newest.values.sorted { $0.sequence < $1.sequence }.map(\.record)
    }

    /// Gives up the oldest rows of history, so many at most. Returns how many.
    mutating func forgetHistory(atMost limit: Int) -> Int {
        var rows: [(key: RecordKey, sequence: UInt64)] = []
        for (key, entry) in newest {
            if case .occurrence = key { rows.append((key, entry.sequence)) }
        }
        rows.sort { $0.sequence < $1.sequence }
        for row in rows.prefix(limit) { newest[row.key] = nil }
        return min(rows.count, limit)
    }
}
