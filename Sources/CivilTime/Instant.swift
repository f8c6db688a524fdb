/// A point on the UTC time line, to the nanosecond.
///
/// Range: 1677 to 2262. Leap seconds are not counted, as in POSIX time.
public struct Instant: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public var nanosecondsSince1970: Int64

    @inlinable
    public init(nanosecondsSince1970: Int64) {
        self.nanosecondsSince1970 = nanosecondsSince1970
    }

    /// The instant `seconds` after 1970-01-01T00:00:00Z, held to the representable range where it lies outside.
    @inlinable
    public init(secondsSince1970 seconds: Int64) {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        nanosecondsSince1970 = overflow ? (seconds < 0 ? .min : .max) : product
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded towards the past.
    @inlinable
    public var secondsSince1970: Int64 {
        nanosecondsSince1970.flooredQuotient(dividingBy: 1_000_000_000)
    }

    /// Nanoseconds past the whole second, 0 to 999,999,999.
    public var nanosecondOfSecond: Int32 {
        // Wrapping, for the second in which `distantPast` lies begins before the range of Int64.
        Int32(truncatingIfNeeded: nanosecondsSince1970 &- secondsSince1970 &* 1_000_000_000)
    }

    /// The first instant that can be represented, 1677-09-21T00:12:43Z.
    public static let distantPast = Instant(nanosecondsSince1970: .min)
    /// The last instant that can be represented, 2262-04-11T23:47:16Z.
    public static let distantFuture = Instant(nanosecondsSince1970: .max)

    @inlinable
    public static func < (a: Instant, b: Instant) -> Bool { a.nanosecondsSince1970 < b.nanosecondsSince1970 }

    /// `span` later; held to the representable range.
    @inlinable
    public static func + (instant: Instant, span: Duration) -> Instant {
        Instant(nanosecondsSince1970: instant.nanosecondsSince1970.addingSaturated(span.nanoseconds))
    }

    /// `span` earlier; held to the representable range.
    @inlinable
    public static func - (instant: Instant, span: Duration) -> Instant { instant + (.zero - span) }

    /// From `earlier` to `later`, negative where they are the other way round; held to 292 years.
    @inlinable
    public static func - (later: Instant, earlier: Instant) -> Duration {
        Duration(exactNanoseconds: later.nanosecondsSince1970.subtractingSaturated(earlier.nanosecondsSince1970))
    }
}

/// A point on the clock that runs from boot, also while the machine is suspended, and is never set: CLOCK_BOOTTIME of
/// clock_gettime(2).
///
/// Comparable only with others of the same boot. Limiter, backoff, time-outs and convergence go by it.
public struct MonotonicInstant: Hashable, Comparable, Sendable {
    public var nanosecondsSinceBoot: Int64

    @inlinable
    public init(nanosecondsSinceBoot: Int64) {
        self.nanosecondsSinceBoot = nanosecondsSinceBoot
    }

    /// Later than any that a clock shows.
    public static let distantFuture = MonotonicInstant(nanosecondsSinceBoot: .max)

    @inlinable
    public static func < (a: MonotonicInstant, b: MonotonicInstant) -> Bool {
        a.nanosecondsSinceBoot < b.nanosecondsSinceBoot
    }

    /// `span` later; held to the representable range, 292 years to either side of the boot.
    @inlinable
    public static func + (instant: MonotonicInstant, span: Duration) -> MonotonicInstant {
        MonotonicInstant(nanosecondsSinceBoot: instant.nanosecondsSinceBoot.addingSaturated(span.nanoseconds))
    }

    /// From `earlier` to `later`, negative where they are the other way round; held to 292 years.
    @inlinable
    public static func - (later: MonotonicInstant, earlier: MonotonicInstant) -> Duration {
        Duration(exactNanoseconds: later.nanosecondsSinceBoot.subtractingSaturated(earlier.nanosecondsSinceBoot))
    }
}

extension Duration {
    /// This span in nanoseconds, rounded towards zero and held to the range of `Int64` (292 years).
    @inlinable
    public var nanoseconds: Int64 {
        let attoseconds = attoseconds
        // A division of 128 bits is a call. In 512ths, which divide 10⁹, spans of more than an hour fit 64 bits.
        if attoseconds >= 0, let parts = Int64(exactly: attoseconds >> 9) { return parts / 1_953_125 }
        return Int64(clamping: attoseconds / 1_000_000_000)
    }

    /// `Duration.nanoseconds(_:)`, by one multiplication: the standard library's goes through several calls.
    @inlinable
    init(exactNanoseconds nanoseconds: Int64) {
        self.init(attoseconds: Int128(nanoseconds) * 1_000_000_000)
    }
}

extension Int64 {
    /// The quotient rounded towards negative infinity. `divisor` is positive.
    @inlinable
    package func flooredQuotient(dividingBy divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    @inlinable
    func addingSaturated(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other < 0 ? .min : .max) : sum
    }

    @inlinable
    func subtractingSaturated(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }
}
