import Autoscaling
import CivilTime
import FoundationEssentials
import TIONE
import TIONEClient

/// Makes the engine's calls: one attempt each, and what came of it as the engine takes it.
struct APICaller: Sendable {
    let client: TIONEClient
    let credentials: CredentialProvider
    let tiProjectId: String?

    struct Answer: Sendable {
        var report: CallReport
        /// The JSON that was sent, for the inspector.
        var request: [UInt8]
        var reply: [UInt8]
    }

    func make(_ call: Call) async -> Answer {
        let body: [UInt8]
        do {
            body = try encode(call.request)
        } catch {
            return notSent("the request can't be encoded: \(error)", body: [])
        }
        let credential: LoadedCredential
        do {
            credential = try await credentials.current(at: call.signedAt)
        } catch {
            return notSent(error.description, body: body, isUnsigned: true)
        }
        let (result, outcome) = await send(call, body, credential)
        return Answer(
            report: CallReport(
                outcome: outcome, requestId: result.requestID, sentAt: result.sentAt ?? result.startedAt,
                endedAt: result.endedAt, serverDate: result.serverDate, isTrustworthy: result.isAnswerOfTheAPI),
            request: body, reply: result.reply)
    }

    private func send(
        _ call: Call, _ body: [UInt8], _ credential: LoadedCredential
    ) async -> (CallResult, CallReport.Outcome) {
        switch call.request {
        case .modify:
            // That it was accepted is all that counts.
            let result = await client.call(
                call.request.action.rawValue, body: body, credential: credential.credential,
                timestamp: call.signedAt.secondsSince1970)
            return (result, result.failure ?? .modified)
        case .describeService:
            return await read(call, body, credential) { (reply: DescribeModelServiceResponse) in
                .service(reply.service.flatMap(Observation.init))
            }
        case .describeGroups:
            return await read(call, body, credential) { (reply: DescribeModelServiceGroupsResponse) in
                .page(reply.observations, totalCount: reply.totalCount ?? 0)
            }
        }
    }

    private func read<Content: APIResponse>(
        _ call: Call, _ body: [UInt8], _ credential: LoadedCredential, _ outcome: (Content) -> CallReport.Outcome
    ) async -> (CallResult, CallReport.Outcome) {
        let (result, content) = await client.call(
            call.request.action.rawValue, body: body, credential: credential.credential,
            timestamp: call.signedAt.secondsSince1970, as: Content.self)
        switch content {
        case .success(let content): return (result, outcome(content))
        case .failure(let error): return (result, .unknown("the reply can't be read: \(error)"))
        case nil: return (result, result.failure ?? .unknown("the reply holds nothing"))
        }
    }

    private func notSent(_ why: String, body: [UInt8], isUnsigned: Bool = false) -> Answer {
        let now = MonotonicInstant.current()
        return Answer(
            report: CallReport(outcome: .notSent(why), sentAt: now, endedAt: now, isUnsigned: isUnsigned),
            request: body,
            reply: [])
    }

    private func encode(_ request: Request) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        switch request {
        case .modify(let modification): return try Array(encoder.encode(modification.apiRequest))
        case .describeService(let serviceId):
            var describe = DescribeModelServiceRequest(serviceId: serviceId)
            describe.tiProjectId = tiProjectId
            return try Array(encoder.encode(describe))
        case .describeGroups(let offset, let limit):
            var describe = DescribeModelServiceGroupsRequest()
            describe.offset = offset
            describe.limit = limit
            describe.tiProjectId = tiProjectId
            return try Array(encoder.encode(describe))
        }
    }
}

extension DescribeModelServiceGroupsResponse {
    fileprivate var observations: [Observation] {
        (serviceGroups ?? []).flatMap { group in
            (group.services ?? []).compactMap { service in
                var observation = Observation(service)
                if observation?.serviceGroupId.isEmpty == true {
                    observation?.serviceGroupId = group.serviceGroupId ?? ""
                }
                return observation
            }
        }
    }
}

extension CallResult {
    /// What kept the API from doing what was asked; nil where it did it.
    fileprivate var failure: CallReport.Outcome? {
        switch outcome {
        case .success: nil
        case .apiError(let error): .failed(error)
        case .notSent(let reason): .notSent(reason)
        case .unknown(let reason): .unknown(reason)
        }
    }

    /// It parsed and held a RequestId; every connection is over verified TLS or loopback.
    var isAnswerOfTheAPI: Bool {
        guard requestID != nil else { return false }
        switch outcome {
        case .success, .apiError: return true
        case .notSent, .unknown: return false
        }
    }
}
