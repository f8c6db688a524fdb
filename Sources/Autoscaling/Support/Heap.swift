/// A binary heap: the smallest element first.
struct Heap<Element: Comparable & Sendable>: Sendable {
    private var elements: [Element] = []

    var isEmpty: Bool { elements.isEmpty }
    var count: Int { elements.count }
    var first: Element? { elements.first }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[child] < elements[parent] else { break }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    mutating func popFirst() -> Element? {
        guard let smallest = elements.first, let last = elements.popLast() else { return nil }
        if elements.isEmpty { return smallest }
        // Children move up into the hole until the last element fits there.
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < elements.count else { break }
            if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
            guard elements[child] < last else { break }
            elements[hole] = elements[child]
            hole = child
        }
        elements[hole] = last
        return smallest
    }

    /// Takes out what `isStale`: for a heap whose entries are passed over rather than removed when they no longer count.
    mutating func removeAll(where isStale: (Element) -> Bool) {
        let kept = elements.filter { !isStale($0) }
        elements.removeAll(keepingCapacity: true)
        for element in kept { insert(element) }
    }

    mutating func removeAll() { elements.removeAll(keepingCapacity: true) }
}
