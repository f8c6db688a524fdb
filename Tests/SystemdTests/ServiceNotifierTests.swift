import Glibc
import Testing

@testable import Systemd

// What goes by the environment runs in a process of its own: setenv(3) is not safe beside other threads.
@Suite("Service notifications")
struct ServiceNotifierTests {
    @Test("Each notification is one datagram with the assignments of sd_notify(3)")
    func datagrams() async {
        await #expect(processExitsWith: .success) {
            let manager = try DatagramSocket()
            setenv("NOTIFY_SOCKET", manager.path, 1)
            let notifier = ServiceNotifier()

            #expect(notifier.ready(status: "3 services") == .sent)
            #expect(manager.receive() == ["READY=1", "STATUS=3 services"])
            #expect(notifier.status("0 open") == .sent)
            #expect(manager.receive() == ["STATUS=0 open"])
            notifier.stopping()
            #expect(manager.receive() == ["STOPPING=1"])
            notifier.watchdog()
            #expect(manager.receive() == ["WATCHDOG=1"])
            notifier.watchdogTrigger()
            #expect(manager.receive() == ["WATCHDOG=trigger"])
            notifier.errno(ENOSPC)
            #expect(manager.receive() == ["ERRNO=28"])
            notifier.extendTimeout(by: .milliseconds(1500))
            #expect(manager.receive() == ["EXTEND_TIMEOUT_USEC=1500000"])
            #expect(manager.receive() == nil)
        }
    }

    @Test("A reload names the monotonic time in the same datagram")
    func reload() async {
        await #expect(processExitsWith: .success) {
            let manager = try DatagramSocket()
            setenv("NOTIFY_SOCKET", manager.path, 1)
            func monotonic() -> Int {
                var now = timespec()
                clock_gettime(CLOCK_MONOTONIC, &now)
                return now.tv_sec * 1_000_000 + now.tv_nsec / 1000
            }

            let before = monotonic()
            ServiceNotifier().reloading()
            let lines = try #require(manager.receive())
            #expect(lines.first == "RELOADING=1")
            let stamp = try #require(lines.last.flatMap { Int($0.dropFirst("MONOTONIC_USEC=".count)) })
            #expect((before...monotonic()).contains(stamp))
        }
    }

    @Test("A status is one line, whatever is in it")
    func status() async {
        await #expect(processExitsWith: .success) {
            let manager = try DatagramSocket()
            setenv("NOTIFY_SOCKET", manager.path, 1)
            ServiceNotifier().status("a\nMAINPID=1\0b")
            #expect(manager.receive() == ["STATUS=a MAINPID=1 b"])
        }
    }

    @Test("Without a service manager nothing is sent and nothing fails")
    func unsupervised() async {
        await #expect(processExitsWith: .success) {
            unsetenv("NOTIFY_SOCKET")
            #expect(ServiceNotifier().ready() == .unsupervised)
            #expect(ServiceNotifier().barrier(timeout: .seconds(1)) == .unsupervised)
        }
    }

    @Test("A manager that is gone is an errno, not a crash")
    func managerGone() async {
        await #expect(processExitsWith: .success) {
            setenv("NOTIFY_SOCKET", "/nonexistent/notify", 1)
            #expect(ServiceNotifier().ready() == .failed(ENOENT))
        }
    }

    @Test("A barrier waits for a manager that does not answer only so long")
    func barrier() async {
        await #expect(processExitsWith: .success) {
            let manager = try DatagramSocket()
            setenv("NOTIFY_SOCKET", manager.path, 1)
            #expect(ServiceNotifier().barrier(timeout: .milliseconds(20)) == .failed(ETIMEDOUT))
        }
    }

    @Test("The watchdog interval is for the process that it was asked of")
    func watchdogInterval() async {
        await #expect(processExitsWith: .success) {
            #expect(ServiceNotifier.watchdogInterval() == nil)
            setenv("WATCHDOG_USEC", "30000000", 1)
            #expect(ServiceNotifier.watchdogInterval() == .seconds(30))
            setenv("WATCHDOG_PID", "1", 1)
            #expect(ServiceNotifier.watchdogInterval() == nil)
        }
    }
}
