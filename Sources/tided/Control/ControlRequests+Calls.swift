import Autoscaling
import CivilTime
import Control
import TIONE
import TIONEClient
import TideConfiguration

extension ControlRequests {
    func calls(
        of name: String?, failed: Bool, follow: Bool, full: Bool
    ) async throws(ControlError) -> ControlReply {
        let names = await daemon.host.serviceNames()
        let serviceId: String? = if let name { try serviceId(name, among: names) } else { nil }
        @Sendable func entry(_ logged: CallLog.Entry) -> CallEntry? {
            if let serviceId, logged.call.request.serviceId != serviceId { return nil }
            var logged = logged
            if !full { logged.reply = nil }
            let entry = CallEntry(logged, service: logged.call.request.serviceId.flatMap { names[$0] })
            return failed && !entry.hasFailed ? nil : entry
        }
        // What is redacted in a thousand replies keeps all processors busy for a while.
        guard follow else { return .result(daemon.log.all.concurrentMap(entry).compactMap(\.self)) }
        let logged = daemon.log.follow()
        let (stream, continuation) = AsyncStream<any Encodable & Sendable>.makeStream(
            bufferingPolicy: .bufferingNewest(CallLog.capacity))
        let task = Task(executorPreference: QueueExecutor.control) {
            for await item in logged { if let entry = entry(item) { continuation.yield(entry) } }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return .stream(stream)
    }
}

extension CallEntry {
    init(_ logged: CallLog.Entry, service: String?) {
        let call = logged.call
        let action = call.request.action.rawValue
        let (outcome, message): (String, String?) =
            switch logged.ending {
            case .succeeded: ("ok", nil)
            case .failed(let code, let message): (code, message)
            case .notSent(let why): (CallEntry.notSent, why)
            case .unknown(let why): ("outcome unknown", why)
            }
        self.init(
            number: logged.number, at: Timestamp(logged.at), action: action, service: service,
            serviceId: call.request.serviceId,
            event: call.occurrence.map { "\($0.cause) at \(Timestamp($0.instant))" }, attempt: call.attempt,
            reason: call.reason.sentence,
            request: logged.request.redacted(by: Redaction.request, action: action),
            reply: logged.reply?.redacted(by: Redaction.reply, action: action),
            latencySeconds: Double(logged.latency.nanoseconds) / 1e9,
            requestId: logged.requestId, outcome: outcome, message: message)
    }
}
