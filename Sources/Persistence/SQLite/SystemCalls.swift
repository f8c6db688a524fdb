internal import Glibc

/// What strerror_r(3) says of an errno(3).
func errorText(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count) == 0 else { return "error \(code)" }
        return String(cString: base)
    }
}

extension StoreError {
    /// A failed system call; `errno` is read first of all.
    init(errno code: Int32, operation: String, path: String) {
        let problem: Problem =
            switch code {
            case ENOSPC, EDQUOT: .full
            case EROFS: .readOnly
            case EACCES, EPERM, ENOENT, ENOTDIR, ELOOP: .inaccessible
            default: .io
            }
        self.init(problem, operation: operation, path: path, detail: errorText(code))
    }
}

/// Files of the state directory, by system calls.
enum StateFiles {
    /// Makes the directory, for its owner alone, unless it is there.
    static func makeDirectory(_ path: String) throws(StoreError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw StoreError(errno: errno, operation: "make the state directory", path: path)
        }
    }

    /// Makes an empty file with mode 0600 unless there is one, and syncs its name: SQLite would make it readable for
    /// everybody, and its log takes over the mode.
    static func makeFile(_ path: String, in directory: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor < 0 {
            if errno == EEXIST { return }
            throw StoreError(errno: errno, operation: "make the state file", path: path)
        }
        close(descriptor)
        syncDirectory(directory)
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Bytes; nil where there is no such file.
    static func size(_ path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// Makes a file longer, with zeros.
    static func extend(_ path: String, to size: Int) throws(StoreError) {
        if truncate(path, size) != 0 {
            throw StoreError(errno: errno, operation: "make the state file longer", path: path)
        }
    }

    static func rename(_ old: String, to new: String) throws(StoreError) {
        if Glibc.rename(old, new) != 0 {
            throw StoreError(errno: errno, operation: "move the damaged file aside", path: old)
        }
    }

    static func remove(_ path: String) { unlink(path) }

    static func syncDirectory(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
