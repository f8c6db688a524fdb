import CivilTime
import NIOHTTP1
import TIONE

extension CallResult {
    /// Judges an attempt: what was sent, what came back, what failed.
    init(action: String, startedAt: MonotonicInstant, record: Attempt.Record, failure: (any Error)?) {
        let envelope = failure == nil && record.head?.status == .ok ? try? ReplyEnvelope(reading: record.reply) : nil
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
