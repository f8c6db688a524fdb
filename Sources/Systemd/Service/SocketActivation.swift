import CSystemd
import Glibc

/// A descriptor that the service manager opened for this process.
public struct PassedDescriptor: Equatable, Sendable {
    public let descriptor: Int32
    /// `FileDescriptorName=` of the socket unit; "unknown" where the manager gave no names.
    public let name: String

    public init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Whether it is a listening UNIX stream socket, bound to `path` where one is given.
    public func isListeningUnixSocket(path: String? = nil) -> Bool {
        sd_is_socket_unix(descriptor, Int32(SOCK_STREAM.rawValue), 1, path, 0) > 0
    }
}

/// The descriptors passed by socket activation, in the order of the unit file; empty where there are none. They are the
/// caller's to close, once: a second call returns the same ones.
///
/// - Source: sd_listen_fds_with_names(3).
public func listenFileDescriptors() throws(SystemdError) -> [PassedDescriptor] {
    var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    let count = sd_listen_fds_with_names(0, &names)
    guard count >= 0 else { throw SystemdError(operation: "take the sockets passed by systemd", code: -count) }
    defer {
        for index in 0..<Int(count) { free(names?[index]) }
        free(names)
    }
    return (0..<count).map { index in
        let name = names?[Int(index)].map { String(cString: $0) }
        return PassedDescriptor(descriptor: firstPassedDescriptor + index, name: name ?? "unknown")
    }
}

/// SD_LISTEN_FDS_START of sd-daemon.h, a macro that Swift doesn't see.
private let firstPassedDescriptor: Int32 = 3
