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
        guard let smallest = elements.first else { return nil }
        elements.swapAt(0, elements.count - 1)
        elements.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in (2 * parent + 1)...(2 * parent + 2)
            where child < elements.count && elements[child] < elements[least] {
                least = child
            }
            if least == parent { return smallest }
            elements.swapAt(parent, least)
            parent = least
        }
    }

    /// Takes out what `isStale`: for a heap whose entries are passed over rather than removed when they no longer count.
    mutating func removeAll(where isStale: (Element) -> Bool) {
        let kept = elements.filter { !isStale($0) }
        elements.removeAll(keepingCapacity: true)
        for element in kept { insert(element) }
    }

    mutating func removeAll() { elements.removeAll(keepingCapacity: true) }
}
