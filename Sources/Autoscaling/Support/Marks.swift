/// A set of service indices that is walked in the order of insertion, so that the same inputs have the same effects in
/// every process.
struct Marks: Sendable {
    private var order: [Int] = []
    private var head = 0
    private var members: Set<Int> = []

    var count: Int { members.count }
    var isEmpty: Bool { members.isEmpty }

    func contains(_ service: Int) -> Bool { members.contains(service) }

    mutating func insert(_ service: Int) {
        guard members.insert(service).inserted else { return }
        order.append(service)
        if order.count > 64, order.count > 4 * members.count { compact() }
    }

    mutating func remove(_ service: Int) {
        members.remove(service)
        if members.isEmpty { removeAll() }
    }

    mutating func popFirst() -> Int? {
        while head < order.count {
            let service = order[head]
            head += 1
            if members.remove(service) != nil {
                if members.isEmpty { removeAll() }
                return service
            }
        }
        return nil
    }

    mutating func removeAll() {
        order.removeAll(keepingCapacity: true)
        members.removeAll(keepingCapacity: true)
        head = 0
    }

    private mutating func compact() {
        order = ordered
        head = 0
    }

    /// The members in the order of their insertion.
    var ordered: [Int] {
        var seen: Set<Int> = []
        return order[head...].filter { members.contains($0) && seen.insert($0).inserted }
    }
}
