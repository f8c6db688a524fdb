import Glibc

/// The files of this host.
public struct DiskFiles: ConfigurationFiles {
    /// The largest file that is read, in bytes.
    public static let largestFile = 4 << 20

    public init() {}

    public func names(in directory: String) throws(FileFault) -> [String]? {
        // An empty path is that of a file given by its name alone.
        guard let stream = opendir(directory.isEmpty ? "." : directory) else {
            if errno == ENOENT { return nil }
            throw systemFault("opendir", directory)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        if errno != 0 { throw systemFault("readdir", directory) }
        return names
    }

    public func content(of path: String) -> FileContent {
        var link = stat()
        if lstat(path, &link) != 0 { return errno == ENOENT ? .absent : .unreadable(systemFault("lstat", path)) }
        if link.st_mode & S_IFMT == S_IFLNK, isLinkToNull(path) { return .masked }

        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        // A dangling link ends here: it is there, but can't be read.
        if descriptor < 0 { return .unreadable(systemFault("open", path)) }
        defer { close(descriptor) }
        var status = stat()
        if fstat(descriptor, &status) != 0 { return .unreadable(systemFault("fstat", path)) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return .unreadable(FileFault(path: path, problem: .notARegularFile))
        }
        return read(descriptor, path, expecting: Int(status.st_size))
    }

    /// - Parameter size: what it will probably be; it may grow meanwhile.
    private func read(_ descriptor: Int32, _ path: String, expecting size: Int) -> FileContent {
        var bytes: [UInt8] = []
        while true {
            // One byte more, so that the end of most files shows at once.
            let room = min(max(size - bytes.count, 4096) + 1, Self.largestFile + 1)
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
                count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                filled = max(0, count)
            }
            if count == 0 { return .bytes(bytes) }
            if count < 0 {
                if errno == EINTR { continue }
                return .unreadable(systemFault("read", path))
            }
            if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
            // A file may have grown, and read(2) may fall short before its end.
            let isAtEnd = count < room && bytes.count >= size
            if bytes.count > Self.largestFile {
                return .unreadable(FileFault(path: path, problem: .tooLarge(limit: Self.largestFile)))
            }
            if isAtEnd { return .bytes(bytes) }
        }
    }

    /// Whether following `path` leads to /dev/null, over any number of links.
    private func isLinkToNull(_ path: String) -> Bool {
        guard let target = realpath(path, nil) else { return false }
        defer { free(target) }
        return String(cString: target) == "/dev/null"
    }

    private func systemFault(_ call: String, _ path: String) -> FileFault {
        let code = errno
        if code == ENOTDIR, call == "opendir" { return FileFault(path: path, problem: .notADirectory) }
        return FileFault(
            path: path, problem: .system(call: call, code: code, meaning: String(cString: strerror(code))))
    }
}
