import Autoscaling
import Control
import FoundationEssentials
import TIONE
import TIONEClient

/// `--observed FILE`: how services stand, in any of the forms in which Tide or the API prints that.
///
/// These are `tidectl status --json`, with and without a service; the reply of DescribeModelServiceGroups or
/// DescribeModelService, as `tidectl api` prints it with and without `--json`, also without its `Response`; and an
/// array of services as the API spells them.
struct ObservedFile {
    private(set) var observations: [Observation] = []

    /// - Throws: ``CommandFailure``
    init(path: String) throws {
        let bytes = try InputFile.bytes(of: path)
        do {
            try self.init(parsing: bytes)
        } catch let error as Unusable {
            throw CommandFailure("\(path): \(error.reason)")
        }
    }

    struct Unusable: Error {
        var reason: String
    }

    init(parsing bytes: [UInt8]) throws {
        guard let whole = try? JSONValue(parsing: bytes) else { throw Unusable(reason: "not JSON") }
        let content = whole["reply"] ?? whole
        let reply = content["Response"] ?? content
        if reply["ServiceGroups"] != nil {
            let groups = try Self.read(DescribeModelServiceGroupsResponse.self, reply).serviceGroups ?? []
            observations = groups.flatMap { $0.services ?? [] }.compactMap(Observation.init)
        } else if reply["Service"] != nil, reply["services"] == nil {
            observations = [try Self.read(DescribeModelServiceResponse.self, reply).service].compactMap { $0 }
                .compactMap(Observation.init)
        } else if case .array = reply {
            observations = try Self.read([Service].self, reply).compactMap(Observation.init)
        } else if reply["services"] != nil {
            observations = try Self.read(Fleet.self, reply).services.compactMap(Observation.init)
        } else if reply["summary"] != nil {
            let status = try Self.read(ServiceStatus.self, reply)
            observations = [Observation(status.summary)].compactMap { $0 }
            if let chargeType = status.observation?.chargeType {
                for index in observations.indices { observations[index].chargeType = chargeType }
            }
        }
        guard !observations.isEmpty else {
            throw Unusable(
                reason:
                    "it holds no services; what tidectl status --json or tidectl api DescribeModelServiceGroups prints "
                    + "does")
        }
    }

    /// Of `tidectl status --json` the part that counts.
    private struct Fleet: Decodable {
        var services: [ServiceSummary]
    }

    private static func read<Content: Decodable>(_ type: Content.Type, _ value: JSONValue) throws -> Content {
        do {
            return try JSONDecoder().decode(type, from: Data(value.text().utf8))
        } catch {
            throw Unusable(reason: "its services can't be read: \(error)")
        }
    }
}

extension Observation {
    /// Of what `status` shows.
    init?(_ summary: ServiceSummary) {
        guard let status = summary.status.flatMap(Status.init) else { return nil }
        self.init(serviceId: summary.serviceId)
        self.status = status
        readyReplicas = summary.ready
        chargeType = summary.chargeType ?? ""
        prepaidReplicas = status == .stopped || status == .stopping ? 0 : summary.prepaid
        oldPrepaidReplicas = summary.prepaid
        // The status does not tell what its autoscaler goes by, and a plan is about bounds alone: with none at all,
        // events with bounds would fail here that do not fail there.
        hpa = HpaSettings(minReplicas: 1, maxReplicas: 1, metrics: [HpaMetric(name: "gpu-util", value: 60)])
        switch summary.size.flatMap(GoalText.init)?.goal.size {
        case .replicas(let count)?: replicas = count
        case .bounds(let min, let max)?:
            isAuto = true
            scaleStrategy = "HPA"
            replicas = summary.ready ?? min
            hpa?.minReplicas = min
            hpa?.maxReplicas = max
        case nil: break
        }
    }
}
