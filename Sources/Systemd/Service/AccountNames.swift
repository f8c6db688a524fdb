import Glibc

/// Names and numbers of users and groups, from the host's databases by nsswitch.conf(5). It may block on a network
/// directory: not for a queue that must turn.
public enum AccountNames {
    /// The number of the group `name`, which may be given as a number itself; `nil` where there is no such group.
    public static func groupID(named name: String) -> UInt32? {
        if let number = UInt32(name), number != .max { return number }
        return lookUp { buffer, size in
            var record = group()
            var found: UnsafeMutablePointer<group>?
            let code = getgrnam_r(name, &record, buffer, size, &found)
            return (code, found.map { $0.pointee.gr_gid })
        }
    }

    /// The login name of the user `id`; `nil` where there is no such user.
    public static func userName(id: UInt32) -> String? {
        lookUp { buffer, size in
            var record = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let code = getpwuid_r(id, &record, buffer, size, &found)
            return (code, found.map { String(cString: $0.pointee.pw_name) })
        }
    }

    /// Calls `body` with a buffer that grows for as long as ERANGE says that it is too small, to 1 MiB.
    private static func lookUp<Value>(_ body: (UnsafeMutablePointer<CChar>, Int) -> (Int32, Value?)) -> Value? {
        var size = 1024
        while size <= 1 << 20 {
            let (code, value) = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
                buffer.baseAddress.map { body($0, buffer.count) } ?? (ENOMEM, nil)
            }
            if code != ERANGE { return code == 0 ? value : nil }
            size *= 4
        }
        return nil
    }
}
