public import CivilTime

/// What the two clocks read when an input arrived.
public struct Moment: Hashable, Sendable {
    /// The host's wall clock, CLOCK_REALTIME, right or wrong: ``ClockJudge`` makes the trusted time of it.
    public var local: Instant
    /// CLOCK_BOOTTIME: runs on during suspend and is never set.
    public var boot: MonotonicInstant

    public init(local: Instant, boot: MonotonicInstant) {
        self.local = local
        self.boot = boot
    }
}
