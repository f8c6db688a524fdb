public import Autoscaling
public import CivilTime
import CronSchedule

/// What a schedule does to its service at one time, if nothing comes in between.
public struct PlannedEvent: Hashable, Sendable {
    public var instant: Instant
    /// The local time that the job names, before any shift by a clock change.
    public var nominal: CivilDateTime
    /// Of the event's zone then, in seconds east of UTC.
    public var offset: Int
    /// nil is the scheduled stop.
    public var job: String?
    /// Within the guard rails.
    public var target: Target

    /// `2026-11-25T08:30:00+08:00`
    public var time: String { instant.rfc3339(offset: offset) }
}

extension ServiceSchedule {
    /// A job that fires more often than this in the time looked at is looked at for less.
    static let mostFirings = 20_000

    /// The events after `start` up to `end`, in order: without those excluded, and of one instant only the last, which
    /// wins.
    func plannedEvents(after start: Instant, upTo end: Instant) -> [PlannedEvent] {
        guard isEnabled else { return [] }
        var events: [(rank: Int, event: PlannedEvent)] = []
        for (rank, job) in jobs.enumerated() where job.isEnabled {
            var count = 0
            job.schedule.forEachFiring(after: start, upTo: end, in: job.zone) { firing in
                count += 1
                if !job.exclusions.contains(where: { $0.matches(firing.nominal) }) {
                    events.append(
                        (
                            rank,
                            PlannedEvent(
                                instant: firing.instant, nominal: firing.nominal,
                                offset: job.zone.offset(at: firing.instant), job: job.name,
                                target: rails.bound(job.target))
                        ))
                }
                return count < Self.mostFirings
            }
        }
        if let stop = scheduledAction, stop.stopTime > start, stop.stopTime <= end {
            let offset = stop.nominal.secondsSince1970 - stop.stopTime.secondsSince1970
            events.append(
                (
                    .max,
                    PlannedEvent(
                        instant: stop.stopTime, nominal: stop.nominal, offset: Int(offset), job: nil, target: .stop)
                ))
            if stop.stopsUntilChanged { events.removeAll { $0.event.instant > stop.stopTime } }
        }
        events.sort { ($0.event.instant, $0.event.nominal, $0.rank) < ($1.event.instant, $1.event.nominal, $1.rank) }
        var winners: [PlannedEvent] = []
        for (_, event) in events {
            if winners.last?.instant == event.instant { winners.removeLast() }
            winners.append(event)
        }
        return winners
    }
}

extension GuardRails {
    /// `target` held to floor and ceiling.
    fileprivate func bound(_ target: Target) -> Target {
        switch target {
        case .replicas(let count): .replicas(bound(count))
        case .bounds(let min, let max): .bounds(min: bound(min), max: bound(max))
        case .stop, .resume: target
        }
    }

    private func bound(_ count: Int) -> Int { min(max(count, floor ?? count), ceiling ?? .max) }
}
