import CivilTime

/// When services have events due: the earliest instant first, and of one instant the lowest place first.
///
/// The events of a fleet fall on few instants: the heap is one of instants, each with a list of its services. In a heap
/// of 100,000 services every level is a miss of the processor's caches.
struct Agenda: Sendable {
    private struct Slot: Comparable, Sendable {
        var at: Instant
        /// In ``lists``.
        var list: Int

        static func < (a: Slot, b: Slot) -> Bool { a.at < b.at }
    }

    private var slots = Heap<Slot>()
    private var lists: [Services] = []
    private var free: [Int] = []
    private var listOf: [Instant: Int] = [:]

    var firstInstant: Instant? { slots.first?.at }

    mutating func insert(_ service: Int, at instant: Instant) {
        let service = Int32(truncatingIfNeeded: service)
        if let list = listOf[instant] {
            lists[list].insert(service)
            return
        }
        let list = free.popLast() ?? lists.count
        if list == lists.count { lists.append(Services()) }
        lists[list].insert(service)
        listOf[instant] = list
        slots.insert(Slot(at: instant, list: list))
    }

    mutating func first() -> Due? {
        guard let slot = slots.first, let service = lists[slot.list].first() else { return nil }
        return Due(at: slot.at, service: Int(service))
    }

    mutating func removeFirst() {
        guard let slot = slots.first else { return }
        if lists[slot.list].removeFirst() { _ = popFirstInstant() }
    }

    /// Takes out the first instant with all its services.
    mutating func popFirstInstant() -> [Int] {
        guard let slot = slots.popFirst() else { return [] }
        listOf[slot.at] = nil
        free.append(slot.list)
        return lists[slot.list].takeAll()
    }

    mutating func removeAll() { self = Agenda() }
}

/// When a service's next event is due.
struct Due: Hashable, Sendable {
    var at: Instant
    var service: Int
}

/// The services of one instant.
private struct Services: Sendable {
    private var places: [Int32] = []
    /// Those before are taken out.
    private var head = 0
    private var isOrdered = true

    mutating func insert(_ place: Int32) {
        if let last = places.last, last > place { isOrdered = false }
        places.append(place)
    }

    mutating func first() -> Int32? {
        order()
        return head < places.count ? places[head] : nil
    }

    /// Whether it was the last one.
    mutating func removeFirst() -> Bool {
        order()
        head += 1
        return head >= places.count
    }

    mutating func takeAll() -> [Int] {
        order()
        defer { self = Services() }
        return places[head...].map { Int($0) }
    }

    private mutating func order() {
        if isOrdered { return }
        places[head...].sort()
        isOrdered = true
    }
}
