public import CivilTime
public import NIOCore
import NIOHTTP1
import NIOPosix
public import NIOSSL

/// Serves an ``Endpoint`` over HTTP/1.1, with TLS where asked.
///
/// Plain NIO and no framework: faults need the connection itself, `Date` must be able to be wrong, and the raw record
/// must show headers in the order and the spelling in which they came.
public struct SimulatorServer: Sendable {
    public var endpoint: Endpoint
    public var tls: TLSConfiguration?
    /// Round trips take between these two times: half before a request is taken, half after.
    public var latency: ClosedRange<Duration> = .zero ... .zero
    public var clock: @Sendable () -> Instant

    public init(endpoint: Endpoint, clock: @escaping @Sendable () -> Instant) {
        self.endpoint = endpoint
        self.clock = clock
    }

    private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// Listens and serves until the task is cancelled.
    ///
    /// - Parameter port: 0 for any that is free.
    /// - Parameter onListening: called once with the address.
    public func run(
        host: String, port: Int, onListening: @escaping @Sendable (SocketAddress) -> Void
    ) async throws {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .bind(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        if let address = listener.channel.localAddress { onListening(address) }
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await tellTime() }
            try await listener.executeThenClose { connections in
                for try await connection in connections {
                    group.addTask { await serve(connection) }
                }
            }
            group.cancelAll()
        }
    }

    /// Lets services change, and tells it, also while nobody asks.
    private func tellTime() async {
        while !Task.isCancelled {
            let now = clock()
            let next = endpoint.advance(to: now)
            try? await Task.sleep(for: min(max(next - now, .milliseconds(1)), .milliseconds(100)))
        }
    }

    /// Requests of one connection, one after another. What goes wrong with it is the client's business.
    private func serve(_ connection: Connection) async {
        try? await connection.executeThenClose { inbound, outbound in
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let received):
                    head = received
                    body = []
                case .body(let buffer):
                    // A little over the limit is enough to know that it is exceeded.
                    if body.count <= Gatekeeper.bodyLimit { body.append(contentsOf: buffer.readableBytesView) }
                case .end:
                    guard let received = head else { continue }
                    head = nil
                    guard try await answer(received, body, outbound) else { return }
                }
            }
        }
    }

    /// False where the connection is to be closed.
    private func answer(
        _ head: HTTPRequestHead, _ body: [UInt8],
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws -> Bool {
        let mark = head.uri.firstIndex(of: "?")
        var request = ReceivedRequest(
            method: head.method.rawValue, path: String(head.uri[..<(mark ?? head.uri.endIndex)]),
            query: mark.map { String(head.uri[head.uri.index(after: $0)...]) } ?? "",
            headers: head.headers.map { ($0.name, $0.value) }, body: body, arrival: clock())
        if let content = endpoint.control(request) {
            return try await write(content, to: head, outbound)
        }
        let trip = latency.upperBound > .zero ? roundTrip() : .zero
        if trip > .zero { try await Task.sleep(for: trip / 2) }
        request.arrival = clock()
        let answer = endpoint.answer(request)
        let rest = answer.delay + trip / 2
        if rest > .zero { try await Task.sleep(for: rest) }
        guard let content = answer.content else { return false }
        return try await write(content, to: head, outbound)
    }

    private func roundTrip() -> Duration {
        .nanoseconds(Int64.random(in: latency.lowerBound.nanoseconds...latency.upperBound.nanoseconds))
    }

    private func write(
        _ content: Answer.Content, to request: HTTPRequestHead,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
    ) async throws -> Bool {
        var headers = HTTPHeaders([
            ("Content-Type", content.contentType), ("Content-Length", String(content.body.count)),
            ("Server", "tione-simulator"),
        ])
        if let date = content.date { headers.add(name: "Date", value: date) }
        if !request.isKeepAlive { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: content.status), headers: headers)
        try await outbound.write(contentsOf: [
            .head(head), .body(.byteBuffer(ByteBuffer(bytes: content.body))), .end(nil),
        ])
        return request.isKeepAlive
    }
}
