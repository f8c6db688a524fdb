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
        let result = await client.call(
            call.request.action.rawValue, body: body, credential: credential.credential,
            timestamp: call.signedAt.secondsSince1970)
        return Answer(
            report: CallReport(
                outcome: outcome(of: call.request, result), requestId: result.requestID,
                sentAt: result.sentAt ?? result.startedAt, endedAt: result.endedAt, serverDate: result.serverDate,
                isTrustworthy: result.isAnswerOfTheAPI),
            request: body, reply: result.reply)
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

    private func outcome(of request: Request, _ result: CallResult) -> CallReport.Outcome {
        switch result.outcome {
        case .apiError(let error): return .failed(error)
        case .notSent(let reason): return .notSent(reason)
        case .unknown(let reason): return .unknown(reason)
        case .success: break
        }
        do {
            switch request {
            case .modify: return .modified
            case .describeService:
                let reply: DescribeModelServiceResponse = try result.decoded()
                return .service(reply.service.flatMap(Observation.init))
            case .describeGroups:
                let reply: DescribeModelServiceGroupsResponse = try result.decoded()
                let services = (reply.serviceGroups ?? []).flatMap { group in
                    (group.services ?? []).compactMap { service in
                        var observation = Observation(service)
                        if observation?.serviceGroupId.isEmpty == true {
                            observation?.serviceGroupId = group.serviceGroupId ?? ""
                        }
                        return observation
                    }
                }
                return .page(services, totalCount: reply.totalCount ?? 0)
            }
        } catch {
            return .unknown("the reply can't be read: \(error)")
        }
    }
}

extension CallResult {
    /// It parsed and held a RequestId; every connection is over verified TLS or loopback.
    var isAnswerOfTheAPI: Bool {
        guard requestID != nil else { return false }
        switch outcome {
        case .success, .apiError: return true
        case .notSent, .unknown: return false
        }
    }
}
