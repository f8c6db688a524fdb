import Glibc
import NIOCore
import NIOHTTP1
import NIOSSL

/// Makes the end of an unanswered attempt the end of its connection.
///
/// A plain close(2) leaves the kernel to deliver what is still in the send buffer, and a TLS close waits seconds for
/// the peer's answer. After either the server could see a request later than its caller counted on. So a connection
/// that is closed in the middle of an exchange is reset: unsent data is dropped, and nothing is waited for. An idle one
/// is closed in the usual way.
///
/// Stands between the HTTP codec and the client's own handler, where an exchange is seen to begin and to end.
final class AbortiveClose: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias InboundOut = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    private var exchangeUnderWay = false

    /// Puts the handler into the pipeline of a connection that async-http-client has just set up.
    static func install(on channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPResponseDecoder>.self)
        try pipeline.addHandler(AbortiveClose(), position: .after(decoder))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .head = unwrapOutboundIn(data) { exchangeUnderWay = true }
        context.write(data, promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = unwrapInboundIn(data) { exchangeUnderWay = false }
        context.fireChannelRead(data)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard exchangeUnderWay, mode == .all else { return context.close(mode: mode, promise: promise) }
        exchangeUnderWay = false
        // Completes at once on the event loop. Should it fail, the connection is closed the ordinary way.
        _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLClientHandler.self)
        (tls ?? context).close(mode: .all, promise: promise)
    }
}
