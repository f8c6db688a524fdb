import Glibc

enum FileError: Error {
    case system(Int32)
    case tooLarge
}

/// The contents of a file of at most `limit` bytes.
func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(errno) }
    defer { close(descriptor) }
    var contents: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        if count < 0 {
            if errno == EINTR { continue }
            throw .system(errno)
        }
        if count == 0 { return contents }
        contents += chunk.prefix(count)
        if contents.count > limit { throw .tooLarge }
    }
}

/// Where a symbolic link leads; `nil` where `path` is none.
func readLink(_ path: String) -> String? {
    var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = target.withUnsafeMutableBytes { buffer -> Int in
        guard let start = buffer.assumingMemoryBound(to: CChar.self).baseAddress else { return -1 }
        return readlink(path, start, buffer.count)
    }
    return count > 0 ? String(decoding: target.prefix(count), as: UTF8.self) : nil
}

func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The system's words for an error number. strerror(3) of glibc 2.32 and later is safe from any thread.
func systemMessage(_ code: Int32) -> String {
    guard let message = strerror(code) else { return "error \(code)" }
    return String(cString: message)
}
