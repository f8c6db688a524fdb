import Autoscaling
import CivilTime
import SimulatedCloud

/// The services of a fleet, each with what comes due for it, told apart: what becomes of the events of one does not
/// depend on the others.
///
/// Services have to do with one another by the rate of calls, which delays, and by `MaxConcurrentStops=`.
/// A delay changes when a call is sent, but what becomes of an event only where it reaches the service's
/// next one or a deadline.
struct Courses {
    /// Time in which an event that was not delayed is settled, many times over.
    static let settling = Duration.seconds(120)
    private let fleet: FleetConfiguration
    private let from: Instant
    private let to: Instant
    private let observed: [String: Observation]
    private let workers: any Workers
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
        /// Each once, in the order of the fleet.
        var services: [Int] = []
    }

    /// - Returns: nil where services may get into each other's way.
    init?(
        of fleet: FleetConfiguration, from: Instant, to: Instant, observed: [Observation],
        workers: any Workers = OneWorker()
    ) {
        guard fleet.schedules.count > 1, fleet.settings.maxConcurrentStops == nil,
            Set(fleet.schedules.map(\.serviceId)).count == fleet.schedules.count
        else { return nil }
        self.fleet = fleet
        self.from = from
        self.to = to
        self.observed = Dictionary(observed.map { ($0.serviceId, $0) }) { first, _ in first }
        self.workers = workers
        due = workers.results(of: fleet.schedules, inRunsOf: 16) { $0.dueEvents(after: from, upTo: to) }
        guard let crowds = Self.crowds(fleet, due, workers) else { return nil }
        self.crowds = crowds
    }

    /// When calls queue; nil where one waits for so long that it matters.
    private static func crowds(
        _ fleet: FleetConfiguration, _ due: [[DueEvent]], _ workers: any Workers
    ) -> [Crowd]? {
        let instants = workers.results(of: due, inRunsOf: 64) { due in
            due.lazy.filter { $0.exclusion == nil }.map(\.instant) as [Instant]
        }
        var arrivals: [(instant: Instant, service: Int)] = []
        arrivals.reserveCapacity(instants.reduce(0) { $0 + $1.count })
        for service in instants.indices { arrivals += instants[service].lazy.map { ($0, service) } }
        arrivals.sort { $0.instant < $1.instant }
        let slots = max(1, fleet.settings.rateLimit)
        let slot = Self.slot(fleet.settings)
        let calls = fleet.schedules.map(\.mostCallsOfEvent)
        let spans = calls.map { slot * $0 }
        var crowds: [Crowd] = []
        var free = Instant.distantPast
        for (instant, service) in arrivals {
            // What was held is free by then.
            let begins = instant >= free + .milliseconds(1_200)
            free = max(free, instant) + spans[service]
            if begins {
                if let last = crowds.last, last.calls <= slots { crowds.removeLast() }
                crowds.append(Crowd(start: instant, end: free))
            }
            let place = crowds.count - 1
            crowds[place].end = free
            crowds[place].calls += calls[service]
            crowds[place].longestDelay = max(crowds[place].longestDelay, free - instant)
            crowds[place].services.append(service)
        }
        if let last = crowds.last, last.calls <= slots { crowds.removeLast() }
        let patience = fleet.schedules.map(\.patience)
        let known = workers.results(of: crowds, inRunsOf: 16) { crowd -> Crowd? in
            var crowd = crowd
            crowd.services = Set(crowd.services).sorted()
            let delay = crowd.longestDelay + settling
            let isHarmless = crowd.services.allSatisfy { service in
                delay < patience[service] && instants[service].bear(delay, from: crowd.start, through: crowd.end)
            }
            return isHarmless ? crowd : nil
        }
        let harmless = known.compactMap(\.self)
        return harmless.count == known.count ? harmless : nil
    }

    /// How long a call takes of the rate: a slot is taken for a round trip and its hold.
    private static func slot(_ settings: FleetSettings) -> Duration {
        (IdealWorld.roundTrip + .milliseconds(1_001)) / max(1, settings.rateLimit)
    }

    // MARK: Running

    /// By the place of the service in the fleet, each by due time; nil where the engine had other events
    /// than were counted on.
    func events() -> [[TimelineEvent]]? {
        // Of services with one course the first is run.
        var models: [Hashed<Course>: Int] = [:]
        var runs: [IdealRun] = []
        var model = [Int](repeating: 0, count: due.count)
        let courses = workers.results(of: Array(due.indices), inRunsOf: 16) { service in
            let schedule = fleet.schedules[service]
            return Course(schedule, due[service], observed[schedule.serviceId], from).map(Hashed.init)
        }
        for service in due.indices {
            if let course = courses[service], let known = models[course] {
                model[service] = known
                continue
            }
            model[service] = runs.count
            if let course = courses[service] { models[course] = runs.count }
            runs.append(alone(service))
        }
        let results = workers.results(of: runs, inRunsOf: 1) { $0.events().sorted(by: TimelineEvent.precedes) }
        guard due.indices.allSatisfy({ results[model[$0]].count == due[$0].count }) else { return nil }
        var events = workers.results(of: Array(due.indices), inRunsOf: 16) { [model] service in
            let events = results[model[service]]
            let schedule = fleet.schedules[service]
            if events.first.map({ $0.occurrence.id.serviceId == schedule.serviceId }) ?? true { return events }
            return zip(events, due[service]).map { $0.moved(to: $1, of: schedule) }
        }
        time(&events)
        return events
    }

    private func alone(_ service: Int) -> IdealRun {
        let schedule = fleet.schedules[service]
        return IdealRun(
            fleet: FleetConfiguration(settings: fleet.settings, schedules: [schedule]), from: from, to: to,
            observed: observed[schedule.serviceId].map { [$0] } ?? [])
    }

    // MARK: Crowds

    /// Puts in when first calls are sent where they wait for one another, by running those that wait together.
    private func time(_ events: inout [[TimelineEvent]]) {
        // Of crowds with one course the first is run.
        var models: [Hashed<CrowdCourse>: Int] = [:]
        var runs: [(start: Instant, awaited: IdealWorld.Awaited, run: IdealRun)] = []
        var timed: [(start: Instant, events: [(service: Int, event: Int)], model: Int)] = []
        for queue in queues(events) {
            let model = models[queue.course] ?? runs.count
            timed.append((queue.crowd.start, queue.events, model))
            guard model == runs.count else { continue }
            models[queue.course] = model
            runs.append(run(of: queue, events))
        }
        let starts = workers.results(of: runs, inRunsOf: 1) { start, awaited, run -> [(place: Int, after: Duration?)] in
            let started = run.starts(of: awaited)
            return awaited.events.enumerated().compactMap { place, id in
                started[id].map { (place, $0.map { $0 - start }) }
            }
        }
        for crowd in timed {
            for (place, after) in starts[crowd.model] {
                let (service, event) = crowd.events[place]
                events[service][event].occurrence.startedAt = after.map { crowd.start + $0 }
            }
        }
    }

    /// A crowd in which calls wait for one another.
    private struct Queue {
        var crowd: Crowd
        /// Of each service of the crowd, those of its events that are in it.
        var members: [(service: Int, events: Range<Int>)]
        var calls: Int
        var course: Hashed<CrowdCourse>

        var events: [(service: Int, event: Int)] {
            members.flatMap { member in member.events.map { (member.service, $0) } }
        }
    }

    private func queues(_ events: [[TimelineEvent]]) -> [Queue] {
        let kinds = kinds
        return workers.results(of: crowds, inRunsOf: 16) { crowd -> Queue? in
            let members = crowd.services.map { service in
                let span = events[service].span(from: crowd.start, through: crowd.end) { $0.occurrence.id.instant }
                return (service: service, events: span)
            }
            let calls = members.reduce(0) { sum, member in
                member.events.reduce(sum) { $0 + events[member.service][$1].callCount }
            }
            // As many as there are slots all leave at once.
            if calls <= fleet.settings.rateLimit { return nil }
            var course = CrowdCourse()
            for (service, span) in members {
                for event in span {
                    course.add(
                        events[service][event], since: crowd.start, kind: kinds[service],
                        isFirst: event == span.lowerBound)
                }
            }
            course.forgetEqualRanks()
            return Queue(crowd: crowd, members: members, calls: calls, course: Hashed(course))
        }.compactMap(\.self)
    }

    private func run(
        of queue: Queue, _ events: [[TimelineEvent]]
    ) -> (start: Instant, awaited: IdealWorld.Awaited, run: IdealRun) {
        let start = queue.crowd.start
        var fleet = fleet
        fleet.schedules = queue.crowd.services.map { self.fleet.schedules[$0] }
        let run = IdealRun(
            fleet: fleet, from: start - .nanoseconds(1), to: queue.crowd.end,
            observed: queue.members.compactMap { service, span in events[service][span].first?.before },
            patience: Self.settling)
        let ids = queue.events.map { events[$0.service][$0.event].occurrence.id }
        let isQuick = Self.slot(fleet.settings) * queue.calls <= IdealWorld.Awaited.patience
        let areSeenOnce = isQuick && queue.course.value.needsOneCallEach
        return (start, IdealWorld.Awaited(ids, areSeenOnce: areSeenOnce), run)
    }

    /// One number for services that differ in nothing but names, times and targets.
    private var kinds: [Int] {
        // The API tells of services by their groups.
        let groups = Set(fleet.schedules.map { SimulatedService.groupId(of: $0.serviceId) })
        guard groups.count == fleet.schedules.count else { return Array(fleet.schedules.indices) }
        var kinds: [Hashed<ServiceSchedule>: Int] = [:]
        let schedules = workers.results(of: fleet.schedules, inRunsOf: 64) { Hashed($0.withoutNames) }
        return schedules.enumerated().map { place, schedule in
            if let kind = kinds[schedule] { return kind }
            kinds[schedule] = place
            return place
        }
    }
}

/// A value with its hash, which takes long: it is worked out where many are at a time.
private struct Hashed<Value: Hashable & Sendable>: Hashable, Sendable {
    let value: Value
    private let hash: Int

    init(_ value: Value) {
        self.value = value
        hash = value.hashValue
    }

    static func == (a: Self, b: Self) -> Bool { a.hash == b.hash && a.value == b.value }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}

/// What decides how the events of a service end: two services with the same differ in their own
/// names and in times alone.
private struct Course: Hashable {
    struct Step: Hashable {
        /// What superseded an event is told by its name.
        var job: String?
        var target: Target
        var exclusion: String?
        var startingDeadline: Duration?
    }

    /// Without its own names and its jobs.
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
        self.schedule = schedule.withoutNames
        steps = due.map {
            Step(
                job: $0.job.map { schedule.jobs[$0].name }, target: $0.target, exclusion: $0.exclusion,
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
        enum Ending { case excluded, superseded, other }

        /// Of its service.
        var kind: Int
        /// Whether it is the first of its service.
        var isFirst: Bool
        var after: Duration
        var ending: Ending
        var calls: Int
        var rank: Rank
        /// How long after it fell due its call is sent where it need not wait for others.
        var wait: Duration?

        init(_ event: TimelineEvent, since start: Instant, kind: Int, isFirst: Bool) {
            self.kind = kind
            self.isFirst = isFirst
            let due = event.occurrence.id.instant
            after = due - start
            ending =
                switch event.occurrence.outcome {
                case .excluded: .excluded
                case .superseded: .superseded
                default: .other
                }
            calls = event.callCount
            rank = Rank(event)
            wait = event.occurrence.startedAt.map { $0 - due }
        }

        /// Without what takes long: few differ in that alone.
        func hash(into hasher: inout Hasher) {
            hasher.combine(after.nanoseconds)
            hasher.combine(calls)
            hasher.combine(rank)
        }
    }

    /// Who goes first of those that wait: to be observed, and to be changed.
    struct Rank: Hashable {
        var isForRunning = false
        var givesCapacity = false

        init() {}

        init(_ event: TimelineEvent) {
            isForRunning = !event.occurrence.goal.isStopped
            givesCapacity = event.sent.first?.change.givesCapacity(over: event.seen) ?? false
        }
    }

    /// What a service is changed from and to: of several calls each waits for what came of the one before.
    struct Change: Hashable {
        var cause: Cause
        var target: Target
        var before: Observation?

        /// Without what takes long, as of a step.
        func hash(into hasher: inout Hasher) { hasher.combine(target) }
    }

    /// Of one service after the other, in the order of the fleet.
    private var steps: [Step] = []
    /// Of the steps with several calls.
    private var changes: [Change] = []

    mutating func add(_ event: TimelineEvent, since start: Instant, kind: Int, isFirst: Bool) {
        steps.append(Step(event, since: start, kind: kind, isFirst: isFirst))
        guard event.callCount > 1 else { return }
        changes.append(
            Change(cause: event.occurrence.id.cause, target: event.occurrence.target, before: event.seen))
    }

    /// Where all have the same rank, it does not matter which.
    mutating func forgetEqualRanks() {
        guard let first = steps.first, steps.allSatisfy({ $0.rank == first.rank }) else { return }
        for place in steps.indices { steps[place].rank = Rank() }
    }

    var needsOneCallEach: Bool { steps.allSatisfy { $0.calls <= 1 } }
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

    /// An event of it that waits for less ends as one that does not.
    fileprivate var patience: Duration {
        jobs.indices.lazy.compactMap { jobs[$0].startingDeadline }.reduce(convergeTimeout, min)
    }

    /// As it is of all services that differ from it in names and jobs alone.
    fileprivate var withoutNames: ServiceSchedule {
        var schedule = self
        (schedule.name, schedule.serviceId, schedule.jobs) = ("", "", [])
        return schedule
    }
}

extension [Instant] {
    /// Whether of events at these times none comes to another end where those of a crowd wait for so long.
    fileprivate func bear(_ delay: Duration, from start: Instant, through end: Instant) -> Bool {
        // Of one instant the last wins at once.
        span(from: start, through: end) { $0 }.allSatisfy { place in
            !indices.contains(place + 1) || self[place + 1] == self[place] || self[place + 1] - self[place] >= delay
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
