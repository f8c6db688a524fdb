/// A value that may be `infinity`, which is nil.
struct Limit<Value> {
    var finite: Value?
}

extension SectionReader {
    mutating func span(_ key: Key, in range: ClosedRange<Duration>) -> Duration? {
        value(key) { text throws(ValueFault) in try ValueSyntax.span(text, in: range) }
    }

    mutating func limit(_ key: Key, atLeast minimum: Duration) -> Limit<Duration>? {
        value(key) { text throws(ValueFault) in
            Limit(finite: try ValueSyntax.spanOrInfinity(text, atLeast: minimum))
        }
    }

    mutating func count(_ key: Key, in range: ClosedRange<Int>) -> Int? {
        value(key) { text throws(ValueFault) in try ValueSyntax.integer(text, in: range) }
    }

    mutating func choice<Value: RawRepresentable<String> & CaseIterable>(_ key: Key, of type: Value.Type) -> Value? {
        value(key) { text throws(ValueFault) in try ValueSyntax.choice(text, of: type) }
    }

    /// `StartingDeadlineSec=`, which several sections have.
    mutating func startingDeadline() -> Limit<Duration>? { limit(.startingDeadlineSec, atLeast: .seconds(1)) }

    /// `ConvergeTimeoutSec=`, which several sections have.
    mutating func convergeTimeout() -> Duration? { span(.convergeTimeoutSec, in: .seconds(1) ... .seconds(7 * 86_400)) }
}
