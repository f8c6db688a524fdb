import CivilTime
import NIOHTTP1
import TIONE

extension CallResult {
    /// Judges an attempt: what was sent, what came back, what failed.
    ///
    /// - Parameter envelope: of a reply that is the API's JSON.
    init(
        action: String, startedAt: MonotonicInstant, record: Attempt.Record, failure: (any Error)?,
        envelope: ReplyEnvelope?
    ) {
        self.action = action
        self.startedAt = startedAt
        sentAt = record.sentAt
        endedAt = record.endedAt ?? .now()
        httpStatus = (record.head?.status.code).map { Int($0) }
        reply = record.reply
        serverDate = record.head?.headers.first(name: "Date").flatMap(Instant.init(httpDate:))
        requestID = envelope?.response.requestID
        outcome =
            if let failure {
                record.sentAt == nil
                    ? .notSent(reason: sentence(for: failure)) : .unknown(reason: sentence(for: failure))
            } else if let status = record.head?.status, status != .ok {
                .unknown(reason: "HTTP status \(status.code) \(status.reasonPhrase)")
            } else if let envelope {
                envelope.apiError.map { .apiError($0) } ?? .success
            } else {
                .unknown(reason: "the reply is not the API's JSON (\(record.reply.count) bytes)")
            }
    }
}
