import CSystemd
import Glibc

/// Where entries end up. Writing may block for as long as the other side does not read.
protocol JournalSink: Sendable {
    /// Whether `item` was taken; if not, the same one is offered again after a while.
    func write(_ item: JournalBuffer.Item) -> Bool
}

/// The journal of the host, by its native protocol.
struct NativeJournalSink: JournalSink {
    let identifier: String

    func write(_ item: JournalBuffer.Item) -> Bool {
        // sd_journal_sendv() reports success where nobody listens, so ask first.
        guard Self.isListening() else { return false }
        var assignments = item.entry.assignments(identifier: identifier)
        let delay = WallTime.now().seconds - item.time.seconds
        if delay > 1 || delay < 0 {
            // The journal stamps an entry when it arrives. This one was made at another time.
            assignments.append(Array("SYSLOG_TIMESTAMP=\(item.time.rfc3339)".utf8))
        }
        let bytes = assignments.reduce(0) { $0 + $1.count }
        return withUnsafeTemporaryAllocation(byteCount: bytes, alignment: 1) { storage in
            var vectors: [iovec] = []
            var offset = 0
            for assignment in assignments {
                let part = UnsafeMutableRawBufferPointer(rebasing: storage[offset..<offset + assignment.count])
                part.copyBytes(from: assignment)
                vectors.append(iovec(iov_base: part.baseAddress, iov_len: part.count))
                offset += assignment.count
            }
            // A refused entry (no memory for its file descriptor, too large for journald) would be refused again; only
            // what passes by itself is worth another try.
            let result = sd_journal_sendv(vectors, Int32(clamping: vectors.count))
            return result != -EAGAIN && result != -ENOBUFS && result != -EMFILE && result != -ENFILE
        }
    }

    private static func isListening() -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        // Without a descriptor there is no telling; sd_journal_sendv() keeps one of its own.
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "/run/systemd/journal/socket".utf8) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}

/// Plain lines on a descriptor: a terminal, a pipe or a file.
struct PlainLineSink: JournalSink {
    let descriptor: Int32
    let style: PlainLineStyle

    func write(_ item: JournalBuffer.Item) -> Bool {
        var rest = Array(style.line(for: item.entry, at: item.time).utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&wait, 1, -1)
            } else if errno != EINTR {
                // Nobody reads any more, or the disk is full: the line is lost, the daemon is not.
                return true
            }
        }
        return true
    }
}
