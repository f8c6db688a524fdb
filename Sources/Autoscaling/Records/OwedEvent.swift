package import CivilTime

/// An event that was due under a schedule that a reload has replaced, while nothing could be begun.
public struct OwedEvent: Hashable, Sendable {
    package var event: Event
    /// *Since* of its job when the reload came, which a clock that nobody had judged may have written.
    package var since: Instant
    /// When the reload took it from its job, as the daemon's clock had it then.
    package var takenAt: Instant
    /// The reload has taken its job away, and whether it was due is not known yet.
    package var isGone = false

    package init(event: Event, since: Instant, takenAt: Instant) {
        self.event = event
        self.since = since
        self.takenAt = takenAt
    }
}
