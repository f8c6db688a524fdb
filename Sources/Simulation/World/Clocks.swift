import Autoscaling
import CivilTime

/// The three clocks of the world: the server's, which is true; the host's wall, which may be wrong and may be stepped;
/// and the host's boot clock.
struct Clocks {
    /// The server's time.
    var now: Instant
    /// What the host's wall clock shows in addition.
    var wallError = Duration.zero
    /// When the host booted.
    var booted: Instant

    /// What the host reads.
    var moment: Moment { Moment(local: local(at: now), boot: boot(at: now)) }

    func local(at instant: Instant) -> Instant { instant + wallError }

    func boot(at instant: Instant) -> MonotonicInstant {
        MonotonicInstant(nanosecondsSinceBoot: (instant - booted).nanoseconds)
    }

    /// When the host's wall clock will show `local`, if nobody sets it.
    func instant(ofLocal local: Instant) -> Instant { local - wallError }

    func instant(ofBoot boot: MonotonicInstant) -> Instant { booted + .nanoseconds(boot.nanosecondsSinceBoot) }
}
