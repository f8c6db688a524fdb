import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// An HTTP server on loopback that answers as a test tells it to, and tells what it saw.
final class TestServer: Sendable {
    struct Received: Sendable {
        var method: String
        var uri: String
        var headers: HTTPHeaders
        var body: String
        /// Counts connections from 0.
        var connection: Int
    }

    enum Reply: Sendable {
        case send(status: Int = 200, headers: [(String, String)] = [], body: String)
        /// Announces more bytes than it sends, then closes.
        case cutShort(body: String, announced: Int)
        case dropConnection
        case never
    }

    enum Event: Sendable, Equatable {
        case connected(Int)
        case received(Int)
        /// The client reset the connection; ``closed(_:)`` follows.
        case reset(Int)
        case closed(Int)
    }

    struct Log {
        var connections = 0
        var open = 0
        var received: [Received] = []
    }

    let port: Int
    /// What happened, for a test to wait for.
    let events: AsyncStream<Event>
    private let log: Log.Box
    private let listener: any Channel

    /// - Parameter refusesToRead: closes every connection as soon as it is there.
    init(
        address: String = "127.0.0.1", tls: NIOSSLContext? = nil, refusesToRead: Bool = false,
        reply: @escaping @Sendable (Received) -> Reply
    ) async throws {
        let (events, continuation) = AsyncStream<Event>.makeStream()
        let log = Log.Box()
        listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.submit {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(
                        Responder(log: log, events: continuation, refusesToRead: refusesToRead, reply: reply))
                }
            }
            .bind(host: address, port: 0).get()
        port = listener.localAddress?.port ?? 0
        self.events = events
        self.log = log
    }

    var received: [Received] { log.state.withLock { $0.received } }
    var connections: Int { log.state.withLock { $0.connections } }
    var openConnections: Int { log.state.withLock { $0.open } }

    func close() async { try? await listener.close() }

    private final class Responder: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let log: Log.Box
        private let events: AsyncStream<Event>.Continuation
        private let refusesToRead: Bool
        private let reply: @Sendable (Received) -> Reply
        private var connection = 0
        private var head: HTTPRequestHead?
        private var body = ""

        init(
            log: Log.Box, events: AsyncStream<Event>.Continuation, refusesToRead: Bool,
            reply: @escaping @Sendable (Received) -> Reply
        ) {
            self.log = log
            self.events = events
            self.refusesToRead = refusesToRead
            self.reply = reply
        }

        func channelActive(context: ChannelHandlerContext) {
            connection = log.state.withLock { log in
                defer { log.connections += 1 }
                log.open += 1
                return log.connections
            }
            events.yield(.connected(connection))
            if refusesToRead { context.close(promise: nil) }
        }

        func channelInactive(context: ChannelHandlerContext) {
            log.state.withLock { $0.open -= 1 }
            events.yield(.closed(connection))
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if (error as? IOError)?.errnoCode == ECONNRESET { events.yield(.reset(connection)) }
            context.close(promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = ""
            case .body(let bytes):
                body += String(buffer: bytes)
            case .end:
                guard let head else { return }
                let received = Received(
                    method: head.method.rawValue, uri: head.uri, headers: head.headers, body: body,
                    connection: connection)
                log.state.withLock { $0.received.append(received) }
                events.yield(.received(connection))
                answer(reply(received), context: context)
            }
        }

        private func answer(_ reply: Reply, context: ChannelHandlerContext) {
            switch reply {
            case .send(let status, let headers, let body):
                write(context, status, headers, body, announced: body.utf8.count)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .cutShort(let body, let announced):
                write(context, 200, [], body, announced: announced)
                context.flush()
                context.close(promise: nil)
            case .dropConnection:
                context.close(promise: nil)
            case .never:
                break
            }
        }

        private func write(
            _ context: ChannelHandlerContext, _ status: Int, _ headers: [(String, String)], _ body: String,
            announced: Int
        ) {
            var fields = HTTPHeaders(headers)
            fields.add(name: "Content-Length", value: String(announced))
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: fields)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        }
    }
}

extension TestServer.Log {
    final class Box: Sendable {
        let state = Mutex(TestServer.Log())
    }
}
