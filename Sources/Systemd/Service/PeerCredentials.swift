import Glibc

/// Who stands at the other end of a connected UNIX socket, as the kernel saw it at connect(2).
///
/// Groups are the process's own, from the kernel (SO_PEERGROUPS): the user database is not asked, so a login that
/// predates a `usermod -aG` counts as it stood.
public struct PeerCredentials: Equatable, Sendable {
    public let processID: Int32
    public let userID: UInt32
    public let groupID: UInt32
    /// Supplementary groups; may or may not hold ``groupID``.
    public let groups: [UInt32]

    public init(processID: Int32, userID: UInt32, groupID: UInt32, groups: [UInt32]) {
        self.processID = processID
        self.userID = userID
        self.groupID = groupID
        self.groups = groups
    }

    /// - Source: unix(7), SO_PEERCRED.
    public init(ofSocket descriptor: Int32) throws(SystemdError) {
        // struct ucred, which hides behind _GNU_SOURCE: pid, uid, gid, 32 bits each.
        var peer = [UInt32](repeating: 0, count: 3)
        var size = socklen_t(peer.count * MemoryLayout<UInt32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 else {
            throw SystemdError(operation: "ask who is at the other end of the socket", code: errno)
        }
        self.init(
            processID: Int32(bitPattern: peer[0]), userID: peer[1], groupID: peer[2],
            groups: try Self.groups(ofSocket: descriptor))
    }

    public func isMember(of group: UInt32) -> Bool {
        groupID == group || groups.contains(group)
    }

    private static func groups(ofSocket descriptor: Int32) throws(SystemdError) -> [UInt32] {
        // Linux allows 65,536 groups a process (NGROUPS_MAX); ERANGE tells how many there are.
        var size = socklen_t(0)
        if getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, nil, &size) == 0 { return [] }
        while errno == ERANGE {
            var groups = [UInt32](repeating: 0, count: Int(size) / MemoryLayout<UInt32>.size)
            if getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, &groups, &size) == 0 {
                return Array(groups.prefix(Int(size) / MemoryLayout<UInt32>.size))
            }
        }
        throw SystemdError(operation: "ask for the groups of the socket's peer", code: errno)
    }
}
