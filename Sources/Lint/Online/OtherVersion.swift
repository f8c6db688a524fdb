import Autoscaling
import TideConfiguration

/// A newer version of the service that runs and that nobody schedules.
struct OtherVersion: OnlineRule {
    let name = "other-version"

    func findings(
        in checked: CheckedSchedule, seen: Observation, _ facts: OnlineFacts, _ subject: Subject
    ) -> [Finding] {
        guard let version = seen.versionNumber else { return [] }
        let newer = facts.versions[seen.serviceGroupId, default: []].filter { other in
            other.isUp && other.versionNumber.map { $0 > version } ?? false
        }
        // Mostly there is none, and a fleet has many schedules.
        if newer.isEmpty { return [] }
        let scheduled = Set(subject.configuration.fleet.schedules.map(\.serviceId))
        let others = newer.filter { !scheduled.contains($0.serviceId) }
        guard let newest = others.max(by: { ($0.versionNumber ?? 0) < ($1.versionNumber ?? 0) }) else { return [] }
        return [
            Finding(
                .warning, at: checked.location(.serviceId),
                "\(checked.schedule.name): \(newest.serviceId), a newer version of the same group, runs without a schedule",
                why: "A schedule concerns exactly the version that ServiceId= names.",
                fix: "Set ServiceId=\(newest.serviceId), or give that version a schedule of its own.")
        ]
    }
}

extension Observation {
    /// By its own word, else by what stands behind the last hyphen of its ServiceId.
    fileprivate var versionNumber: Int? {
        Int(version) ?? serviceId.split(separator: "-").last.flatMap { Int($0) }
    }
}
