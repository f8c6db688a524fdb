import ArgumentParser
import Glibc
import NIOCore
import NIOPosix

/// `tide-bench client-server`: a server that answers every request the same, or with faults. Run by `tide-bench
/// client`.
struct ClientServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "client-server", shouldDisplay: false)

    @Flag(help: "Answer one request of twenty wrongly, in each of six ways.")
    var faults = false

    func run() async throws {
        let faults = faults
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
            .serverChannelOption(.backlog, value: 1024)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FixedReply(faults: faults))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        print(listener.localAddress?.port ?? 0)
        fflush(nil)
        // Ends with the process that started it: its end of the pipe is this one's standard input.
        var byte: UInt8 = 0
        while read(STDIN_FILENO, &byte, 1) > 0 {}
    }

    private final class FixedReply: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let faults: Bool
        private var received = ByteBuffer()
        private var requests = Int.random(in: 0..<20)

        init(faults: Bool) { self.faults = faults }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = unwrapInboundIn(data)
            received.writeBuffer(&bytes)
            while takeRequest() {
                requests += 1
                answer(context)
            }
        }

        /// Takes one whole request off the front. The client under test gives a Content-Length with each.
        private func takeRequest() -> Bool {
            let text = received.readableBytesView
            guard let end = text.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
            let head = String(decoding: text[..<end.lowerBound], as: UTF8.self).lowercased()
            guard let field = head.firstRange(of: "content-length: ") else { return false }
            let length = Int(head[field.upperBound...].prefix { $0.isNumber }) ?? 0
            let whole = end.upperBound - text.startIndex + length
            guard received.readableBytes >= whole else { return false }
            received.moveReaderIndex(forwardBy: whole)
            received.discardReadBytes()
            return true
        }

        private static let success = reply(#"{"Response":{"Service":null,"RequestId":"7d1f9b5e-1a2b-4c3d-8e4f-1"}}"#)
        private static let refusal = reply(
            #"{"Response":{"Error":{"Code":"InternalError","Message":"again"},"RequestId":"7d1f9b5e-1"}}"#)
        private static let truncated = reply(#"{"Response":{"Serv"#)
        private static let badGateway = "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\nbad\n"

        private static func reply(_ body: String) -> String {
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }

        private func answer(_ context: ChannelHandlerContext) {
            guard faults, Int.random(in: 0..<20) < 6 else { return write(Self.success, context) }
            switch Int.random(in: 0..<6) {
            case 0: break  // never answers
            case 1: context.close(promise: nil)
            case 2:
                write(String(Self.success.dropLast(20)), context)
                context.close(promise: nil)
            case 3: write(Self.badGateway, context)
            case 4: write(Self.truncated, context)
            default: write(Self.refusal, context)
            }
        }

        private func write(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
