public import CivilTime
public import TIONE

/// How one attempt at one call ended, and what it told.
public struct CallResult: Sendable {
    public enum Outcome: Sendable {
        /// HTTP 200 and a reply without an error: the API did it.
        case success
        /// HTTP 200 and a reply with an error: the API understood and refused.
        case apiError(APIError)
        /// No byte of the request was ever sent: no connection, no name, no TLS.
        case notSent(reason: String)
        /// The server may or may not have acted: no answer in time, a connection cut, another status than 200, a reply
        /// that can't be read.
        case unknown(reason: String)
    }

    /// The API's name of what was called.
    public let action: String
    public let outcome: Outcome
    /// The API's name for this request, where the reply held one.
    public let requestID: String?
    /// nil where no reply came.
    public let httpStatus: Int?
    /// The whole body of the reply, as far as it came; `{"Response": …}` on success.
    public let reply: [UInt8]
    /// The reply's `Date`. Every connection is over verified TLS or loopback, so that a reply with a RequestId may
    /// judge the clock.
    public let serverDate: Instant?
    /// When the call was given to the client.
    public let startedAt: MonotonicInstant
    /// When the first byte of the request went to the connection; nil where none did.
    public let sentAt: MonotonicInstant?
    /// When the reply was complete, or else when the attempt's connection was closed: the server saw the request no
    /// later than this.
    public let endedAt: MonotonicInstant

    /// From the first byte sent to the end; nil where nothing was sent.
    public var roundTrip: Duration? { sentAt.map { endedAt - $0 } }

    /// What the reply tells of the server's clock: only an answer of the API itself counts.
    public var serverClock: ServerClock? {
        guard let serverDate, let sentAt, requestID != nil else { return nil }
        switch outcome {
        case .success, .apiError: return ServerClock(date: serverDate, sentAt: sentAt, receivedAt: endedAt)
        case .notSent, .unknown: return nil
        }
    }
}

extension ErrorClass {
    /// The class of a failed call, or nil of a successful one. What the transport met is transient.
    public init?(_ outcome: CallResult.Outcome) {
        switch outcome {
        case .success: return nil
        case .apiError(let error): self = error.errorClass
        case .notSent, .unknown: self = .transient
        }
    }
}
