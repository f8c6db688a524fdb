import Glibc

extension AtomicFile {
    /// A file that is whole, under a hidden name beside the one that it is for.
    package struct Draft {
        private let path: String
        private let hidden: String

        /// As ``AtomicFile/write(_:to:)``, but for putting it in place.
        ///
        /// - Parameter isFlushed: whether its content outlives a crash at once; if not, it is to be flushed before
        ///   it is put in place.
        package init(of text: String, for path: String, isFlushed: Bool) throws(FileFault) {
            let directory = parent(of: path)
            try makeDirectory(directory)
            // Hidden, so that nobody takes it for configuration.
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            var template = Array("\(directory)/.#\(name)XXXXXX".utf8CString)
            let descriptor = mkstemp(&template)
            guard descriptor >= 0 else { throw fault("mkstemp", directory) }
            self.path = path
            hidden = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            defer { close(descriptor) }
            do throws(FileFault) {
                try Self.fill(descriptor, Array(text.utf8), hidden)
                if fchmod(descriptor, Self.mode(of: path)) != 0 { throw fault("fchmod", hidden) }
                if isFlushed, fsync(descriptor) != 0 { throw fault("fsync", hidden) }
            } catch {
                discard()
                throw error
            }
        }

        /// Gives it the name that it is for, or, where that fails, removes it.
        package func putInPlace() throws(FileFault) {
            guard rename(hidden, path) == 0 else {
                let error = fault("rename", path)
                discard()
                throw error
            }
        }

        /// Removes it, unless it is in place.
        package func discard() { unlink(hidden) }

        private static func fill(_ descriptor: Int32, _ bytes: [UInt8], _ path: String) throws(FileFault) {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw fault("write", path)
                }
                rest = rest.dropFirst(count)
            }
        }

        private static func mode(of path: String) -> mode_t {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return 0o644 }
            return status.st_mode & 0o777
        }
    }
}
