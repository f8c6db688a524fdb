import Autoscaling
import TIONE
import TideConfiguration

/// The services that an import is about.
struct ImportSelection {
    private(set) var found: [ServiceReader.Found] = []
    /// What is to be said of services that were left out.
    private(set) var remarks: [String] = []

    /// - Throws: ``CommandFailure`` with status 6 where there is no such service, and ``APIFailure``.
    init(
        _ names: [String], all: Bool, reader: ServiceReader, configuration: LoadedConfiguration
    ) async throws {
        var candidates: [ServiceReader.Found] = []
        if all {
            candidates = try await reader.all()
        } else {
            for name in names { candidates.append(try await Self.find(name, reader, configuration)) }
        }
        var seen: Set<String> = []
        candidates.removeAll { !seen.insert($0.serviceId).inserted }
        found = candidates.filter { $0.service.hasPlatformSchedule || !$0.unread.isEmpty }
        let others = candidates.filter { !$0.service.hasPlatformSchedule && $0.unread.isEmpty }
        if all {
            if !others.isEmpty {
                let what = others.count == 1 ? "1 service has" : "\(others.count) services have"
                remarks.append("\(what) no schedule at TI-ONE.")
            }
        } else {
            remarks += others.map {
                "\($0.service.serviceGroupName ?? $0.serviceId) (\($0.serviceId)) has no schedule at TI-ONE: nothing to import."
            }
        }
    }

    /// By ServiceId, by the stem of a schedule that has it, or by a group's id or name.
    private static func find(
        _ name: String, _ reader: ServiceReader, _ configuration: LoadedConfiguration
    ) async throws -> ServiceReader.Found {
        let known = configuration.fleet.schedules.first { $0.name == name }?.serviceId
        if let serviceId = known ?? (isServiceId(name) ? name : nil) {
            if let found = try await reader.service(serviceId) { return found }
            throw CommandFailure("TI-ONE has no service \(serviceId) in this region and workspace", code: .notFound)
        }
        let filter = Filter(name: name.hasPrefix("ms-") ? "ServiceGroupId" : "ServiceGroupName", values: [name])
        let versions = try await reader.all([filter])
        let scheduled = versions.filter { $0.service.hasPlatformSchedule || !$0.unread.isEmpty }
        if let only = scheduled.count == 1 ? scheduled.first : versions.count == 1 ? versions.first : nil {
            return only
        }
        guard !versions.isEmpty else {
            throw CommandFailure(
                "TI-ONE has no service, and no group of services, \(name) in this region and workspace", code: .notFound
            )
        }
        throw CommandFailure(
            "\(name) has several versions: \(versions.map(\.serviceId).joined(separator: ", ")); give one of these",
            code: .usage)
    }

    /// `ms-xxxxxxxx-N`
    private static func isServiceId(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0] == "ms" && Int(parts[2]) != nil
    }
}
