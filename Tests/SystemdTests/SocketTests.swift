import Glibc
import Testing

@testable import Systemd

@Suite("Sockets from systemd and their peers")
struct SocketTests {
    @Test("The peer of a socket pair is this process, with its groups")
    func peer() throws {
        var pair: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
        defer { for descriptor in pair { close(descriptor) } }

        let peer = try PeerCredentials(ofSocket: pair[0])
        #expect(peer.processID == getpid())
        #expect(peer.userID == getuid())
        #expect(peer.groupID == getgid())
        var groups = [gid_t](repeating: 0, count: 65536)
        let count = getgroups(65536, &groups)
        #expect(Set(peer.groups) == Set(groups.prefix(Int(count))))
        #expect(peer.isMember(of: getgid()))
        #expect(!peer.isMember(of: 4_000_000_000))
    }

    @Test("Something that is no socket has no peer")
    func noPeer() {
        #expect(throws: SystemdError(operation: "ask who is at the other end of the socket", code: EBADF)) {
            try PeerCredentials(ofSocket: -1)
        }
    }

    @Test("Passed descriptors carry the names of their socket units")
    func passedDescriptors() async {
        await #expect(processExitsWith: .success) {
            #expect(try listenFileDescriptors().isEmpty)

            // systemd passes descriptors from 3 on; this process is ours to rearrange.
            let listening = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)  // No path: the kernel chooses an abstract name.
            _ = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listening, $0, 2) }
            }
            listen(listening, 1)
            dup2(listening, 3)
            setenv("LISTEN_PID", "\(getpid())", 1)
            setenv("LISTEN_FDS", "1", 1)
            setenv("LISTEN_FDNAMES", "control", 1)
            let passed = try listenFileDescriptors()
            #expect(passed == [PassedDescriptor(descriptor: 3, name: "control")])
            #expect(passed.first?.isListeningUnixSocket() == true)
            #expect(passed.first?.isListeningUnixSocket(path: "/run/tided/control.sock") == false)

            setenv("LISTEN_PID", "1", 1)
            #expect(try listenFileDescriptors().isEmpty)
        }
    }

    @Test("Groups and users are found by name and number")
    func accounts() {
        #expect(AccountNames.groupID(named: "root") == 0)
        #expect(AccountNames.groupID(named: "12345") == 12345)
        #expect(AccountNames.groupID(named: "no-such-group") == nil)
        #expect(AccountNames.userName(id: 0) == "root")
        #expect(AccountNames.userName(id: 4_000_000_000) == nil)
    }
}
