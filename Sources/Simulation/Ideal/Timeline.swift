public import Autoscaling
public import CivilTime

/// What schedules bring about while nothing goes wrong: the real engine driven through virtual time against an ideal
/// cloud.
public struct Timeline: Sendable {
    /// Of each service in the order of the fleet's schedules, by due time.
    public var services: [[TimelineEvent]]
    public var from: Instant
    public var to: Instant

    /// Runs `fleet` from `from` to `to`.
    ///
    /// Dry run is left out of account: a plan shows what the schedules ask for.
    ///
    /// Services that can't get into each other's way are run apart, and those with the same course share a run
    /// (``Courses``); where they can, all are run together.
    ///
    /// - Parameters:
    ///   - observed: How the services stand at `from`; a service that is not among them is assumed to stand where its
    ///     schedule's newest event before `from` put it, or else to run with one instance.
    ///   - standing: What holds services at `from`, and the events from before that it keeps: those are
    ///     in the timeline.
    public static func ideal(
        of fleet: FleetConfiguration, from: Instant, to: Instant, observed: [Observation] = [],
        standing: Standing = Standing(), workers: any Workers = OneWorker()
    ) -> Timeline {
        let concerned = standing.concerned(in: fleet)
        if !concerned.isEmpty {
            var held = fleet
            var free = fleet
            held.schedules.removeAll { !concerned.contains($0.serviceId) }
            free.schedules.removeAll { concerned.contains($0.serviceId) }
            let others =
                free.schedules.isEmpty
                ? [] : ideal(of: free, from: from, to: to, observed: observed, workers: workers).services
            let run = IdealRun(fleet: held, from: from, to: to, observed: observed, standing: standing)
            let (events, freedom) = run.eventsUntilFree()
            let rest = freedom.map { self.rest(of: held, after: $0, to: to, workers: workers) } ?? []
            return Timeline(events + rest.joined() + others.joined(), of: fleet, from: from, to: to)
        }
        let courses = Courses(of: fleet, from: from, to: to, observed: observed, workers: workers)
        guard let services = courses?.events() else {
            return together(fleet, from: from, to: to, observed: observed)
        }
        return Timeline(services: services, from: from, to: to)
    }

    /// What follows once nothing is in force any more, but for scheduled stops that hold all jobs.
    private static func rest(
        of fleet: FleetConfiguration, after freedom: IdealRun.Freedom, to: Instant, workers: any Workers
    ) -> [[TimelineEvent]] {
        func isStopped(_ schedule: ServiceSchedule) -> Bool {
            freedom.stopped[schedule.serviceId].map { $0 == schedule.identity } ?? false
        }
        var (stopped, free) = (fleet, fleet)
        stopped.schedules.removeAll { !isStopped($0) }
        free.schedules.removeAll(where: isStopped)
        var standing = Standing()
        standing.services = stopped.schedules.map { schedule in
            var service = Standing.Service(serviceId: schedule.serviceId)
            service.stoppedUntilChanged = freedom.stopped[schedule.serviceId]
            return service
        }
        let from = freedom.instant
        var events: [[TimelineEvent]] = []
        if !stopped.schedules.isEmpty {
            events.append(
                IdealRun(fleet: stopped, from: from, to: to, observed: freedom.observed, standing: standing).events())
        }
        if !free.schedules.isEmpty {
            events += ideal(of: free, from: from, to: to, observed: freedom.observed, workers: workers).services
        }
        return events
    }

    /// All services in one world, whether or not they have to do with one another.
    static func together(
        _ fleet: FleetConfiguration, from: Instant, to: Instant, observed: [Observation]
    ) -> Timeline {
        let run = IdealRun(fleet: fleet, from: from, to: to, observed: observed)
        return Timeline(run.events(), of: fleet, from: from, to: to)
    }

    private init(services: [[TimelineEvent]], from: Instant, to: Instant) {
        (self.services, self.from, self.to) = (services, from, to)
    }

    /// - Parameter events: in any order.
    private init(_ events: [TimelineEvent], of fleet: FleetConfiguration, from: Instant, to: Instant) {
        var events = Dictionary(grouping: events, by: \.occurrence.id.serviceId)
        self.init(
            services: fleet.schedules.map {
                (events.removeValue(forKey: $0.serviceId) ?? []).sorted(by: TimelineEvent.precedes)
            }, from: from, to: to)
    }
}

/// A world of its own, to be run from one instant to another.
public struct IdealRun: Sendable {
    var fleet: FleetConfiguration
    var from: Instant
    var to: Instant
    var observed: [Observation]
    var standing = Standing()
    /// The time that what came due by the end gets.
    var patience = Duration.seconds(3_600)

    /// When events are called for; nil of one that is not, and none of those that the run does not have.
    func starts(of awaited: IdealWorld.Awaited) -> [OccurrenceID: Instant?] {
        var world = IdealWorld(fleet, from: from, observed: observed, standing: standing, awaiting: awaited)
        world.run(to: to, patience: patience)
        return awaited.events.reduce(into: [:]) { starts, id in
            if let event = world.events[id] { starts.updateValue(event.occurrence.startedAt, forKey: id) }
        }
    }

    /// In no order.
    public func events() -> [TimelineEvent] {
        var world = IdealWorld(fleet, from: from, observed: observed, standing: standing)
        world.run(to: to, patience: patience)
        return events(of: world, upTo: to)
    }

    /// From when on what was in force at the start matters no more.
    struct Freedom {
        var instant: Instant
        /// How the services stand then.
        var observed: [Observation]
        /// Services whose scheduled stop holds all jobs, and under which identity of the schedule.
        var stopped: [String: String]
    }

    /// In no order, up to where the services are free; all, where that is never.
    func eventsUntilFree() -> (events: [TimelineEvent], freedom: Freedom?) {
        var world = IdealWorld(fleet, from: from, observed: observed, standing: standing)
        let end = standing.end.map { max($0, from) }
        guard let instant = world.run(to: to, patience: patience, freeFrom: end) else {
            return (events(of: world, upTo: to), nil)
        }
        let freedom = Freedom(instant: instant, observed: world.observations(at: instant), stopped: world.stopped)
        return (events(of: world, upTo: instant), freedom)
    }

    private func events(of world: IdealWorld, upTo end: Instant) -> [TimelineEvent] {
        let carried = standing.carried
        return world.events.values.filter {
            let id = $0.occurrence.id
            return id.instant <= end && (id.instant > from || carried.contains(id))
        }
    }
}

/// One event of a timeline.
public struct TimelineEvent: Sendable {
    /// The file's stem.
    public var service: String
    /// With its outcome and reason; nil in `outcome` where the timeline ends before it did.
    public var occurrence: Occurrence
    /// As ``before`` and ``calls``, of the service that was run: another one where several have the same course.
    var seen: Observation? { sight?.observation }
    /// It is large, and the same for all with one course.
    private let sight: Sight?
    private(set) var sent: [Modification] = []
    /// A hold keeps it beyond the end of the timeline; the occurrence's reason says which.
    public var isHeld = false
    /// `MaxStep=` keeps it back until an operator has it done or a newer event comes.
    public var isStepHeld = false

    init(service: String, occurrence: Occurrence, before: Observation?) {
        self.service = service
        self.occurrence = occurrence
        sight = before.map(Sight.init)
    }

    private final class Sight: Sendable {
        let observation: Observation

        init(_ observation: Observation) { self.observation = observation }
    }

    /// How the service stood before it; nil where it is not in the account, or where the event never got so far.
    public var before: Observation? {
        var before = seen
        if before?.serviceId != occurrence.id.serviceId { before?.serviceId = occurrence.id.serviceId }
        return before
    }

    /// What was called for it, in order.
    public var calls: [Modification] {
        sent.map { call in
            var call = call
            call.serviceId = occurrence.id.serviceId
            return call
        }
    }

    /// How many ``calls``.
    public var callCount: Int { sent.count }

    mutating func add(_ call: Modification) { sent.append(call) }

    /// By due time, for events of one service.
    static func precedes(_ a: TimelineEvent, _ b: TimelineEvent) -> Bool {
        let first = a.occurrence.id
        let second = b.occurrence.id
        return first.instant != second.instant
            ? first.instant < second.instant : first.cause.description < second.cause.description
    }
}
