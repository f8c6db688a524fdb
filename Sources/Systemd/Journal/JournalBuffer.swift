/// The entries that wait to be written, bounded in memory.
///
/// Where a new one doesn't fit, the oldest of level `info` and `debug` go first, then the oldest of the others; what was
/// lost is counted, and the count is the next entry to come out. A value: the caller owns it.
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
    private var lost = Lost()
    private var arrivals: UInt64 = 0

    /// - Parameter capacity: bytes.
    init(capacity: Int) {
        self.capacity = capacity
    }

    var isEmpty: Bool { routine.isEmpty && urgent.isEmpty && lost.count == 0 }

    mutating func append(_ entry: JournalEntry, at time: WallTime) {
        let item = Item(entry: entry, time: time, footprint: entry.footprint)
        let isRoutine = entry.priority <= .info
        while footprint + item.footprint > capacity, let victim = routine.popFirst() { drop(victim) }
        if isRoutine && footprint + item.footprint > capacity { return lost.count(item) }
        while footprint + item.footprint > capacity, let victim = urgent.popFirst() { drop(victim) }
        if item.footprint > capacity { return lost.count(item) }

        footprint += item.footprint
        arrivals += 1
        if isRoutine { routine.append(item, number: arrivals) } else { urgent.append(item, number: arrivals) }
    }

    /// The oldest entry, or the account of what was lost since the last one.
    mutating func popFirst() -> Item? {
        if let account = lost.account() {
            lost = Lost()
            return account
        }
        guard let item = (routine.firstNumber < urgent.firstNumber ? routine.popFirst() : urgent.popFirst()) else {
            return nil
        }
        footprint -= item.footprint
        return item
    }

    private mutating func drop(_ victim: Item) {
        footprint -= victim.footprint
        lost.count(victim)
    }

    private struct Lost {
        var count = 0
        var urgent = 0
        var since: WallTime?
        var until: WallTime?

        mutating func count(_ item: Item) {
            count += 1
            if item.entry.priority > .info { urgent += 1 }
            since = since ?? item.time
            until = item.time
        }

        func account() -> Item? {
            guard count > 0, let until else { return nil }
            let kinds = urgent == 0 ? "all of level info or debug" : "\(urgent) of them of level notice or higher"
            let entry = JournalEntry(
                .warning, "\(count) log entries were lost because they could not be written fast enough, \(kinds)")
            return Item(entry: entry, time: until, footprint: entry.footprint)
        }
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
