import CivilTime

/// What will happen, by the true time at which it does; what is due at one instant happens in the order in which it was
/// entered.
struct Agenda<Happening> {
    private struct Entry {
        var instant: Instant
        var order: UInt64
        var happening: Happening

        func isBefore(_ other: Entry) -> Bool {
            instant == other.instant ? order < other.order : instant < other.instant
        }
    }

    /// A binary heap: the next one stands first.
    private var entries: [Entry] = []
    private var entered: UInt64 = 0

    var next: Instant? { entries.first?.instant }

    mutating func enter(_ happening: Happening, at instant: Instant) {
        entered += 1
        entries.append(Entry(instant: instant, order: entered, happening: happening))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].isBefore(entries[parent]) else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    mutating func takeNext() -> (instant: Instant, happening: Happening)? {
        guard let last = entries.popLast() else { return nil }
        guard let first = entries.first else { return (last.instant, last.happening) }
        entries[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].isBefore(entries[child]) { child += 1 }
            guard entries[child].isBefore(entries[parent]) else { break }
            entries.swapAt(child, parent)
            parent = child
        }
        return (first.instant, first.happening)
    }
}
