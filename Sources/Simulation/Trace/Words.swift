import Autoscaling
import CivilTime
import TIONE

// The inputs and effects in words, for the trace.
extension Input {
    var words: String {
        switch self {
        case .started(let state, _):
            "started: \(state.services.count) services in the store, open: "
                + state.services.compactMap { $0.intent?.occurrence.id.words }.joined(separator: ", ")
        case .configured(let fleet): "configured: \(fleet.schedules.count) schedules"
        case .wallTimerDue: "wall timer due"
        case .monotonicTimerDue: "monotonic timer due"
        case .callEnded(let id, let report): "call \(id.value) ended: \(report.outcome.words)"
        case .persisted(let upTo): "persisted up to \(upTo)"
        case .persistingFailed(let why): "persisting failed: \(why)"
        case .storeHealed: "store healed"
        case .credentials(let available, let sentence):
            "credentials \(available ? "available" : "missing"): \(sentence)"
        case .command(_, let command, _): "command \(command)"
        case .slotAsked(let id, let action): "slot \(id.value) asked for \(action.rawValue)"
        case .slotReturned(let id): "slot \(id.value) returned"
        case .leadership(let leads): leads ? "leads" : "does not lead"
        }
    }
}

extension CallReport.Outcome {
    var words: String {
        switch self {
        case .modified: "accepted"
        case .service(let observation): observation.map { "\($0.serviceId) \($0.words)" } ?? "no service"
        case .page(let observations, let total):
            "\(total): " + observations.map { "\($0.serviceId) \($0.words)" }.joined(separator: "; ")
        case .failed(let error): error.code
        case .notSent(let why): "not sent: \(why)"
        case .unknown(let why): "outcome unknown: \(why)"
        }
    }
}

extension Request {
    var words: String {
        switch self {
        case .modify(let modification): "\(modification) of \(modification.serviceId)"
        case .describeService(let serviceId): "describe \(serviceId)"
        case .describeGroups(let offset, let limit): "describe groups from \(offset), at most \(limit)"
        }
    }
}

extension Effect {
    var words: String {
        switch self {
        case .armWallTimer(let instant): "arm wall timer: \(instant.map { $0.rfc3339() } ?? "off")"
        case .armMonotonicTimer(let instant):
            "arm monotonic timer: \(instant.map { "\($0.nanosecondsSinceBoot / 1_000_000) ms" } ?? "off")"
        case .call(let call):
            "call \(call.id.value): \(call.request.words)"
                + (call.occurrence.map { ", attempt \(call.attempt) for \($0.words)" } ?? "") + " (\(call.reason))"
        case .persist(let record, let sequence): "persist \(sequence): \(record.words)"
        case .report(let report): "report \(report.kind.rawValue): \(report.message)"
        case .publishStatus(let status): "status: \(status)"
        case .reply(_, let reply): "reply: \(reply)"
        case .lend(let id): "lend slot \(id.value)"
        }
    }
}

extension Record {
    var words: String {
        switch self {
        case .service(let service):
            "\(service.serviceId) up to \(service.watermark.rfc3339())"
                + (service.intent.map { ", open: \($0.occurrence.id.words) → \($0.goal)" } ?? "")
                + (service.pause.map { ", paused since \($0.since.rfc3339())" } ?? "")
                + (service.override.map { ", override \($0.goal)" } ?? "")
        case .serviceRemoved(let serviceId): "\(serviceId) removed"
        case .occurrence(let row): "\(row.id.words): \(row.outcome?.word ?? "open") (\(row.reason))"
        case .fleet(let fleet): "fleet\(fleet.freeze == nil ? "" : ", frozen")"
        case .hold(let hold): "\(hold.kind.rawValue) of \(hold.serviceId ?? "all") ended \(hold.endedAt.rfc3339())"
        }
    }
}
