import CLinux
import Dispatch
import Glibc

/// Tells when the host's zone or the zone files have changed: timedatectl(1) puts another link in the place of
/// /etc/localtime, and an upgrade of tzdata replaces tzdata.zi along with the files.
///
/// It looks every ten seconds. inotify(7) would have to follow links, directories that are replaced and mounts.
final class ZoneDataWatch {
    private let source: any DispatchSourceTimer

    init(queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        source = DispatchSource.makeTimerSource(queue: queue)
        source.schedule(deadline: .now() + .seconds(10), repeating: .seconds(10), leeway: .seconds(1))
        // Touched by the handler only, which runs on `queue`, a serial one.
        nonisolated(unsafe) var known = Self.traces()
        source.setEventHandler {
            let found = Self.traces()
            guard found != known else { return }
            known = found
            handler()
        }
        source.activate()
    }

    func cancel() { source.cancel() }

    /// What a replaced file can't have in common with the one before.
    private struct Trace: Equatable {
        var device: UInt
        var inode: UInt
        var seconds: Int
        var nanoseconds: Int
    }

    private static func traces() -> [Trace?] {
        ["/etc/localtime", "/usr/share/zoneinfo/tzdata.zi"].map { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            return Trace(
                device: UInt(status.st_dev), inode: UInt(status.st_ino), seconds: status.st_mtim.tv_sec,
                nanoseconds: status.st_mtim.tv_nsec)
        }
    }
}
