import Control
import NIOCore
import Systemd

/// One connection to the control socket. All of it runs on the channel's event loop.
final class ControlConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let channel: any Channel
    private let limits: ControlServer.Limits
    private let count: ConnectionCount
    private let rights: @Sendable () async -> ControlRights
    private let handler: ControlServer.Handler

    private var lines = LineBuffer(maximumLength: ControlRequest.maximumLength)
    private var admitted: (peer: ControlPeer, rights: ControlRights)?
    private var isCounted = false
    /// A request is being answered; nothing is read meanwhile, so that a client can't pile up work.
    private var isBusy = false
    private var hasInputEnded = false
    private var task: Task<Void, Never>?
    private var idle: Scheduled<Void>?

    init(
        channel: any Channel, limits: ControlServer.Limits, count: ConnectionCount,
        rights: @escaping @Sendable () async -> ControlRights, handler: @escaping ControlServer.Handler
    ) {
        self.channel = channel
        self.limits = limits
        self.count = count
        self.rights = rights
        self.handler = handler
    }

    func channelActive(context: ChannelHandlerContext) {
        guard count.enter(atMost: limits.connections) else {
            return refuse(ControlError(.failed, "tided has \(limits.connections) connections already; try again"))
        }
        isCounted = true
        let credentials: PeerCredentials?
        do {
            credentials = try context.pipeline.syncOperations.withUnsafeTransportIfAvailable(
                of: NIOBSDSocket.Handle.self
            ) { try PeerCredentials(ofSocket: $0) }
        } catch {
            return refuse(ControlError(.failed, "\(error)"))
        }
        guard let credentials else { return refuse(ControlError(.failed, "the peer can't be told")) }
        let me = NIOLoopBound(self, eventLoop: channel.eventLoop)
        task = Task(executorPreference: QueueExecutor.control) { [channel, rights] in
            let rights = await rights()
            let peer = rights.peer(credentials)
            channel.eventLoop.execute { me.value.admit(peer, rights) }
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lines.append(unwrapInboundIn(data).readableBytesView)
    }

    func channelReadComplete(context: ChannelHandlerContext) { proceed() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent {
            hasInputEnded = true
            proceed()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        task?.cancel()
        idle?.cancel()
        if isCounted { count.leave() }
        isCounted = false
    }

    private func admit(_ peer: ControlPeer, _ rights: ControlRights) {
        guard peer.mayRead || peer.mayChange else {
            return refuse(
                ControlError(
                    .refused,
                    "\(peer.actor) may not connect: root and members of the group \(ControlRights.readersGroup) may"))
        }
        admitted = (peer, rights)
        proceed()
    }

    /// Takes up the next whole request, or waits for more of it.
    private func proceed() {
        guard let admitted, !isBusy, channel.isActive else { return }
        while true {
            let line: [UInt8]?
            do {
                line = try lines.next()
            } catch {
                let limit = ControlRequest.maximumLength
                return refuse(ControlError(.usage, "a request has at most \(limit) bytes"))
            }
            guard let line else { break }
            guard line.contains(where: { $0 != UInt8(ascii: " ") }) else { continue }
            return answer(line, admitted.peer, admitted.rights)
        }
        if hasInputEnded {
            channel.close(promise: nil)
        } else {
            awaitInput()
            channel.read()
        }
    }

    private func awaitInput() {
        idle?.cancel()
        idle = channel.eventLoop.scheduleTask(in: limits.idle) { [channel] in channel.close(promise: nil) }
    }

    private func answer(_ line: [UInt8], _ peer: ControlPeer, _ rights: ControlRights) {
        idle?.cancel()
        let request: ControlRequest
        do throws(RequestFault) {
            request = try ControlRequest(line: line)
            if let refusal = rights.refusal(of: request.verb, to: peer) {
                throw RequestFault(id: request.id, error: refusal)
            }
        } catch {
            isBusy = true
            return run { [limits, channel] in
                try await Self.write(.error(error.error), id: error.id, to: channel, limits)
            }
        }
        isBusy = true
        run { [handler, limits, channel] in
            switch await handler(request.verb, peer) {
            case .result(let result): try await Self.write(.result(result), id: request.id, to: channel, limits)
            case .failure(let error): try await Self.write(.error(error), id: request.id, to: channel, limits)
            case .stream(let items):
                for await item in items { try await Self.write(.item(item), id: request.id, to: channel, limits) }
                try await Self.write(.end, id: request.id, to: channel, limits)
            }
        }
        // Otherwise the end of a reader's connection would go unnoticed until a stream has something for it.
        channel.read()
    }

    /// Does the work of one request and then goes on to the next.
    private func run(_ work: @escaping @Sendable () async throws -> Void) {
        let me = NIOLoopBound(self, eventLoop: channel.eventLoop)
        task = Task(executorPreference: QueueExecutor.control) { [channel] in
            do {
                try await work()
                channel.eventLoop.execute {
                    me.value.isBusy = false
                    me.value.proceed()
                }
            } catch {
                channel.close(promise: nil)
            }
        }
    }

    /// Returns when the line has been handed to the kernel. A peer that does not read it in time loses its connection.
    private static func write(
        _ line: ReplyLine, id: Int, to channel: any Channel, _ limits: ControlServer.Limits
    ) async throws {
        let patience = channel.eventLoop.scheduleTask(in: limits.write) { channel.close(promise: nil) }
        defer { patience.cancel() }
        try await channel.writeAndFlush(ByteBuffer(bytes: line.bytes(id: id))).get()
    }

    /// Says why, and ends the connection.
    private func refuse(_ error: ControlError) {
        isBusy = true
        let bytes = ByteBuffer(bytes: ReplyLine.error(error).bytes(id: 0))
        channel.writeAndFlush(bytes).whenComplete { [channel] _ in channel.close(promise: nil) }
        awaitInput()
    }
}
