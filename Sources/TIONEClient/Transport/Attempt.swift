import AsyncHTTPClient
import CivilTime
import NIOCore
import NIOHTTP1
import Synchronization

/// Watches one request on its way and keeps what came back.
///
/// Called on the client's only event loop; the lock is for the caller, who reads after the end.
final class Attempt: HTTPClientResponseDelegate {
    struct Record {
        /// When the first byte of the request was handed to the connection; nil if none ever was.
        var sentAt: MonotonicInstant?
        /// When the reply was complete or the attempt had failed and its connection was closed.
        var endedAt: MonotonicInstant?
        var head: HTTPResponseHead?
        var reply: [UInt8] = []
    }

    struct ReplyTooLarge: Error {}

    private let state = Mutex(Record())
    private let maximumReplySize: Int

    init(maximumReplySize: Int) {
        self.maximumReplySize = maximumReplySize
    }

    var record: Record { state.withLock { $0 } }

    func didSendRequestHead(task: HTTPClient.Task<Void>, _ head: HTTPRequestHead) {
        state.withLock { $0.sentAt = .now() }
    }

    func didReceiveHead(task: HTTPClient.Task<Void>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        state.withLock { record in
            record.head = head
            // A reply that is kept takes no more room than it needs.
            if let length = head.headers.first(name: "Content-Length").flatMap({ Int($0) }), length > 0 {
                record.reply.reserveCapacity(min(length, maximumReplySize))
            }
        }
        return task.eventLoop.makeSucceededVoidFuture()
    }

    func didReceiveBodyPart(task: HTTPClient.Task<Void>, _ buffer: ByteBuffer) -> EventLoopFuture<Void> {
        let fits = state.withLock { record in
            guard buffer.readableBytes <= maximumReplySize - record.reply.count else { return false }
            record.reply.append(contentsOf: buffer.readableBytesView)
            return true
        }
        return fits ? task.eventLoop.makeSucceededVoidFuture() : task.eventLoop.makeFailedFuture(ReplyTooLarge())
    }

    /// async-http-client closes the connection of a failed request before it says so, on the same event loop.
    func didReceiveError(task: HTTPClient.Task<Void>, _ error: any Error) {
        state.withLock { $0.endedAt = .now() }
    }

    func didFinishRequest(task: HTTPClient.Task<Void>) throws {
        state.withLock { $0.endedAt = .now() }
    }
}
