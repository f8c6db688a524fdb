import Autoscaling
import CivilTime
import CronSchedule

/// An event that a schedule will have, excluded or not.
struct DueEvent {
    var instant: Instant
    var nominal: CivilDateTime
    /// The place of its job among the schedule's; nil is the scheduled stop.
    var job: Int?
    var target: Target
    /// The line of `ExcludeDates=` by which it is no event.
    var exclusion: String?
}

extension ServiceSchedule {
    /// What comes due after `start` up to `end`, in order of time.
    func dueEvents(after start: Instant, upTo end: Instant) -> [DueEvent] {
        guard isEnabled else { return [] }
        var events: [DueEvent] = []
        for (place, job) in jobs.enumerated() where job.isEnabled {
            job.schedule.forEachFiring(after: start, upTo: end, in: job.zone) { firing in
                events.append(
                    DueEvent(
                        instant: firing.instant, nominal: firing.nominal, job: place, target: job.target,
                        exclusion: job.exclusions.first { $0.matches(firing.nominal) }?.text))
                return true
            }
        }
        if let stop = scheduledAction, stop.stopTime > start, stop.stopTime <= end {
            events.append(DueEvent(instant: stop.stopTime, nominal: stop.nominal, job: nil, target: .stop))
        }
        return events.sorted { $0.instant < $1.instant }
    }
}
