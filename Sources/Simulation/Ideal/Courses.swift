import Autoscaling
import CivilTime

/// The services of a fleet, each with what comes due for it, told apart: what becomes of the events of one does not
/// depend on the others.
///
/// Services have to do with one another by the rate of calls, which delays, and by `MaxConcurrentStops=`. A delay changes
/// when a call is sent, but what becomes of an event only where it reaches the service's next one or a deadline.
struct Courses {
    /// Time in which an event that was not delayed is settled, many times over.
    static let settling = Duration.seconds(120)
    private let fleet: FleetConfiguration
    private let from: Instant
    private let to: Instant
    private let observed: [String: Observation]
    /// By the place of the service in the fleet.
    private let due: [[DueEvent]]
    /// Times at which calls wait for one another.
    private let crowds: [Crowd]

    /// From the first event that comes to the last call that is out.
    private struct Crowd {
        var start: Instant
        var end: Instant
        var longestDelay = Duration.zero
        /// No more than these.
        var calls = 0
        var services: Set<Int> = []
    }

    /// - Returns: nil where services may get into each other's way.
    init?(of fleet: FleetConfiguration, from: Instant, to: Instant, observed: [Observation]) {
        guard fleet.schedules.count > 1, fleet.settings.maxConcurrentStops == nil,
            Set(fleet.schedules.map(\.serviceId)).count == fleet.schedules.count
        else { return nil }
        self.fleet = fleet
        self.from = from
        self.to = to
        self.observed = Dictionary(observed.map { ($0.serviceId, $0) }) { first, _ in first }
        due = fleet.schedules.map { $0.dueEvents(after: from, upTo: to) }
        guard let crowds = Self.crowds(fleet, due) else { return nil }
        self.crowds = crowds
    }

    /// When calls queue; nil where one waits for so long that it matters.
    private static func crowds(_ fleet: FleetConfiguration, _ due: [[DueEvent]]) -> [Crowd]? {
        let arrivals = due.indices.flatMap { service in
            due[service].lazy.filter { $0.exclusion == nil }.map { (instant: $0.instant, service: service) }
        }.sorted { $0.instant < $1.instant }
        // A slot is taken for a round trip and its hold.
        let slots = max(1, fleet.settings.rateLimit)
        let slot = (IdealWorld.roundTrip + .milliseconds(1_001)) / slots
        let calls = fleet.schedules.map(\.mostCallsOfEvent)
        var crowds: [Crowd] = []
        var free = Instant.distantPast
        for (instant, service) in arrivals {
            // What was held is free by then.
            let begins = instant >= free + .milliseconds(1_200)
            free = max(free, instant) + slot * calls[service]
            if begins {
                if let last = crowds.last, last.calls <= slots { crowds.removeLast() }
                crowds.append(Crowd(start: instant, end: free))
            }
            let place = crowds.count - 1
            crowds[place].end = free
            crowds[place].calls += calls[service]
            crowds[place].longestDelay = max(crowds[place].longestDelay, free - instant)
            crowds[place].services.insert(service)
        }
        if let last = crowds.last, last.calls <= slots { crowds.removeLast() }
        let instants = due.map { $0.filter { $0.exclusion == nil }.map(\.instant) }
        for crowd in crowds {
            let patience = crowd.longestDelay + settling
            for service in crowd.services
            where !fleet.schedules[service].bears(patience, instants[service], from: crowd.start, through: crowd.end) {
                return nil
            }
        }
        return crowds
    }

    // MARK: Running

    /// By due time; nil where the engine had other events than were counted on.
    func events(_ run: ([IdealRun]) -> [[TimelineEvent]]) -> [TimelineEvent]? {
        // Of services with one course the first is run.
        var models: [Course: Int] = [:]
        var runs: [IdealRun] = []
        var model = [Int](repeating: 0, count: due.count)
        for service in due.indices {
            let course = Course(
                fleet.schedules[service], due[service], observed[fleet.schedules[service].serviceId], from)
            if let course, let known = models[course] {
                model[service] = known
                continue
            }
            model[service] = runs.count
            if let course { models[course] = runs.count }
            runs.append(alone(service))
        }
        let results = run(runs).map { $0.sorted(by: TimelineEvent.precedes) }
        guard due.indices.allSatisfy({ results[model[$0]].count == due[$0].count }) else { return nil }
        var events: [[TimelineEvent]] = due.indices.map { service in
            let events = results[model[service]]
            let schedule = fleet.schedules[service]
            if events.first.map({ $0.occurrence.id.serviceId == schedule.serviceId }) ?? true { return events }
            return zip(events, due[service]).map { $0.moved(to: $1, of: schedule) }
        }
        time(&events, run)
        return inOrder(events)
    }

    private func alone(_ service: Int) -> IdealRun {
        let schedule = fleet.schedules[service]
        return IdealRun(
            fleet: FleetConfiguration(settings: fleet.settings, schedules: [schedule]), from: from, to: to,
            observed: observed[schedule.serviceId].map { [$0] } ?? [])
    }

    private func inOrder(_ events: [[TimelineEvent]]) -> [TimelineEvent] {
        let names = fleet.schedules.indices.sorted { fleet.schedules[$0].name < fleet.schedules[$1].name }
        var places: [(instant: Instant, rank: Int, service: Int, event: Int)] = []
        places.reserveCapacity(events.reduce(0) { $0 + $1.count })
        for (rank, service) in names.enumerated() {
            for (index, event) in events[service].enumerated() {
                places.append((event.occurrence.id.instant, rank, service, index))
            }
        }
        // Those of one service are in order already.
        places.sort { ($0.instant, $0.rank, $0.event) < ($1.instant, $1.rank, $1.event) }
        return places.map { events[$0.service][$0.event] }
    }

    // MARK: Crowds

    /// Puts in when first calls are sent where they wait for one another, by running those that wait together.
    private func time(_ events: inout [[TimelineEvent]], _ run: ([IdealRun]) -> [[TimelineEvent]]) {
        var models: [CrowdCourse: Int] = [:]
        var runs: [IdealRun] = []
        var starts: [Instant] = []
        let timed = crowds.compactMap { crowd -> (crowd: Crowd, model: Int)? in
            let services = crowd.services.sorted()
            let places = services.map { service in
                events[service].span(from: crowd.start, through: crowd.end) { $0.occurrence.id.instant }
            }
            let calls = zip(services, places).reduce(0) { sum, crowding in
                sum + crowding.1.reduce(0) { $0 + events[crowding.0][$1].calls.count }
            }
            // As many as there are slots all leave at once.
            if calls <= fleet.settings.rateLimit { return nil }
            let course = CrowdCourse(
                services: services,
                events: zip(services, places).map { service, places in
                    places.map { CrowdCourse.Step(events[service][$0], since: crowd.start) }
                })
            if let known = models[course] { return (crowd, known) }
            models[course] = runs.count
            starts.append(crowd.start)
            var fleet = fleet
            fleet.schedules = services.map { self.fleet.schedules[$0] }
            runs.append(
                IdealRun(
                    fleet: fleet, from: crowd.start - .nanoseconds(1), to: crowd.end,
                    observed: zip(services, places).compactMap { service, places in
                        places.first.flatMap { events[service][$0].before }
                    }, patience: Self.settling))
            return (crowd, runs.count - 1)
        }
        let results = run(runs).map { events in
            Dictionary(events.map { ($0.occurrence.id, $0.occurrence.startedAt) }) { first, _ in first }
        }
        for (crowd, model) in timed {
            let shift = crowd.start - starts[model]
            for service in crowd.services {
                for place in events[service].span(from: crowd.start, through: crowd.end, { $0.occurrence.id.instant }) {
                    var id = events[service][place].occurrence.id
                    id.instant = id.instant - shift
                    guard let started = results[model][id] else { continue }
                    events[service][place].occurrence.startedAt = started.map { $0 + shift }
                }
            }
        }
    }
}

/// What decides how the events of a service end: two services with the same differ in names and times alone.
private struct Course: Hashable {
    struct Step: Hashable {
        var target: Target
        var exclusion: String?
        var startingDeadline: Duration?
    }

    /// Without its names and jobs.
    var schedule: ServiceSchedule
    var steps: [Step]
    /// Without its ServiceId; nil where it is assumed.
    var observed: Observation?
    var assumed: Goal?

    /// - Returns: nil where the times themselves may count.
    init?(_ schedule: ServiceSchedule, _ due: [DueEvent], _ observed: Observation?, _ from: Instant) {
        guard schedule.scheduledAction == nil else { return nil }
        for (event, next) in zip(due, due.dropFirst()) where next.instant - event.instant < Courses.settling * 2 {
            return nil
        }
        self.schedule = schedule
        self.schedule.name = ""
        self.schedule.serviceId = ""
        self.schedule.jobs = []
        steps = due.map {
            Step(
                target: $0.target, exclusion: $0.exclusion,
                startingDeadline: $0.job.flatMap { schedule.jobs[$0].startingDeadline })
        }
        self.observed = observed
        self.observed?.serviceId = ""
        assumed = observed == nil ? schedule.lastState(before: from + .nanoseconds(1)) : nil
    }
}

/// What decides when calls of a crowd are sent, but for the time at which it begins.
private struct CrowdCourse: Hashable {
    struct Step: Hashable {
        var cause: Cause
        var after: Duration
        var target: Target
        var isExcluded: Bool
        var before: Observation?

        init(_ event: TimelineEvent, since start: Instant) {
            let occurrence = event.occurrence
            (cause, after, target) = (occurrence.id.cause, occurrence.id.instant - start, occurrence.target)
            if case .excluded = occurrence.outcome { isExcluded = true } else { isExcluded = false }
            before = event.before
        }
    }

    var services: [Int]
    var events: [[Step]]
}

extension TimelineEvent {
    /// The same at another time for another service.
    fileprivate func moved(to due: DueEvent, of schedule: ServiceSchedule) -> TimelineEvent {
        var event = self
        let shift = due.instant - occurrence.id.instant
        event.service = schedule.name
        event.occurrence.id = OccurrenceID(
            serviceId: schedule.serviceId, cause: due.job.map { .job(schedule.jobs[$0].name) } ?? .scheduledAction,
            instant: due.instant)
        event.occurrence.nominal = due.nominal
        event.occurrence.openedAt = occurrence.openedAt.map { $0 + shift }
        event.occurrence.startedAt = occurrence.startedAt.map { $0 + shift }
        event.occurrence.acceptedAt = occurrence.acceptedAt.map { $0 + shift }
        event.occurrence.endedAt = occurrence.endedAt.map { $0 + shift }
        event.before?.serviceId = schedule.serviceId
        event.calls = calls.map { call in
            var call = call
            call.serviceId = schedule.serviceId
            return call
        }
        return event
    }
}

extension ServiceSchedule {
    /// No event of it needs more calls than this: RESUME and SCALE, or the steps that `MaxStep=` makes of a change.
    fileprivate var mostCallsOfEvent: Int {
        guard let step = rails.maxStep else { return 2 }
        let largest =
            jobs.compactMap { job -> Int? in
                if case .replicas(let count) = job.target { count } else { nil }
            }.max() ?? 0
        return 2 + max(largest, 100) / max(1, step)
    }

    /// Whether nothing changes but the time of calls where its events wait for so long.
    fileprivate func bears(_ delay: Duration, _ due: [Instant], from start: Instant, through end: Instant) -> Bool {
        if convergeTimeout <= delay { return false }
        for job in jobs {
            if let deadline = job.startingDeadline, deadline <= delay { return false }
        }
        let crowding = due.span(from: start, through: end) { $0 }
        // Of one instant the last wins at once.
        return crowding.allSatisfy { place in
            !due.indices.contains(place + 1) || due[place + 1] == due[place] || due[place + 1] - due[place] >= delay
        }
    }
}

extension Array {
    /// The places of those from `start` to `end`, both included, where all are in order of time.
    fileprivate func span(
        from start: Instant, through end: Instant, _ instant: (Element) -> Instant
    ) -> Range<Int> {
        func first(where isReached: (Instant) -> Bool) -> Int {
            var (low, high) = (0, count)
            while low < high {
                let middle = (low + high) / 2
                if isReached(instant(self[middle])) { high = middle } else { low = middle + 1 }
            }
            return low
        }
        let lower = first { $0 >= start }
        return lower..<Swift.max(lower, first { $0 > end })
    }
}
