import Glibc

/// When an entry was made: the host's wall clock, to the microsecond.
struct WallTime: Equatable, Sendable {
    var seconds: Int
    var microseconds: Int

    static func now() -> WallTime {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return WallTime(seconds: now.tv_sec, microseconds: now.tv_nsec / 1000)
    }

    /// By strftime(3) in the host's zone as it is now: tzset(3) sees a changed /etc/localtime.
    func formatted(_ format: String) -> String {
        var seconds = seconds
        var parts = tm()
        tzset()
        guard localtime_r(&seconds, &parts) != nil else { return "" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let base = buffer.baseAddress, strftime(base, buffer.count, format, &parts) > 0 else { return "" }
            return String(cString: base)
        }
    }

    /// `08:30:00.123`.
    var clock: String { "\(formatted("%H:%M:%S")).\(milliseconds)" }

    /// `2027-01-26T08:30:00.123+08:00`, as RFC 3339 has it.
    var rfc3339: String {
        let offset = formatted("%z")
        let zone = offset == "+0000" ? "Z" : "\(offset.prefix(3)):\(offset.dropFirst(3))"
        return "\(formatted("%FT%T")).\(milliseconds)\(zone)"
    }

    private var milliseconds: String {
        let text = "\(microseconds / 1000)"
        return String(repeating: "0", count: max(0, 3 - text.count)) + text
    }
}
