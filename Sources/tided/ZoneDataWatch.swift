import CLinux
import Dispatch
import Glibc

/// Tells when the host's zone or the zone files have changed: timedatectl(1) puts another link in the place of
/// /etc/localtime, and an upgrade of tzdata replaces tzdata.zi along with the files.
///
/// The directories are watched, not the files, which are replaced by others. Source: inotify(7), localtime(5).
final class ZoneDataWatch {
    private let source: any DispatchSourceRead
    /// Fires once nothing has happened for a while: an upgrade replaces many files.
    private let settled: any DispatchSourceTimer

    private static let patience = DispatchTimeInterval.seconds(2)
    private static let names: Set = ["localtime", "tzdata.zi"]

    /// - Parameter handler: called on `queue`, two seconds after the last change.
    /// - Returns: nil where the kernel gives no more watches.
    init?(queue: DispatchQueue, handler: @escaping @Sendable () -> Void) {
        let descriptor = inotify_init1(Int32(LINUX_INOTIFY_FLAGS))
        guard descriptor >= 0 else { return nil }
        let changes = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_ONLYDIR)
        for directory in ["/etc", Process.environment["TZDIR"] ?? "/usr/share/zoneinfo"] {
            inotify_add_watch(descriptor, directory, changes)
        }
        let settled = DispatchSource.makeTimerSource(queue: queue)
        settled.setEventHandler(handler: handler)
        settled.schedule(deadline: .distantFuture)
        settled.activate()
        self.settled = settled
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        source.setEventHandler {
            guard !Self.names.isDisjoint(with: Self.readNames(descriptor)) else { return }
            settled.schedule(deadline: .now() + Self.patience)
        }
        source.setCancelHandler { close(descriptor) }
        source.activate()
    }

    deinit {
        source.cancel()
        settled.cancel()
    }

    /// The names of the files that something happened to.
    private static func readNames(_ descriptor: Int32) -> [String] {
        var names: [String] = []
        let header = MemoryLayout<inotify_event>.size
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return names }
            var offset = 0
            while offset + header <= count {
                let length = buffer.withUnsafeBytes {
                    Int($0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self).len)
                }
                let end = min(offset + header + length, count)
                names.append(String(decoding: buffer[(offset + header)..<end].prefix { $0 != 0 }, as: UTF8.self))
                offset = end
            }
        }
    }
}
