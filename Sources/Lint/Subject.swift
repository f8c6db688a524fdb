import Autoscaling
import CivilTime
import CronSchedule
import TideConfiguration

/// A configuration as the rules see it, with what several of them need worked out once.
struct Subject {
    /// How far the rules look ahead: two years, so that every day of a yearly pattern comes twice.
    static let horizon: Duration = .seconds(731 * 86_400)

    let configuration: LoadedConfiguration
    let hostZone: TimeZoneRules
    let now: Instant
    /// nil where the API was not asked.
    let online: OnlineFacts?
    let schedules: [CheckedSchedule]

    init(
        _ configuration: LoadedConfiguration, hostZone: TimeZoneRules, now: Instant, online: OnlineFacts? = nil
    ) {
        self.online = online
        self.configuration = configuration
        self.hostZone = hostZone
        self.now = now
        schedules = configuration.schedules
            .filter { !$0.isLastGood && $0.schedule.isEnabled }
            .map { CheckedSchedule($0, now: now, horizon: Self.horizon) }
    }

    var end: Instant { now + Self.horizon }
}

/// A schedule with the events that it will have.
struct CheckedSchedule {
    let loaded: LoadedSchedule
    let jobs: [CheckedJob]
    /// The events of all jobs and the scheduled stop in order, the last of one instant being the one that wins.
    let events: [CheckedEvent]

    var schedule: ServiceSchedule { loaded.schedule }

    init(_ loaded: LoadedSchedule, now: Instant, horizon: Duration) {
        self.loaded = loaded
        let sections = loaded.file.jobs
        jobs = zip(loaded.schedule.jobs, sections).map { job, section in
            CheckedJob(job, section, now: now, end: now + horizon)
        }
        events = Self.events(jobs, loaded.schedule.scheduledAction, now: now)
    }

    func location(_ key: Key, in section: Section = .service) -> SourceLocation {
        loaded.file.section(section)?.location(of: key) ?? SourceLocation(path: loaded.file.path)
    }

    /// Up to the first instant at which the walk over some frequent job ended: beyond it the picture is not whole.
    private static func events(_ jobs: [CheckedJob], _ action: ScheduledAction?, now: Instant) -> [CheckedEvent] {
        let enabled = jobs.enumerated().filter(\.element.job.isEnabled)
        let whole = enabled.compactMap { $0.element.isCutShort ? $0.element.firings.last?.instant : nil }.min()
        var events = enabled.flatMap { index, checked in
            checked.firings.filter { !$0.isExcluded }.map {
                CheckedEvent(instant: $0.instant, nominal: $0.nominal, job: index, target: checked.job.target)
            }
        }
        if let action, action.stopTime > now {
            events.append(
                CheckedEvent(instant: action.stopTime, nominal: action.nominal, job: nil, target: .stop))
        }
        if let whole { events.removeAll { $0.instant > whole } }
        return events.sorted { $0.order < $1.order }
    }
}

/// A job with its section and the times at which it will fire.
struct CheckedJob {
    struct Firing {
        var instant: Instant
        var nominal: CivilDateTime
        var isExcluded: Bool
    }

    /// Two a day for more than two years; jobs that fire more often repeat themselves soon.
    static let mostFirings = 2000

    let job: CronScaleJob
    let section: MergedFile.Section
    let firings: [Firing]
    /// Whether there are more firings before the horizon than were looked at.
    let isCutShort: Bool

    init(_ job: CronScaleJob, _ section: MergedFile.Section, now: Instant, end: Instant) {
        self.job = job
        self.section = section
        var firings: [Firing] = []
        var next = job.schedule.nextFiring(after: now, in: job.zone)
        while let firing = next, firing.instant <= end, firings.count < Self.mostFirings {
            let nominal = firing.nominal
            firings.append(
                Firing(
                    instant: firing.instant, nominal: nominal,
                    isExcluded: job.exclusions.contains { $0.matches(nominal) }))
            next = job.schedule.nextFiring(after: firing.instant, in: job.zone)
        }
        self.firings = firings
        isCutShort = firings.count == Self.mostFirings
    }

    func location(_ key: Key) -> SourceLocation { section.location(of: key) }

    /// When it first fires after `instant` without being excluded; nil where the next years have no such time.
    func firstEvent(after instant: Instant) -> Instant? {
        var next = job.schedule.nextFiring(after: instant, in: job.zone)
        for _ in 0..<Self.mostFirings {
            guard let firing = next else { return nil }
            if !job.exclusions.contains(where: { $0.matches(firing.nominal) }) { return firing.instant }
            next = job.schedule.nextFiring(after: firing.instant, in: job.zone)
        }
        return nil
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
