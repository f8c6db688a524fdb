import CLinux
import CivilTime
import Dispatch
import Glibc

/// One timer on the wall clock: Dispatch sets it as an absolute time of CLOCK_REALTIME, so it follows when that is set.
final class WallTimer {
    private let source: any DispatchSourceTimer

    init(queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        source = DispatchSource.makeTimerSource(queue: queue)
        source.setEventHandler(handler: handler)
        source.schedule(wallDeadline: .distantFuture)
        source.activate()
    }

    func arm(_ instant: Instant?) {
        guard let instant else {
            source.schedule(wallDeadline: .distantFuture)
            return
        }
        let time = timespec(
            tv_sec: Int(instant.secondsSince1970), tv_nsec: Int(instant.nanosecondOfSecond))
        source.schedule(wallDeadline: DispatchWallTime(timespec: time), leeway: .nanoseconds(0))
    }

    func cancel() { source.cancel() }
}

/// One timer on CLOCK_BOOTTIME, which Dispatch has none on: it counts while the machine is suspended.
final class BootTimer {
    private let descriptor: Int32
    private let source: any DispatchSourceRead

    /// nil where the kernel gives no timer; see timerfd_create(2).
    init?(queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        let descriptor = timerfd_create(CLOCK_BOOTTIME, Int32(LINUX_TFD_FLAGS))
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler {
            var expirations: UInt64 = 0
            if Glibc.read(descriptor, &expirations, 8) == 8 { handler() }
        }
        source.setCancelHandler { close(descriptor) }
        source.activate()
    }

    /// Set as a span from now, so that it is right also where the clock shows another time than the kernel's.
    func arm(after span: Duration?) {
        var setting = itimerspec()
        if let span {
            let nanoseconds = max(1, span.nanoseconds)
            setting.it_value = timespec(
                tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
        }
        timerfd_settime(descriptor, 0, &setting, nil)
    }

    func cancel() { source.cancel() }
}

/// Tells when the wall clock is set, which Dispatch never does.
///
/// Source: timerfd_create(2), TFD_TIMER_CANCEL_ON_SET: "If this timer is marked cancelable, then read(2) fails with the
/// error ECANCELED if the real-time clock undergoes a discontinuous change."
final class ClockStepWatch {
    private let source: any DispatchSourceRead

    init?(queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        let descriptor = timerfd_create(CLOCK_REALTIME, Int32(LINUX_TFD_FLAGS))
        guard descriptor >= 0 else { return nil }
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler {
            var expirations: UInt64 = 0
            let count = Glibc.read(descriptor, &expirations, 8)
            let wasSet = count < 0 && errno == ECANCELED
            Self.watch(descriptor)
            if wasSet { handler() }
        }
        source.setCancelHandler { close(descriptor) }
        Self.watch(descriptor)
        source.activate()
    }

    /// A timer far off, only there to be cancelled.
    private static func watch(_ descriptor: Int32) {
        var setting = itimerspec()
        setting.it_value = timespec(tv_sec: Int(Int32.max) * 4, tv_nsec: 0)
        timerfd_settime(descriptor, Int32(LINUX_TFD_TIMER_CANCEL_ON_SET), &setting, nil)
    }

    func cancel() { source.cancel() }
}
