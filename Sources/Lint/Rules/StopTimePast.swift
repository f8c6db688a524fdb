import Autoscaling
import CivilTime
import TideConfiguration

/// A scheduled stop whose time is past.
struct StopTimePast: ScheduleRule {
    let name = "stop-time-past"

    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        guard let action = checked.schedule.scheduledAction, action.stopTime <= subject.now, !action.stopsUntilChanged
        else { return [] }
        return [
            Finding(
                .warning, at: checked.location(.scheduleStopTime, in: .scheduledAction),
                "\(checked.schedule.name): the time of the scheduled stop, \(action.stopTime.rfc3339()), is past",
                why: "A stop that is new to the daemon and already past never happens; one that happened does so once.",
                fix: "Remove the section, or correct the time.")
        ]
    }
}
