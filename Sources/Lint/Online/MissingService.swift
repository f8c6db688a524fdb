import Autoscaling
import TideConfiguration

/// A ServiceId that the account does not have.
struct MissingService: ScheduleRule {
    let name = "missing-service"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        let serviceId = checked.schedule.serviceId
        guard let facts = subject.online, facts.missing.contains(serviceId) else { return [] }
        let group = serviceId.lastIndex(of: "-").map { serviceId[..<$0] } ?? ""
        let versions = facts.services.keys.filter { $0.hasPrefix("\(group)-") }.sorted()
        return [
            Finding(
                .error, at: checked.location(.serviceId),
                "\(checked.schedule.name): TI-ONE has no service \(serviceId) in this region and workspace",
                why: "Every event of the schedule fails.",
                fix: versions.isEmpty
                    ? "Correct ServiceId=, or Region= and TiProjectId= in tided.conf."
                    : "Of this group there are \(versions.joined(separator: ", ")); every new version has a ServiceId of its own."
            )
        ]
    }
}
