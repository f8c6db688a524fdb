internal import Glibc

/// Keeps a second daemon off a state directory: flock(2) on a file in it, which also tells the process id of the
/// holder.
///
/// SQLite's own locks would not do: a damaged database is moved aside before it is opened, and that too must be done by
/// one daemon alone. The kernel drops the lock when its process ends, however it ends, so a stale file means nothing.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    init(directory: String) throws(StoreError) {
        let path = "\(directory)/state.lock"
        let operation = "lock the state directory"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw StoreError(errno: errno, operation: operation, path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.readProcessID(descriptor)
            close(descriptor)
            if code == EWOULDBLOCK { throw StoreError(.inUse(pid: holder), operation: operation, path: directory) }
            throw StoreError(errno: code, operation: operation, path: path)
        }
        // Only for the message to a second one: on a full disk it stays empty, and the lock holds all the same.
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static func readProcessID(_ descriptor: Int32) -> Int32? {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { buffer in
            let count = pread(descriptor, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else { return nil }
            let digits = buffer.prefix(count).prefix { (48...57).contains($0) }
            return Int32(String(decoding: digits, as: UTF8.self))
        }
    }
}
