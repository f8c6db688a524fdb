/// A set of service indices that is walked in the order of insertion, so that the same inputs have the same effects in
/// every process.
struct Marks: Sendable {
    private var order: [Int] = []
    private var head = 0
    private var members = Bits()

    var count: Int { members.count }
    var isEmpty: Bool { members.count == 0 }

    func contains(_ service: Int) -> Bool { members.contains(service) }

    mutating func insert(_ service: Int) {
        guard members.insert(service) else { return }
        order.append(service)
        if order.count > 64, order.count > 4 * members.count { compact() }
    }

    mutating func remove(_ service: Int) {
        guard members.remove(service) else { return }
        if isEmpty { removeAll() }
    }

    mutating func popFirst() -> Int? {
        while head < order.count {
            let service = order[head]
            head += 1
            if members.remove(service) {
                if isEmpty { removeAll() }
                return service
            }
        }
        return nil
    }

    mutating func removeAll() {
        for service in order[head...] { _ = members.remove(service) }
        order.removeAll(keepingCapacity: true)
        head = 0
    }

    private mutating func compact() {
        order = ordered
        head = 0
    }

    /// The members in the order of their insertion.
    var ordered: [Int] {
        if isEmpty { return [] }
        // Nothing was removed: each stands there once.
        if order.count - head == count { return Array(order[head...]) }
        var seen = Bits()
        return order[head...].filter { members.contains($0) && seen.insert($0) }
    }
}

/// A set of small natural numbers, a bit each.
private struct Bits: Sendable {
    private var words: [UInt64] = []
    private(set) var count = 0

    func contains(_ number: Int) -> Bool {
        let word = number >> 6
        return words.indices.contains(word) && words[word] & Self.bit(number) != 0
    }

    /// Whether it was not there yet.
    mutating func insert(_ number: Int) -> Bool {
        let word = number >> 6
        if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
        guard words[word] & Self.bit(number) == 0 else { return false }
        words[word] |= Self.bit(number)
        count += 1
        return true
    }

    /// Whether it was there.
    mutating func remove(_ number: Int) -> Bool {
        guard contains(number) else { return false }
        words[number >> 6] &= ~Self.bit(number)
        count -= 1
        return true
    }

    private static func bit(_ number: Int) -> UInt64 { 1 << UInt64(truncatingIfNeeded: number & 63) }
}
