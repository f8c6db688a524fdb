import CivilTime

/// The only source of chance in a simulated world: everything drawn from it follows from the seed.
///
/// Its draws don't go through the standard library's `random(in:)`, whose method may change between Swift versions: a
/// seed means the same world wherever it is replayed.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var generator: SplitMix64

    public init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    public mutating func next() -> UInt64 { generator.next() }

    /// 0 to `bound` - 1; 0 where `bound` is less than 1.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        return Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func int(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// Whether something of this probability happens.
    mutating func chance(_ probability: Double) -> Bool {
        probability > 0 && Double(next() >> 11) * 0x1p-53 < probability
    }

    /// A span between the two, any nanosecond alike.
    mutating func span(_ shortest: Duration, _ longest: Duration) -> Duration {
        let low = shortest.nanoseconds
        return .nanoseconds(low + Int64(below(Int(longest.nanoseconds - low) + 1)))
    }

    /// A span between the two, any order of magnitude alike: most are short, a few are long.
    mutating func skewedSpan(_ shortest: Duration, _ longest: Duration) -> Duration {
        let low = max(shortest.nanoseconds, 1)
        let doublings = Int64.bitWidth - 1 - (longest.nanoseconds / low).leadingZeroBitCount
        let shift = below(max(doublings, 0) + 1)
        let base = low << Int64(shift)
        return .nanoseconds(min(base + Int64(below(Int(base) + 1)), longest.nanoseconds))
    }

    /// `nil` where there is none.
    mutating func pick<Elements: RandomAccessCollection>(_ elements: Elements) -> Elements.Element?
    where Elements.Index == Int {
        elements.isEmpty ? nil : elements[elements.startIndex + below(elements.count)]
    }

    /// `fallback` where there is none.
    mutating func pick<Elements: RandomAccessCollection>(
        _ elements: Elements, or fallback: Elements.Element
    ) -> Elements.Element where Elements.Index == Int {
        pick(elements) ?? fallback
    }
}
