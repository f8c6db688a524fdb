import CivilTime

/// The only source of chance in a simulated world: everything drawn from it follows from the seed.
///
/// SplitMix64. Its draws don't go through the standard library's `random(in:)`, whose method may change between Swift
/// versions: a seed means the same world wherever it is replayed.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

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
