/// A large value that is mostly absent or mostly left alone: it costs its holder one word, and copies share it.
///
/// A change makes a new one, so it is for what is read and copied more often than changed. Read it by properties with
/// `get`: where a holder in an array has a property with `_read`, the whole holder is copied for it.
struct OutOfLine<Value: Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) { self.value = value }
    }

    /// nil where there is no value.
    private var box: Box?

    init(_ value: Value? = nil) { box = value.map(Box.init) }

    /// Asks the value, without a copy of it; nil where there is none.
    @inline(__always)
    func ask<Answer>(_ question: (Value) -> Answer) -> Answer? { box.map { question($0.value) } }

    /// Asked without a copy of the value.
    var isEmpty: Bool { box == nil }

    var value: Value? {
        get { box?.value }
        set { box = newValue.map(Box.init) }
    }
}

extension OutOfLine: Equatable where Value: Equatable {
    static func == (a: OutOfLine, b: OutOfLine) -> Bool { a.box === b.box || a.value == b.value }
}

extension OutOfLine: Hashable where Value: Hashable {
    func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
