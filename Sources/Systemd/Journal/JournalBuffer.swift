/// The entries that wait to be written, bounded in memory.
///
/// Where a new one doesn't fit, the oldest of level `info` and `debug` go first, then the oldest of the others; what
/// was lost is counted, and the count is the next entry to come out. A value: the caller owns it.
struct JournalBuffer {
    /// An entry and when it was made.
    struct Item {
        let entry: JournalEntry
        let time: WallTime
        let footprint: Int
    }

    let capacity: Int
    private(set) var footprint = 0
    /// The two kinds apart, so that the next to be dropped is always at a front.
    private var routine = Queue()
    private var urgent = Queue()
    private var loss = JournalLoss()
    /// When the last loss happened.
    private var lossTime = WallTime(seconds: 0, microseconds: 0)
    private let lossEntry: @Sendable (JournalLoss) -> JournalEntry
    private var arrivals: UInt64 = 0

    /// - Parameters:
    ///   - capacity: bytes.
    ///   - lossEntry: makes the entry that accounts for a loss.
    init(capacity: Int, lossEntry: @escaping @Sendable (JournalLoss) -> JournalEntry) {
        self.capacity = capacity
        self.lossEntry = lossEntry
    }

    var isEmpty: Bool { routine.isEmpty && urgent.isEmpty && loss.count == 0 }

    mutating func append(_ entry: JournalEntry, at time: WallTime) {
        let item = Item(entry: entry, time: time, footprint: entry.footprint)
        let isRoutine = entry.priority <= .info
        while footprint + item.footprint > capacity, let victim = routine.popFirst() { drop(victim, at: time) }
        if isRoutine && footprint + item.footprint > capacity { return lose(item, at: time) }
        while footprint + item.footprint > capacity, let victim = urgent.popFirst() { drop(victim, at: time) }
        if item.footprint > capacity { return lose(item, at: time) }

        footprint += item.footprint
        arrivals += 1
        if isRoutine { routine.append(item, number: arrivals) } else { urgent.append(item, number: arrivals) }
    }

    /// The oldest entry, or the account of what was lost since the last one.
    mutating func popFirst() -> Item? {
        if loss.count > 0 {
            let entry = lossEntry(loss)
            loss = JournalLoss()
            return Item(entry: entry, time: lossTime, footprint: entry.footprint)
        }
        guard let item = (routine.firstNumber < urgent.firstNumber ? routine.popFirst() : urgent.popFirst()) else {
            return nil
        }
        footprint -= item.footprint
        return item
    }

    private mutating func drop(_ victim: Item, at time: WallTime) {
        footprint -= victim.footprint
        lose(victim, at: time)
    }

    private mutating func lose(_ item: Item, at time: WallTime) {
        loss.count += 1
        if item.entry.priority > .info { loss.urgentCount += 1 }
        lossTime = time
    }

    /// First in, first out, in constant time each.
    private struct Queue {
        private var items: [(number: UInt64, item: Item)?] = []
        private var head = 0

        var isEmpty: Bool { head == items.count }
        /// The number of the oldest item; the greatest there is where the queue is empty.
        var firstNumber: UInt64 { isEmpty ? .max : items[head]?.number ?? .max }

        mutating func append(_ item: Item, number: UInt64) { items.append((number, item)) }

        mutating func popFirst() -> Item? {
            guard !isEmpty else { return nil }
            let first = items[head]
            items[head] = nil
            head += 1
            if head > 512 && head * 2 > items.count {
                items.removeFirst(head)
                head = 0
            }
            return first?.item
        }
    }
}
