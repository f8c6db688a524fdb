internal import Glibc

/// A connected UNIX stream socket, by system calls.
final class ControlSocket {
    private let descriptor: Int32
    private let path: String

    init(path: String) throws(ControlError) {
        self.path = path
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ControlError(.failed, "can't make a socket: \(errorText(errno))") }
        // A daemon that hangs accepts no connection once its queue is full.
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard let code = Self.connect(descriptor, to: path) else {
            close(descriptor)
            throw ControlError(.usage, "\(path): the path of a socket has at most \(Self.maximumPath) bytes")
        }
        guard code == 0 else {
            close(descriptor)
            throw Self.error(code, path)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) throws(ControlError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor, UnsafeRawBufferPointer(rebasing: buffer[sent...]).baseAddress, buffer.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if count < 0 {
                if errno == EINTR { continue }
                // The daemon has closed the connection: why, it had said before, and that is still to be read.
                if errno == EPIPE { return }
                throw ControlError(.failed, "can't send the request to tided: \(errorText(errno))")
            }
            sent += count
        }
    }

    /// Some bytes; none at the end of the connection.
    func receive(until deadline: ContinuousClock.Instant?) throws(ControlError) -> [UInt8] {
        while true {
            var wait = Int32(-1)
            if let deadline {
                let (seconds, attoseconds) = (deadline - .now).components
                wait = Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
                guard wait > 0 else { throw ControlError(.failed, "tided did not answer in time") }
            }
            var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&item, 1, wait)
            if ready == 0 || ready < 0 && errno == EINTR { continue }
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
                let received = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                if received < 0 { code = errno }
                count = max(0, received)
            }
            if code == EINTR || code == EAGAIN { continue }
            guard code == 0 else { throw ControlError(.failed, "the connection to tided broke: \(errorText(code))") }
            return bytes
        }
    }

    private static let maximumPath = 107

    /// The errno of connect(2); nil where the path is too long.
    private static func connect(_ descriptor: Int32, to path: String) -> Int32? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count <= maximumPath else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0 ? 0 : errno
    }

    private static func error(_ code: Int32, _ path: String) -> ControlError {
        switch code {
        case ENOENT, ECONNREFUSED:
            ControlError(.notRunning, "tided is not running: nobody listens on \(path) (see systemctl status tided)")
        case EACCES, EPERM:
            ControlError(.refused, "\(path): permission denied; root and members of the group tide may connect")
        case EAGAIN: ControlError(.failed, "\(path): tided does not accept the connection")
        default: ControlError(.failed, "\(path): can't connect: \(errorText(code))")
        }
    }
}

/// What strerror_r(3) says of an errno(3).
private func errorText(_ code: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let base = buffer.baseAddress, strerror_r(code, base, buffer.count) == 0 else { return "error \(code)" }
        return String(cString: base)
    }
}
