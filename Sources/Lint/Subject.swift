import Autoscaling
import CivilTime
import CronSchedule
import TideConfiguration

/// A configuration as the rules see it.
struct Subject: Sendable {
    /// How far the rules look ahead: two years, so that every day of a yearly pattern comes twice.
    static let horizon: Duration = .seconds(731 * 86_400)
    /// A week shows the daily and weekly bursts; one day more, so that the week's end is in it.
    static let soon: Duration = .seconds(8 * 86_400)

    let configuration: LoadedConfiguration
    let hostZone: TimeZoneRules
    let now: Instant
    /// nil where the API was not asked.
    let online: OnlineFacts?
    /// Those that are checked.
    let schedules: [LoadedSchedule]
    /// When a call is due within ``soon``, one for each service and instant, in order.
    var dueSoon: [Instant] = []

    init(
        _ configuration: LoadedConfiguration, hostZone: TimeZoneRules, now: Instant, online: OnlineFacts? = nil
    ) {
        self.online = online
        self.configuration = configuration
        self.hostZone = hostZone
        self.now = now
        schedules = configuration.schedules.filter { !$0.isLastGood && $0.schedule.isEnabled }
    }
}

/// A schedule with the times at which its jobs will fire.
struct CheckedSchedule {
    let loaded: LoadedSchedule
    let jobs: [CheckedJob]
    private let now: Instant
    /// Up to here all jobs were looked at: up to where the walk over the most frequent of them ended.
    private let end: Instant

    var schedule: ServiceSchedule { loaded.schedule }

    init(_ loaded: LoadedSchedule, now: Instant, lists: FiringLists) {
        self.loaded = loaded
        self.now = now
        let sections = loaded.file.jobs
        jobs = zip(loaded.schedule.jobs, sections).map { job, section in
            CheckedJob(job: job, section: section, list: lists[job])
        }
        let ends = jobs.filter { $0.job.isEnabled && $0.isCutShort }.compactMap(\.firings.last?.instant)
        end = ends.min() ?? .distantFuture
    }

    /// The events of all jobs and the scheduled stop in order, the last of one instant being the one that wins.
    func events(until limit: Instant = .distantFuture) -> [CheckedEvent] {
        let end = min(end, limit)
        var events: [CheckedEvent] = []
        for (index, checked) in jobs.enumerated() where checked.job.isEnabled {
            for firing in checked.firings {
                if firing.instant > end { break }
                if firing.isExcluded { continue }
                events.append(
                    CheckedEvent(
                        instant: firing.instant, nominal: firing.nominal, job: index, target: checked.job.target))
            }
        }
        if let action = schedule.scheduledAction, action.stopTime > now, action.stopTime <= end {
            events.append(
                CheckedEvent(instant: action.stopTime, nominal: action.nominal, job: nil, target: .stop))
        }
        return events.sorted { $0.order < $1.order }
    }

    /// Whether two events are due at one instant: mostly none are, and that is told far sooner than what they are.
    var hasSharedInstants: Bool {
        let lists = jobs.filter(\.job.isEnabled).map(\.list)
        let stop = schedule.scheduledAction?.stopTime
        for (index, list) in lists.enumerated() {
            if let stop, list.firings.contains(where: { $0.instant == stop }) { return true }
            for other in lists[(index + 1)...] where list.sharesInstant(with: other) { return true }
        }
        return false
    }

    /// The times of its events up to `end`, each once.
    func instants(until end: Instant) -> [Instant] {
        var instants: [Instant] = []
        for event in events(until: end) where event.instant != instants.last { instants.append(event.instant) }
        return instants
    }

    func location(_ key: Key, in section: Section = .service) -> SourceLocation {
        loaded.file.section(section)?.location(of: key) ?? SourceLocation(path: loaded.file.path)
    }
}

/// A job with its section and the times at which it will fire.
struct CheckedJob {
    let job: CronScaleJob
    let section: MergedFile.Section
    let list: FiringList

    var firings: [FiringList.Firing] { list.firings }
    /// Whether there are more firings before the horizon than were looked at.
    var isCutShort: Bool { list.isCutShort }

    func location(_ key: Key) -> SourceLocation { section.location(of: key) }

    /// When it first fires after `instant` without being excluded; nil where the next years have no such time.
    func firstEvent(after instant: Instant) -> Instant? {
        job.schedule.nextFiring(after: instant, in: job.zone, excluding: job.exclusions)?.instant
    }
}

struct CheckedEvent {
    var instant: Instant
    var nominal: CivilDateTime
    /// The place of its job among the schedule's; nil is the scheduled stop.
    var job: Int?
    var target: Target

    /// Events of one instant go by nominal local time, then jobs by their order, then the scheduled stop.
    var order: (Instant, CivilDateTime, Int) { (instant, nominal, job ?? .max) }
}

extension CheckedSchedule {
    /// `chat: morning-peak`: how a finding begins that is about one job.
    func name(_ job: CheckedJob) -> String { "\(schedule.name): \(job.job.name)" }

    /// The instant as the wall of its job, or of the first job, shows it.
    func shown(_ instant: Instant, _ zone: TimeZoneRules? = nil) -> String {
        instant.rfc3339(offset: (zone ?? jobs.first?.job.zone ?? .utc).offset(at: instant))
    }
}
