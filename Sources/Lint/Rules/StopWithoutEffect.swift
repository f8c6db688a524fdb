import Autoscaling
import TideConfiguration

/// Keys of `[ScheduledAction]` without `ScheduleStop=true`.
struct StopWithoutEffect: ScheduleRule {
    let name = "stop-without-effect"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        guard checked.schedule.scheduledAction == nil, let section = checked.loaded.file.section(.scheduledAction),
            !section.has(.scheduleStop), let key = set(in: section)
        else { return [] }
        return [
            Finding(
                .warning, at: section.location(of: key),
                "\(checked.schedule.name): \(key.rawValue)= has no effect without ScheduleStop=true",
                why: "No stop is scheduled.", fix: "Add ScheduleStop=true; ScheduleStop=false says that none is meant.")
        ]
    }

    private func set(in section: MergedFile.Section) -> Key? {
        [Key.scheduleStopTime, .stopUntilChanged].first { section.has($0) }
    }
}
