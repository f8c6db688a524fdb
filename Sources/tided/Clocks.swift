import Autoscaling
import CivilTime
import Glibc

extension Moment {
    /// Both clocks, now.
    static func current() -> Moment {
        Moment(local: Instant(nanosecondsSince1970: read(CLOCK_REALTIME)), boot: .current())
    }
}

extension MonotonicInstant {
    static func current() -> MonotonicInstant {
        MonotonicInstant(nanosecondsSinceBoot: read(CLOCK_BOOTTIME))
    }
}

private func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
