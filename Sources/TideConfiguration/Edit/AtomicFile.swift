import Glibc

/// Changes of configuration files that are there as a whole or not at all, also after a crash.
package enum AtomicFile {
    /// Puts `text` at `path`, in place of what may be there. Directories that don't exist are made, mode 0755; the file
    /// has mode 0644, or that of the one before it.
    package static func write(_ text: String, to path: String) throws(FileFault) {
        let draft = try Draft(of: text, for: path, isFlushed: true)
        try draft.putInPlace()
        sync(parent(of: path))
    }

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

    static func makeDirectory(_ path: String) throws(FileFault) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, parent(of: path) != path else { throw fault("mkdir", path) }
        try makeDirectory(parent(of: path))
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw fault("mkdir", path) }
    }

    /// So that names in it outlive a crash, too.
    package static func sync(_ directory: String) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }

    package static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func fault(_ call: String, _ path: String) -> FileFault {
        let code = errno
        return FileFault(path: path, problem: .system(call: call, code: code, meaning: String(cString: strerror(code))))
    }
}
