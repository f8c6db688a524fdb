public import CivilTime

/// What one reply tells of the server's clock.
///
/// The `Date` header is cut to the second and was written some time between sending and receiving; so it is taken as
/// half a second past its figure, halfway through the round trip.
public struct ServerClock: Hashable, Sendable {
    /// The server's time at ``at``, as well as it is known.
    public let time: Instant
    /// Halfway between sending and receiving.
    public let at: MonotonicInstant
    /// The true time lies within this of ``time``: half a second and half the round trip.
    public let uncertainty: Duration
    public let roundTrip: Duration

    /// - Parameter date: the `Date` header, in whole seconds.
    public init(date: Instant, sentAt: MonotonicInstant, receivedAt: MonotonicInstant) {
        roundTrip = max(.zero, receivedAt - sentAt)
        at = sentAt + roundTrip / 2
        time = date + .milliseconds(500)
        uncertainty = .milliseconds(500) + roundTrip / 2
    }

    /// The server's time at another moment, if its clock and this machine's run alike.
    public func time(at moment: MonotonicInstant) -> Instant { time + (moment - at) }

    /// How far the server's clock is ahead of a local one that read `local` at `moment`; negative where it is behind.
    public func offset(ofLocalTime local: Instant, at moment: MonotonicInstant) -> Duration {
        time(at: moment) - local
    }
}
