/// A heap: the smallest element first.
///
/// Four children to a parent: of a large fleet's heap a level is a miss of the processor's caches, and so there are
/// half as many as in a binary one.
struct Heap<Element: Comparable & Sendable>: Sendable {
    private static var children: Int { 4 }

    private var elements: [Element] = []

    var isEmpty: Bool { elements.isEmpty }
    var count: Int { elements.count }
    var first: Element? { elements.first }

    mutating func insert(_ element: Element) {
        elements.append(element)
        // Parents move down into the hole until the element fits there.
        var hole = elements.count - 1
        while hole > 0 {
            let parent = (hole - 1) / Self.children
            guard element < elements[parent] else { break }
            elements[hole] = elements[parent]
            hole = parent
        }
        elements[hole] = element
    }

    mutating func popFirst() -> Element? {
        guard let smallest = elements.first, let last = elements.popLast() else { return nil }
        if elements.isEmpty { return smallest }
        // Children move up into the hole until the last element fits there.
        var hole = 0
        while true {
            let first = Self.children * hole + 1
            guard first < elements.count else { break }
            var child = first
            for other in (first + 1)..<min(first + Self.children, elements.count)
            where elements[other] < elements[child] {
                child = other
            }
            guard elements[child] < last else { break }
            elements[hole] = elements[child]
            hole = child
        }
        elements[hole] = last
        return smallest
    }

    /// Takes out what `isStale`: for a heap whose entries are passed over rather than removed when they no longer
    /// count.
    mutating func removeAll(where isStale: (Element) -> Bool) {
        let kept = elements.filter { !isStale($0) }
        elements.removeAll(keepingCapacity: true)
        for element in kept { insert(element) }
    }

    mutating func removeAll() { elements.removeAll(keepingCapacity: true) }
}
