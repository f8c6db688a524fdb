import Glibc

/// What a command is given to read: a file, or standard input, be it a file, a pipe or a terminal.
enum InputFile {
    /// The largest that is read: the status of 100,000 services.
    private static let largest = 256 << 20

    /// - Parameter path: `-` is standard input.
    /// - Throws: ``CommandFailure``
    static func bytes(of path: String) throws -> [UInt8] {
        // Not /dev/stdin: opening that anew fails where it is a socket, or a pipe of another user's.
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path, errno) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path, errno)
            }
            bytes += chunk.prefix(count)
            guard bytes.count <= largest else { throw CommandFailure("\(path) is larger than \(largest) bytes") }
        }
    }

    private static func failure(_ path: String, _ code: Int32) -> CommandFailure {
        CommandFailure(
            "\(path == "-" ? "standard input" : path) can't be read: \(String(cString: strerror(code)))",
            code: code == ENOENT ? .notFound : .failed)
    }
}
