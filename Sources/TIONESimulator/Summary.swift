import SimulatedCloud
import TIONE

// Requests, replies and changes in a few words.

extension CloudRequest {
    /// For example `SCALE MANUAL 8`, `SCALE AUTO HPA 2-9`, `STOP`, `UPDATE Env,Replicas`.
    var asks: String {
        switch self {
        case .modifyModelService(let request): request.asks
        case .describeModelService: "-"
        case .describeModelServiceGroups(let request): request.asks
        case .describeBillingSpecsPrice(let request):
            request.specsParam.map { "\($0.specName)×\($0.specCount)" }.joined(separator: ",")
        }
    }
}

extension ModifyModelServiceRequest {
    fileprivate var asks: String {
        guard let serviceAction, serviceAction != "" else { return "UPDATE \(fields.joined(separator: ","))" }
        guard serviceAction == .scale else { return serviceAction.rawValue }
        var words = [serviceAction.rawValue]
        if let scaleMode { words.append(scaleMode.rawValue) }
        if let scaleStrategy { words.append(scaleStrategy.rawValue) }
        if let replicas { words.append(String(replicas)) }
        if let hpa = horizontalPodAutoscaler {
            words.append("\(hpa.minReplicas.map(String.init) ?? "?")-\(hpa.maxReplicas.map(String.init) ?? "?")")
            words += (hpa.hpaMetrics ?? []).map { "\($0.name ?? "?"):\($0.value.map(String.init) ?? "?")" }
        }
        if let prepaid = hybridBillingPrepaidReplicas { words.append("prepaid \(prepaid)") }
        if let cronScaleJobs { words.append("\(cronScaleJobs.count) cron jobs") }
        return words.joined(separator: " ")
    }

    /// The names of the fields that are set but those that name the service.
    private var fields: [String] {
        guard let bytes = try? jsonBytes(), case .object(let members)? = try? JSONValue(parsing: bytes) else {
            return []
        }
        return members.keys.filter { $0 != "ServiceId" && $0 != "TiProjectId" && $0 != "ServiceAction" }.sorted()
    }
}

extension DescribeModelServiceGroupsRequest {
    fileprivate var asks: String {
        let filters = (filters ?? []).map { "\($0.name ?? "?")=\(($0.values ?? []).joined(separator: ","))" }
        return (["\(offset ?? 0)+\(limit ?? 20)"] + filters).joined(separator: " ")
    }
}

extension CloudReply {
    /// `ok`, or what a Describe shows.
    var summary: String {
        switch self {
        case .modifyModelService: "ok"
        case .describeModelService(let reply): reply.service?.summary ?? "no service"
        case .describeModelServiceGroups(let reply):
            "\(reply.serviceGroups?.count ?? 0) of \(reply.totalCount ?? 0) groups"
        case .describeBillingSpecsPrice(let reply): "\(reply.specsPrice?.count ?? 0) prices"
        }
    }
}

extension Service {
    fileprivate var summary: String {
        let ready = serviceInfo?.status?.readyReplicas.map(String.init) ?? "?"
        let wanted = serviceInfo?.replicas.map(String.init) ?? "?"
        return "\(status?.rawValue ?? "?") \(ready)/\(wanted)"
    }
}

extension CloudOutcome {
    var summary: String {
        let acted = result == nil ? "before acting" : "after acting"
        switch delivery {
        case .answered:
            switch result {
            case .success(let reply)?: return reply.summary
            case .failure(let error)?: return error.code
            case nil: return "no answer"
            }
        case .dropped: return "dropped \(acted)"
        case .httpStatus(let status): return "HTTP \(status) \(acted)"
        case .truncated: return "truncated JSON"
        }
    }
}

extension ServiceChange {
    /// For example `Pending → Waiting (0 of 8 ready)`.
    var summary: String {
        let status =
            before.status == after.status ? "\(after.status)" : "\(before.status) → \(after.status)"
        return "\(status) (\(after.ready) of \(after.replicas) ready)"
    }
}
