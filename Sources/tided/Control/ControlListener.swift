import Glibc
import Systemd

/// The socket on which the daemon listens for `tidectl`: the one of tided.socket, or one of its own.
struct ControlListener: Sendable {
    let descriptor: Int32
    /// nil where systemd made it, and takes it away.
    let ownPath: String?

    /// Takes the socket that systemd passed; makes one at `path` where there is none.
    init(path: String) throws {
        let passed = try listenFileDescriptors()
        if let socket = passed.first(where: { $0.isListeningUnixSocket() }) {
            descriptor = socket.descriptor
            ownPath = nil
            return
        }
        descriptor = try Self.bind(to: path)
        ownPath = path
    }

    /// Takes away the file of an own socket.
    func removeFile() {
        if let ownPath { unlink(ownPath) }
    }

    private static func bind(to path: String) throws(ControlListenerError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw ControlListenerError(path: path, problem: .pathTooLong)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        try removeStale(path, address)
        let descriptor = try newSocket(path)
        guard call(Glibc.bind, descriptor, address) == 0 else {
            let code = errno
            close(descriptor)
            throw ControlListenerError(path: path, problem: .system(operation: "bind", code: code))
        }
        // Nobody connects before listen(2), so no one slips in under the mode that the umask gave.
        let group = AccountNames.groupID(named: ControlRights.readersGroup)
        // It fails for who is neither root nor a member; then the socket is for the daemon's own user and root.
        if let group { _ = chown(path, .max, group) }
        guard chmod(path, 0o660) == 0 else {
            let code = errno
            close(descriptor)
            unlink(path)
            throw ControlListenerError(path: path, problem: .system(operation: "set the mode of", code: code))
        }
        return descriptor
    }

    /// A socket file stays behind when its process is killed. It is removed only if it is a socket and nobody listens.
    private static func removeStale(_ path: String, _ address: sockaddr_un) throws(ControlListenerError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw ControlListenerError(path: path, problem: .notASocket)
        }
        let descriptor = try newSocket(path)
        defer { close(descriptor) }
        guard call(connect, descriptor, address) != 0 else {
            throw ControlListenerError(path: path, problem: .inUse)
        }
        guard errno == ECONNREFUSED else {
            let problem: ControlListenerError.Problem =
                errno == EAGAIN ? .inUse : .system(operation: "probe", code: errno)
            throw ControlListenerError(path: path, problem: problem)
        }
        unlink(path)
    }

    private static func newSocket(_ path: String) throws(ControlListenerError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else {
            throw ControlListenerError(path: path, problem: .system(operation: "make a socket for", code: errno))
        }
        return descriptor
    }

    private static func call(
        _ function: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32, _ descriptor: Int32, _ address: sockaddr_un
    ) -> Int32 {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                function(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// Why the control socket can't be had.
struct ControlListenerError: Error, Equatable, CustomStringConvertible {
    enum Problem: Equatable {
        case pathTooLong, notASocket, inUse
        case system(operation: String, code: Int32)
    }

    var path: String
    var problem: Problem

    var description: String {
        switch problem {
        case .pathTooLong: "--control-socket \(path): the path of a socket has at most 107 bytes"
        case .notASocket: "--control-socket \(path): a file that is no socket is there"
        case .inUse: "--control-socket \(path): another process listens there"
        case .system(let operation, let code): "\(SystemdError(operation: "\(operation) \(path)", code: code))"
        }
    }
}
