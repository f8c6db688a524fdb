import Control
import NIOCore
import NIOPosix
import Synchronization
import Systemd

/// The daemon's end of the control socket: many connections, each with one request at a time.
///
/// Whatever clients do stays theirs: a line has a bound, so have connections, idle time and the patience with a reader
/// that does not read.
final class ControlServer: Sendable {
    typealias Handler = @Sendable (ControlVerb, ControlPeer) async -> ControlReply

    struct Limits: Sendable {
        var connections = 256
        /// Without a whole request.
        var idle: TimeAmount = .seconds(60)
        /// For what was written to leave.
        var write: TimeAmount = .seconds(30)
    }

    private let listener: ControlListener
    private let channel: any Channel

    /// Serves until ``close()``.
    ///
    /// - Parameters:
    ///   - rights: by the configuration in force; asked at each accept, off the event loop.
    ///   - handler: answers what the peer has the right to ask.
    /// - Throws: what keeps the socket from being served.
    init(
        listener: ControlListener, limits: Limits = Limits(), rights: @escaping @Sendable () async -> ControlRights,
        handler: @escaping Handler
    ) throws {
        self.listener = listener
        let count = ConnectionCount()
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 128)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let connection = ControlConnection(
                        channel: channel, limits: limits, count: count, rights: rights, handler: handler)
                    try channel.pipeline.syncOperations.addHandler(connection)
                }
            }
        channel = try bootstrap.withBoundSocket(listener.descriptor).wait()
    }

    /// Accepts no more, and takes the socket's file away where the daemon made it.
    func close() {
        channel.close(promise: nil)
        listener.removeFile()
    }
}

/// How many connections there are.
final class ConnectionCount: Sendable {
    private let count = Mutex(0)

    /// - Returns: whether there is room for one more, which then is counted.
    func enter(atMost limit: Int) -> Bool {
        count.withLock {
            guard $0 < limit else { return false }
            $0 += 1
            return true
        }
    }

    func leave() { count.withLock { $0 -= 1 } }
}
