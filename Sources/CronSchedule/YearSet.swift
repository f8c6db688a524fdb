/// A set of years from 1970 to 2200.
struct YearSet: Hashable, Sendable {
    /// Bit n of word w for the year 1970 + 64 w + n.
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    private static let first = CronExpression.years.lowerBound

    private subscript(word index: Int) -> UInt64 {
        get {
            switch index {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        }
        set {
            switch index {
            case 0: words.0 = newValue
            case 1: words.1 = newValue
            case 2: words.2 = newValue
            default: words.3 = newValue
            }
        }
    }

    mutating func insert(_ year: Int) {
        guard CronExpression.years.contains(year) else { return }
        let bit = year - Self.first
        self[word: bit >> 6] |= 1 << (bit & 63)
    }

    func contains(_ year: Int) -> Bool {
        guard CronExpression.years.contains(year) else { return false }
        let bit = year - Self.first
        return self[word: bit >> 6] >> (bit & 63) & 1 != 0
    }

    /// The first year of the set that is not before `year`.
    func first(notBefore year: Int) -> Int? {
        let bit = max(0, year - Self.first)
        guard bit < 256 else { return nil }
        var index = bit >> 6
        var word = self[word: index] & (.max << (bit & 63))
        while word == 0 {
            index += 1
            guard index < 4 else { return nil }
            word = self[word: index]
        }
        return Self.first + index << 6 + word.trailingZeroBitCount
    }

    /// The last year of the set that is not after `year`.
    func last(notAfter year: Int) -> Int? {
        let bit = min(255, year - Self.first)
        guard bit >= 0 else { return nil }
        var index = bit >> 6
        var word = self[word: index] & (.max >> (63 - bit & 63))
        while word == 0 {
            index -= 1
            guard index >= 0 else { return nil }
            word = self[word: index]
        }
        return Self.first + index << 6 + 63 - word.leadingZeroBitCount
    }

    var isEmpty: Bool { first(notBefore: Self.first) == nil }

    static func == (a: YearSet, b: YearSet) -> Bool { a.words == b.words }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}
