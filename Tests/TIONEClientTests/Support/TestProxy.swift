import NIOCore
import NIOPosix
import Synchronization

/// An HTTP proxy on loopback that tunnels every CONNECT to one port of this machine, whatever name it asks for.
final class TestProxy: Sendable {
    let port: Int
    private let seen: Seen

    /// The head of each CONNECT.
    var requests: [String] { seen.requests.withLock { $0 } }

    private final class Seen: Sendable {
        let requests = Mutex<[String]>([])
    }

    init(target: Int) async throws {
        let seen = Seen()
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.submit {
                    try channel.pipeline.syncOperations.addHandler(Tunnel(target: target, seen: seen))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = listener.localAddress?.port ?? 0
        self.seen = seen
    }

    private final class Tunnel: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let target: Int
        private let seen: Seen
        private var head = ""
        private var peer: (any Channel)?

        init(target: Int, seen: Seen) {
            self.target = target
            self.seen = seen
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            if let peer {
                peer.writeAndFlush(bytes, promise: nil)
                return
            }
            head += String(buffer: bytes)
            guard head.hasSuffix("\r\n\r\n") else { return }
            seen.requests.withLock { $0.append(head) }
            let client = context.channel
            ClientBootstrap(group: context.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.submit { try channel.pipeline.syncOperations.addHandler(Relay(to: client)) }
                }
                .connect(host: "127.0.0.1", port: target)
                .assumeIsolated()
                .whenSuccess { channel in
                    self.peer = channel
                    client.writeAndFlush(
                        ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"), promise: nil)
                }
        }

        func channelInactive(context: ChannelHandlerContext) { peer?.close(promise: nil) }
    }

    private final class Relay: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let other: any Channel

        init(to other: any Channel) { self.other = other }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            other.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
    }
}
