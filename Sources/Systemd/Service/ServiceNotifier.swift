import CSystemd
import Glibc

/// Tells the service manager how this service does: the protocol of sd_notify(3), a datagram a call.
///
/// Without `NOTIFY_SOCKET` in the environment every call does nothing and returns ``Delivery/unsupervised``, so that a
/// daemon started by hand needs no second path. Calls may come from any thread.
public struct ServiceNotifier: Sendable {
    /// What became of one notification. Nothing depends on it: a daemon goes on whether it is heard or not.
    public enum Delivery: Equatable, Sendable {
        case sent
        /// No service manager asked to be told.
        case unsupervised
        /// The manager's socket refused it, with this errno(3).
        case failed(Int32)
    }

    public init() {}

    /// The service is up, or a reload has ended.
    @discardableResult public func ready(status: String? = nil) -> Delivery {
        notify(["READY=1"], status: status)
    }

    /// A reload has begun; it lasts until ``ready(status:)``.
    ///
    /// CLOCK_MONOTONIC stands in the same datagram: systemd 253 and later takes only that for the answer to its own
    /// request under `Type=notify-reload`; older ones ignore it.
    @discardableResult public func reloading(status: String? = nil) -> Delivery {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let microseconds = Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
        return notify(["RELOADING=1", "MONOTONIC_USEC=\(microseconds)"], status: status)
    }

    /// The service is on its way to the end.
    @discardableResult public func stopping(status: String? = nil) -> Delivery {
        notify(["STOPPING=1"], status: status)
    }

    /// The line that `systemctl status` shows.
    @discardableResult public func status(_ line: String) -> Delivery {
        notify([], status: line)
    }

    /// A sign of life. Due well within ``watchdogInterval()``.
    @discardableResult public func watchdog() -> Delivery {
        notify(["WATCHDOG=1"])
    }

    /// The service knows itself to be broken: the manager acts as if the watchdog had expired.
    @discardableResult public func watchdogTrigger() -> Delivery {
        notify(["WATCHDOG=trigger"])
    }

    /// The errno(3) for which the service fails.
    @discardableResult public func errno(_ code: Int32) -> Delivery {
        notify(["ERRNO=\(code)"])
    }

    /// Starting, reloading or stopping takes `span` more, counted from now.
    @discardableResult public func extendTimeout(by span: Duration) -> Delivery {
        notify(["EXTEND_TIMEOUT_USEC=\(max(0, span.wholeMicroseconds))"])
    }

    /// Waits until the manager has taken in all that was sent before, at most for `timeout`. It blocks.
    @discardableResult public func barrier(timeout: Duration) -> Delivery {
        Delivery(sd_notify_barrier(0, UInt64(max(0, timeout.wholeMicroseconds))))
    }

    /// Within what span a ``watchdog()`` must come; `nil` where none is asked for. Half of it is a good pace.
    public static func watchdogInterval() -> Duration? {
        var microseconds: UInt64 = 0
        guard sd_watchdog_enabled(0, &microseconds) > 0 else { return nil }
        return .microseconds(Int64(clamping: microseconds))
    }

    private func notify(_ assignments: [String], status: String? = nil) -> Delivery {
        var lines = assignments
        if let status { lines.append("STATUS=\(Self.line(status))") }
        return Delivery(sd_notify(0, lines.joined(separator: "\n")))
    }

    /// A line feed would start another assignment and a NUL would end the datagram.
    private static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }
}

extension ServiceNotifier.Delivery {
    /// From what the functions of sd_notify(3) return.
    init(_ result: Int32) {
        self = result > 0 ? .sent : result == 0 ? .unsupervised : .failed(-result)
    }
}

extension Duration {
    /// Rounded towards zero and held to the range of `Int64`.
    var wholeMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow else { return seconds < 0 ? .min : .max }
        let (sum, carry) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        return carry ? (seconds < 0 ? .min : .max) : sum
    }
}
