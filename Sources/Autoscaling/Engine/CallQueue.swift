import CivilTime

/// The place of a call among those that wait for their turn.
struct Rank: Comparable, Sendable {
    /// RESUME, a SCALE up, and the observations that they wait for go first.
    var givesCapacity: Bool
    /// Then by due time.
    var due: Instant
    /// Then by the order of asking.
    var order: UInt64

    static func < (a: Rank, b: Rank) -> Bool {
        if a.givesCapacity != b.givesCapacity { return a.givesCapacity }
        return a.due != b.due ? a.due < b.due : a.order < b.order
    }
}

/// Services that wait for a slot of one action.
///
/// In order of rank; but a service that has waited for ``patience`` takes every other slot, the longest wait first, so
/// that nothing is overtaken for ever.
struct CallQueue: Sendable {
    private struct Waiting: Comparable, Sendable {
        var rank: Rank
        var service: Int

        static func < (a: Waiting, b: Waiting) -> Bool { a.rank < b.rank }
    }

    static let patience: Duration = .seconds(30)

    private var byRank = Heap<Waiting>()
    /// In the order of asking, from `head` on.
    private var byWait: [(service: Int, order: UInt64, since: MonotonicInstant)] = []
    private var head = 0
    /// The entry that counts for each service; those of the heap and of the list with another order are passed over.
    private var current: [Int: Rank] = [:]
    private var order: UInt64 = 0
    private var servesLongestWait = false

    var isEmpty: Bool { current.isEmpty }
    var count: Int { current.count }

    /// Enters a service; one that waits already keeps its place in the order of asking and takes the new rank.
    mutating func insert(_ service: Int, givesCapacity: Bool, due: Instant, at now: MonotonicInstant) {
        var rank = Rank(givesCapacity: givesCapacity, due: due, order: order + 1)
        if let waiting = current[service] {
            rank.order = waiting.order
            if rank == waiting { return }
        } else {
            order += 1
            byWait.append((service, order, now))
            if head > 1024, head * 2 > byWait.count {
                byWait.removeFirst(head)
                head = 0
            }
        }
        current[service] = rank
        byRank.insert(Waiting(rank: rank, service: service))
    }

    mutating func remove(_ service: Int) {
        current[service] = nil
        if current.isEmpty { removeAll() }
    }

    mutating func popFirst(at now: MonotonicInstant) -> Int? {
        while head < byWait.count, current[byWait[head].service]?.order != byWait[head].order { head += 1 }
        if head < byWait.count, now - byWait[head].since >= Self.patience {
            servesLongestWait.toggle()
            if servesLongestWait {
                let service = byWait[head].service
                remove(service)
                return service
            }
        }
        while let first = byRank.popFirst() {
            guard current[first.service]?.order == first.rank.order else { continue }
            remove(first.service)
            return first.service
        }
        return nil
    }

    mutating func removeAll() {
        byRank.removeAll()
        byWait.removeAll(keepingCapacity: true)
        current.removeAll(keepingCapacity: true)
        head = 0
    }
}
