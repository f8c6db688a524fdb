import Autoscaling
import CivilTime
import CronSchedule
import Simulation
import TIONE
import TideConfiguration

/// What schedules will do to services: events in order, and the number of instances over time that they give.
struct Plan {
    /// How many instances a service has; a range where an autoscaler decides within bounds.
    struct Level: Hashable {
        var minimum: Int
        var maximum: Int
        /// Of a service with prepaid instances, which go on where none of those that are counted here run.
        var isBesidePrepaid = false

        static let stopped = Level(minimum: 0, maximum: 0)

        var text: String {
            if self == .stopped { return "stopped" }
            return minimum == maximum ? "\(minimum)" : "\(minimum)-\(maximum)"
        }
    }

    /// From here on.
    struct Step {
        var at: Instant
        /// nil where it can't be known.
        var level: Level?
    }

    struct Event {
        var at: Instant
        var service: String
        var serviceId: String
        var job: String
        var action: String
        var target: String
        /// nil shows as `?`.
        var from: Level?
        /// nil where the event changes nothing: it was excluded, superseded, …; and where ``startsUnknown``.
        var to: Level?
        /// Whether it starts its service with the size that it had, which is not known.
        var startsUnknown = false
        var outcome: String
        /// Why it ends so, and what a clock change does to it.
        var remarks: [String]
        /// ModifyModelService calls, and when the first was sent; where ``from`` is not known, at least one, for it may
        /// be needed.
        var calls: Int
        var firstCall: Instant?
        /// When a hold that was in force when it fell due ends and lets it go; nil where none was.
        var releasedAt: Instant?
        /// Whether ``calls`` are made only where the size is another than the schedule last gave.
        var mayNeedNoCall = false
    }

    struct Service {
        var name: String
        var serviceId: String
        var steps: [Step]
        /// Instances times hours; a range where an autoscaler decides.
        var hours: (minimum: Double, maximum: Double) = (0, 0)
        /// Hours of the plan for which its size is not known, and which ``hours`` leaves out.
        var hoursUnknown = 0.0
        var peak = 0
        /// Of one instance, yuan an hour.
        var price: Double?
    }

    /// Many changes at one instant, which the rate limit stretches.
    struct Burst {
        var at: Instant
        var changes: Int
        var lastCall: Instant
        /// Whether some may need no call, for sizes that are not known: both numbers are then the most that they can
        /// be.
        var isAtMost = false
    }

    var from: Instant
    var to: Instant
    var services: [Service]
    var events: [Event]
    var bursts: [Burst]
    /// What the daemon has in force at the start.
    var standing: Standing

    /// - Parameters:
    ///   - observed: How services stand at the start; of others it is assumed.
    ///   - standing: What the daemon has in force at the start.
    init(
        of fleet: FleetConfiguration, from: Instant, to: Instant, observed: [Observation],
        standing: Standing = Standing(), prices: [String: Double] = [:]
    ) {
        self.from = from
        self.to = to
        self.standing = standing
        // As the engine has it: a disabled schedule gives way to an enabled one of the same service.
        var fleet = fleet
        let enabled = Set(fleet.schedules.lazy.filter(\.isEnabled).map(\.serviceId))
        fleet.schedules.removeAll { !$0.isEnabled && enabled.contains($0.serviceId) }
        let timeline = Timeline.ideal(
            of: fleet, from: from, to: to, observed: observed, standing: standing, workers: Processors())
        let known = Dictionary(observed.map { ($0.serviceId, Level($0)) }) { first, _ in first }
        let isChargeKnown = Set(observed.lazy.filter { !$0.chargeType.isEmpty }.map(\.serviceId))
        let told = Set(standing.services.map(\.serviceId))
        let courses = Array(zip(fleet.schedules, timeline.services)).concurrentMap { schedule, events in
            Course(
                of: schedule, events, from: from, to: to, level: known[schedule.serviceId] ?? nil,
                isChargeKnown: isChargeKnown.contains(schedule.serviceId), isTold: told.contains(schedule.serviceId),
                price: prices[schedule.name] ?? prices[schedule.serviceId])
        }
        services = courses.map(\.service)
        events = Self.inOrder(courses)
        bursts = Self.bursts(events, rateLimit: fleet.settings.rateLimit)
    }

    /// One service from the start to the end.
    private struct Course {
        var service: Service
        var events: [Event] = []

        /// - Parameters:
        ///   - level: how it stands at the start; nil where that is not known.
        ///   - isChargeKnown: whether it is known how it is paid for.
        ///   - isTold: whether a daemon has told of it.
        init(
            of schedule: ServiceSchedule, _ timeline: [TimelineEvent], from: Instant, to: Instant, level: Level?,
            isChargeKnown: Bool, isTold: Bool, price: Double?
        ) {
            let stop = isTold ? nil : schedule.scheduledAction.flatMap { $0.mayHold(at: from) ? $0 : nil }
            service = Service(
                name: schedule.name, serviceId: schedule.serviceId, steps: [Step(at: from, level: level)], price: price)
            events.reserveCapacity(timeline.count)
            service.steps.reserveCapacity(timeline.count + 1)
            let isObserved = level != nil
            var level = level
            var running = level == .stopped ? nil : level
            // Each event is large: none is copied.
            for place in timeline.indices {
                let due = timeline[place].occurrence.id.instant
                // Of one that is only assumed this says nothing.
                if running == nil, isObserved, let count = timeline[place].before?.oldReplicas, count > 0 {
                    running = Level(count: count)
                }
                let change = timeline[place].newLevel(after: running)
                var event = Event(timeline[place], schedule: schedule, from: level, to: change)
                if !isChargeKnown, change == .stopped, timeline[place].occurrence.goal.size == .replicas(0) {
                    event.remarks.append("if it is HYBRID_PAID, SCALE 0 instead of STOP")
                }
                if let stop, event.isChange {
                    let offset = zone(schedule).offset(at: stop.stopTime)
                    event.remarks.append("unless held by its stop of \(stop.stopTime.rfc3339(offset: offset))")
                }
                if due <= from, event.releasedAt == nil, !timeline[place].isHeld {
                    event.remarks.insert("under way", at: 0)
                }
                if change != nil || event.startsUnknown && level != nil {
                    level = change
                    if let change, change != .stopped { running = change }
                    // One that was open already is called for when it is let go.
                    let at = due <= from ? timeline[place].occurrence.startedAt ?? due : due
                    service.steps.append(Step(at: max(from, event.releasedAt ?? at), level: change))
                }
                events.append(event)
            }
            service.measure(until: to)
        }
    }

    /// Of all services: by time, those of one instant by name.
    private static func inOrder(_ courses: [Course]) -> [Event] {
        let byName = courses.indices.sorted { courses[$0].service.name < courses[$1].service.name }
        // Many are at one instant, and each service has its own in order.
        var places: [Instant: [(service: Int, event: Int)]] = [:]
        for service in byName {
            for event in courses[service].events.indices {
                places[courses[service].events[event].at, default: []].append((service, event))
            }
        }
        return places.sorted { $0.key < $1.key }.flatMap(\.value).concurrentMap(inRunsOf: 1024) {
            courses[$0.service].events[$0.event]
        }
    }

    /// Instants at which more calls are due than one second takes.
    ///
    /// - Parameter events: by time.
    private static func bursts(_ events: [Event], rateLimit: Int) -> [Burst] {
        var bursts: [Burst] = []
        // Each event is large: none is copied.
        for index in events.indices where events[index].calls > 0 {
            let at = events[index].at
            if bursts.last?.at != at { bursts.append(Burst(at: at, changes: 0, lastCall: at)) }
            let place = bursts.count - 1
            bursts[place].changes += 1
            bursts[place].lastCall = max(bursts[place].lastCall, events[index].firstCall ?? at)
            if events[index].mayNeedNoCall { bursts[place].isAtMost = true }
        }
        return bursts.filter { $0.changes > rateLimit }.map { burst in
            guard burst.isAtMost else { return burst }
            // What the engine was not run for: a service is observed, then each slot takes a round trip and its hold.
            var burst = burst
            let rounds = (burst.changes - 1) / max(1, rateLimit)
            let trip = IdealWorld.roundTrip
            burst.lastCall = max(burst.lastCall, burst.at + trip + (trip + RateLimiter.hold) * rounds)
            return burst
        }
    }
}

/// All processors of this host.
private struct Processors: Workers {
    func results<Piece: Sendable, Result: Sendable>(
        of pieces: [Piece], inRunsOf length: Int, _ work: @Sendable (Piece) -> Result
    ) -> [Result] { pieces.concurrentMap(inRunsOf: length, work) }
}

extension Plan.Level {
    init(count: Int) { self.init(minimum: count, maximum: count) }

    init?(_ observation: Observation) {
        if observation.status == .stopped || observation.status == .stopping {
            self = .stopped
        } else if observation.isAuto, let hpa = observation.hpa {
            self.init(minimum: hpa.minReplicas, maximum: hpa.maxReplicas)
        } else if let replicas = observation.replicas {
            self.init(count: replicas)
            isBesidePrepaid = replicas == 0 && observation.isHybrid
        } else {
            return nil
        }
    }

    init(_ size: Size) {
        switch size {
        case .replicas(let count): self.init(count: count)
        case .bounds(let min, let max): self.init(minimum: min, maximum: max)
        }
    }
}

extension TimelineEvent {
    /// Whether it asks for its service to run with the size that it had, and comes to that.
    fileprivate var isStart: Bool {
        if isStepHeld { return calls.contains { $0.change == .resume } }
        guard occurrence.goal == .running(nil) else { return false }
        switch occurrence.outcome {
        case nil: return !isHeld && callCount > 0
        case .applied, .alreadyThere, .stuck: return true
        case .superseded, .supersededByManualChange, .excluded, .skipped, .dryRun, .failed, .dropped: return false
        }
    }

    /// What its service has after it; nil where it changes nothing, or what it changes to can't be known.
    ///
    /// - Parameter running: what it had when it ran last, for a RESUME.
    fileprivate func newLevel(after running: Plan.Level?) -> Plan.Level? {
        // One that was stopped comes back with the size that it had.
        if isStepHeld { return calls.contains { $0.change == .resume } ? running : nil }
        switch occurrence.outcome {
        case nil where isHeld || callCount == 0: return nil
        case .applied(clamped: let clamp?): return Plan.Level(clamp.to)
        case .applied(clamped: nil), .alreadyThere, .stuck, nil: break
        case .superseded, .supersededByManualChange, .excluded, .skipped, .dryRun, .failed, .dropped: return nil
        }
        switch occurrence.goal {
        case .stopped: return .stopped
        case .running(nil): return running
        case .running(let size?):
            // A guard rail may have moved the target to where the service was.
            let unmoved = occurrence.outcome == .alreadyThere ? before.flatMap(Plan.Level.init) : nil
            var level = unmoved ?? Plan.Level(size)
            level.isBesidePrepaid = level.maximum == 0 && before?.isHybrid == true
            return level
        }
    }
}

extension Plan.Event {
    fileprivate init(
        _ planned: TimelineEvent, schedule: ServiceSchedule, from: Plan.Level?, to: Plan.Level?
    ) {
        at = planned.occurrence.id.instant
        service = planned.service
        serviceId = planned.occurrence.id.serviceId
        job = planned.occurrence.id.cause.description
        action = planned.occurrence.target.action.rawValue
        target =
            planned.occurrence.target.size?.description
            ?? (planned.occurrence.target == .stop ? "stopped" : "running")
        self.from = from
        startsUnknown = to == nil && planned.isStart
        self.to = planned.isStepHeld && !startsUnknown ? to ?? from : to
        // That nothing is to change is known only of a service whose size is.
        let mayNeedCall = from == nil && planned.occurrence.outcome == .alreadyThere
        let isHeld = planned.isHeld || planned.isStepHeld
        outcome = isHeld ? "held" : mayNeedCall ? "applied" : planned.occurrence.outcome?.word ?? "open"
        calls = mayNeedCall ? 1 : planned.callCount
        mayNeedNoCall = mayNeedCall
        firstCall = planned.occurrence.startedAt
        remarks = []
        switch planned.occurrence.outcome {
        case _ where planned.isStepHeld: remarks.append(Self.stepHeld(planned, schedule, from: from))
        case nil where planned.isHeld: remarks.append(planned.occurrence.reason.sentence)
        case .applied(clamped: nil), nil: break
        case .applied(clamped: let clamp?): remarks.append("guard rail: \(clamp)")
        case .superseded(let newer): remarks.append("\(Self.named(newer, besides: at, in: zone(schedule))) wins")
        case .excluded(let line): remarks.append("excluded by \(line)")
        case .alreadyThere:
            remarks.append(mayNeedCall ? "size not known before; no call if already there" : "nothing to change")
        default: remarks.append(planned.occurrence.reason.sentence)
        }
        // Nothing else makes an ideal engine late.
        if let taken = planned.occurrence.openedAt ?? planned.occurrence.endedAt, taken - at > .seconds(2) {
            releasedAt = taken
            remarks.append("\(Self.heldUntil)\(taken.rfc3339(offset: zone(schedule).offset(at: taken)))")
        }
        if let to, to.isBesidePrepaid, planned.callCount > 0 {
            let calls = planned.calls.map(\.description).joined(separator: ", ")
            remarks.append("HYBRID_PAID: \(calls); the prepaid instances run")
        }
        if case .job(let name) = planned.occurrence.id.cause, let nominal = planned.occurrence.nominal,
            let place = schedule.jobs.indices.first(where: { schedule.jobs[$0].name == name }),
            case let zone = schedule.jobs[place].zone, zone.civil(at) != nominal
        {
            remarks.append("\(nominal.timeOfDay) is skipped by the clock change in \(zone.identifier)")
        }
    }
}

extension Plan.Event {
    /// `noon`, and of another day `noon of 2026-11-25T12:00:00+08:00`.
    private static func named(_ event: OccurrenceID, besides other: Instant, in zone: TimeZoneRules) -> String {
        if zone.civil(event.instant).date == zone.civil(other).date { return event.cause.description }
        return "\(event.cause) of \(event.instant.rfc3339(offset: zone.offset(at: event.instant)))"
    }

    /// `MaxStep=3 holds SCALE 8 until noon`
    private static func stepHeld(_ planned: TimelineEvent, _ schedule: ServiceSchedule, from: Plan.Level?) -> String {
        let step = schedule.rails.maxStep.map { "MaxStep=\($0)" } ?? "MaxStep="
        let size = planned.occurrence.goal.size.map { schedule.rails.clamp($0)?.to ?? $0 }
        let what = size.map { "SCALE \($0)" } ?? planned.occurrence.target.description
        // Of a size that is not known the step is not known either.
        let holds = from == nil ? "may hold" : "holds"
        guard case .superseded(let newer)? = planned.occurrence.outcome else {
            return "\(step) \(holds) \(what) for an operator"
        }
        return "\(step) \(holds) \(what) until \(newer.cause)"
    }
}

extension Autoscaling.ScheduledAction {
    /// Whether jobs are held where it was carried out under the file as it is now, which only a daemon knows.
    fileprivate func mayHold(at instant: Instant) -> Bool { stopsUntilChanged && stopTime <= instant }
}

/// The zone that times of a service's are told in.
private func zone(_ schedule: ServiceSchedule) -> TimeZoneRules { schedule.jobs.first?.zone ?? .utc }

extension Plan.Event {
    fileprivate static let heldUntil = "held until "

    /// Whether it takes its service anywhere, if only to where it is.
    var isChange: Bool { to != nil || startsUnknown }

    /// Whether its service stays as it is, whatever the event asked for.
    var changesNothing: Bool {
        switch outcome {
        case "excluded", "superseded", "skipped", "failed", "dropped", "dry-run": to == nil
        default: false
        }
    }

    /// What its service comes to; nil where it stays as it is.
    var toText: String? { changesNothing ? nil : to?.text ?? actionText(action, self.target) }

    /// The remarks as people read them; with what it asked for, where nothing comes of that and there is room.
    ///
    /// - Parameters:
    ///   - withOutcome: where there is no room for a column of the outcome.
    ///   - released: ``releasedAt`` as it is to be told; nil is in full, in the service's own zone.
    func told(withOutcome: Bool, released: String? = nil) -> String {
        let action = actionText(action, target)
        var remarks = remarks
        if let released, let place = remarks.firstIndex(where: { $0.hasPrefix(Self.heldUntil) }) {
            remarks[place] = Self.heldUntil + released
        }
        switch outcome {
        case "applied", "already-there": return remarks.joined(separator: "; ")
        case "excluded" where withOutcome:
            return remarks.joined(separator: "; ").replacing("excluded by ", with: "excluded: ")
        case "superseded" where withOutcome: return remarks.joined(separator: "; ")
        // That it is held the remark says.
        case "held" where to != nil: return remarks.joined(separator: "; ")
        case "excluded": return ([action] + remarks).joined(separator: " ")
        case "superseded": return "\(action): \(remarks.joined(separator: "; "))"
        // Of a clamp the remark says as much.
        case let outcome where outcome.hasPrefix("applied ("): return remarks.joined(separator: "; ")
        default:
            let what = changesNothing ? [action] : []
            return ([(what + (withOutcome ? [outcome] : [])).joined(separator: " ")].filter { !$0.isEmpty } + remarks)
                .joined(separator: "; ")
        }
    }
}

extension Plan.Service {
    /// Adds up instance hours and finds the peak.
    fileprivate mutating func measure(until end: Instant) {
        for (index, step) in steps.enumerated() {
            let next = steps.indices.contains(index + 1) ? steps[index + 1].at : end
            let length = Double((next - step.at).nanoseconds) / 3.6e12
            guard let level = step.level else {
                hoursUnknown += length
                continue
            }
            hours.minimum += Double(level.minimum) * length
            hours.maximum += Double(level.maximum) * length
            peak = max(peak, level.maximum)
        }
    }

    /// Whether its size is known at any time.
    var isKnown: Bool { steps.contains { $0.level != nil } }

    var peakText: String { isKnown ? "\(peak)" : "?" }

    /// Yuan; nil where it has no price.
    var cost: (minimum: Double, maximum: Double)? { price.map { ($0 * hours.minimum, $0 * hours.maximum) } }

    /// What it has at an instant.
    func level(at instant: Instant) -> Plan.Level? { steps.last { $0.at <= instant }?.level }
}
