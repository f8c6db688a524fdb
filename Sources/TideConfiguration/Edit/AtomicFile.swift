import Glibc

/// Changes of configuration files that are there as a whole or not at all, also after a crash.
package enum AtomicFile {
    /// Puts `text` at `path`, in place of what may be there. Directories that don't exist are made, mode 0755; the file
    /// has mode 0644, or that of the one before it.
    ///
    /// - Parameter keepsName: whether its name outlives a crash at once; if not, from ``keepNames(beside:)`` on.
    package static func write(_ text: String, to path: String, keepsName: Bool = true) throws(FileFault) {
        let directory = parent(of: path)
        try makeDirectory(directory)
        // Hidden, so that nobody takes it for configuration.
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        var template = Array("\(directory)/.#\(name)XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw fault("mkstemp", directory) }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do throws(FileFault) {
            defer { close(descriptor) }
            try fill(descriptor, Array(text.utf8), mode: mode(of: path), temporary)
        } catch {
            unlink(temporary)
            throw error
        }
        guard rename(temporary, path) == 0 else {
            let error = fault("rename", path)
            unlink(temporary)
            throw error
        }
        if keepsName { sync(directory) }
    }

    /// Makes the names of all files in the directory of this one outlive a crash.
    package static func keepNames(beside path: String) { sync(parent(of: path)) }

    /// Makes a symbolic link to /dev/null at `path`, where nothing is yet.
    package static func mask(_ path: String) throws(FileFault) {
        let directory = parent(of: path)
        try makeDirectory(directory)
        guard symlink("/dev/null", path) == 0 else { throw fault("symlink", path) }
        sync(directory)
    }

    package static func remove(_ path: String) throws(FileFault) {
        guard unlink(path) == 0 else { throw fault("unlink", path) }
        sync(parent(of: path))
    }

    private static func fill(
        _ descriptor: Int32, _ bytes: [UInt8], mode: mode_t, _ path: String
    ) throws(FileFault) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw fault("write", path)
            }
            rest = rest.dropFirst(count)
        }
        if fchmod(descriptor, mode) != 0 { throw fault("fchmod", path) }
        if fsync(descriptor) != 0 { throw fault("fsync", path) }
    }

    private static func mode(of path: String) -> mode_t {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0o644 }
        return status.st_mode & 0o777
    }

    private static func makeDirectory(_ path: String) throws(FileFault) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, parent(of: path) != path else { throw fault("mkdir", path) }
        try makeDirectory(parent(of: path))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw fault("mkdir", path) }
    }

    /// So that the name outlives a crash, too.
    private static func sync(_ directory: String) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func fault(_ call: String, _ path: String) -> FileFault {
        let code = errno
        return FileFault(path: path, problem: .system(call: call, code: code, meaning: String(cString: strerror(code))))
    }
}
