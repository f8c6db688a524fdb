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
        /// nil where the event changes nothing: it was excluded, superseded, …
        var to: Level?
        var outcome: String
        /// Why it ends so, and what a clock change does to it.
        var remarks: [String]
        /// ModifyModelService calls, and when the first was sent; where ``from`` is not known, at least one, for it may be
        /// needed.
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
        var peak: Int = 0
        /// Of one instance, yuan an hour.
        var price: Double?
    }

    /// Many changes at one instant, which the rate limit stretches.
    struct Burst {
        var at: Instant
        var changes: Int
        var lastCall: Instant
        /// Whether some may need no call, for sizes that are not known: both numbers are then the most that they can be.
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
        let timeline = Timeline.ideal(of: fleet, from: from, to: to, observed: observed, standing: standing) { runs in
            runs.concurrentMap(inRunsOf: 1) { $0.events() }
        }
        let known = Dictionary(observed.map { ($0.serviceId, Level($0)) }) { first, _ in first }
        var states = fleet.schedules.map { schedule -> (level: Level?, running: Level?) in
            let level = known[schedule.serviceId] ?? nil
            return (level, level == .stopped ? nil : level)
        }
        var steps = states.map { [Step(at: from, level: $0.level)] }
        let isChargeKnown = Set(observed.lazy.filter { !$0.chargeType.isEmpty }.map(\.serviceId))
        let places = Dictionary(fleet.schedules.enumerated().map { ($1.serviceId, $0) }) { first, _ in first }
        events = timeline.events.compactMap { planned in
            let id = planned.occurrence.id
            guard let place = places[id.serviceId] else { return nil }
            var state = states[place]
            if state.running == nil { state.running = planned.before?.oldReplicas.map(Level.init(count:)) }
            let change = planned.newLevel(after: state.running)
            var event = Event(planned, schedule: fleet.schedules[place], from: state.level, to: change)
            if !isChargeKnown.contains(id.serviceId), change == .stopped, planned.occurrence.goal.size == .replicas(0) {
                event.remarks.append("if it is HYBRID_PAID, SCALE 0 instead of STOP")
            }
            if id.instant <= from, event.releasedAt == nil, !planned.isHeld { event.remarks.insert("under way", at: 0) }
            if let change {
                state.level = change
                if change != .stopped { state.running = change }
                // One that was open already is called for when it is let go.
                let at = id.instant <= from ? planned.occurrence.startedAt ?? id.instant : id.instant
                steps[place].append(Step(at: max(from, event.releasedAt ?? at), level: change))
            }
            states[place] = state
            return event
        }
        services = fleet.schedules.map { schedule in
            var service = Service(
                name: schedule.name, serviceId: schedule.serviceId,
                steps: places[schedule.serviceId].map { steps[$0] } ?? [])
            service.measure(until: to)
            service.price = prices[schedule.name] ?? prices[schedule.serviceId]
            return service
        }
        bursts = Self.bursts(events, rateLimit: fleet.settings.rateLimit)
    }

    /// Instants at which more calls are due than one second takes.
    private static func bursts(_ events: [Event], rateLimit: Int) -> [Burst] {
        var bursts: [Instant: Burst] = [:]
        for event in events where event.calls > 0 {
            var burst = bursts[event.at] ?? Burst(at: event.at, changes: 0, lastCall: event.at)
            burst.changes += 1
            burst.lastCall = max(burst.lastCall, event.firstCall ?? event.at)
            if event.mayNeedNoCall { burst.isAtMost = true }
            bursts[event.at] = burst
        }
        return bursts.values.filter { $0.changes > rateLimit }.map { burst in
            guard burst.isAtMost else { return burst }
            // What the engine was not run for: a service is observed, then each slot takes a round trip and its hold.
            var burst = burst
            let rounds = (burst.changes - 1) / max(1, rateLimit)
            let trip = IdealWorld.roundTrip
            burst.lastCall = max(burst.lastCall, burst.at + trip + (trip + RateLimiter.hold) * rounds)
            return burst
        }.sorted { $0.at < $1.at }
    }
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
    /// What its service has after it; nil where it changes nothing, or what it changes to can't be known.
    ///
    /// - Parameter running: what it had when it ran last, for a RESUME.
    fileprivate func newLevel(after running: Plan.Level?) -> Plan.Level? {
        // One that was stopped comes back with the size that it had.
        if isStepHeld { return calls.contains { $0.change == .resume } ? running : nil }
        switch occurrence.outcome {
        case nil where isHeld || calls.isEmpty: return nil
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
        _ planned: TimelineEvent, schedule: ServiceSchedule?, from: Plan.Level?, to: Plan.Level?
    ) {
        let occurrence = planned.occurrence
        at = occurrence.id.instant
        service = planned.service
        serviceId = occurrence.id.serviceId
        job = occurrence.id.cause.description
        action = occurrence.target.action.rawValue
        target = occurrence.target.size?.description ?? (occurrence.target == .stop ? "stopped" : "running")
        self.from = from
        self.to = planned.isStepHeld ? to ?? from : to
        // That nothing is to change is known only of a service whose size is.
        let mayNeedCall = from == nil && occurrence.outcome == .alreadyThere
        let isHeld = planned.isHeld || planned.isStepHeld
        outcome = isHeld ? "held" : mayNeedCall ? "applied" : occurrence.outcome?.word ?? "open"
        calls = mayNeedCall ? 1 : planned.calls.count
        mayNeedNoCall = mayNeedCall
        firstCall = occurrence.startedAt
        remarks = []
        switch occurrence.outcome {
        case _ where planned.isStepHeld: remarks.append(Self.stepHeld(planned, schedule, from: from))
        case nil where planned.isHeld: remarks.append(occurrence.reason.sentence)
        case .applied(clamped: nil), nil: break
        case .applied(clamped: let clamp?): remarks.append("guard rail: \(clamp)")
        case .superseded(let newer): remarks.append("\(newer.cause) wins")
        case .excluded(let line): remarks.append("excluded by \(line)")
        case .alreadyThere:
            remarks.append(mayNeedCall ? "size not known before; no call if already there" : "nothing to change")
        default: remarks.append(occurrence.reason.sentence)
        }
        // Nothing else makes an ideal engine late.
        if let taken = occurrence.openedAt ?? occurrence.endedAt, taken - at > .seconds(2) {
            releasedAt = taken
            remarks.append("held until \(taken.rfc3339(offset: zone(schedule).offset(at: taken)))")
        }
        if let to, to.isBesidePrepaid, !planned.calls.isEmpty {
            let calls = planned.calls.map(\.description).joined(separator: ", ")
            remarks.append("HYBRID_PAID: \(calls); the prepaid instances run")
        }
        if case .job(let name) = occurrence.id.cause, let nominal = occurrence.nominal,
            let zone = schedule?.jobs.first(where: { $0.name == name })?.zone, zone.civil(at) != nominal
        {
            remarks.append("\(nominal.timeOfDay) is skipped by the clock change in \(zone.identifier)")
        }
    }
}

extension Plan.Event {
    /// `MaxStep=3 holds SCALE 8 until noon`
    private static func stepHeld(_ planned: TimelineEvent, _ schedule: ServiceSchedule?, from: Plan.Level?) -> String {
        let step = schedule?.rails.maxStep.map { "MaxStep=\($0)" } ?? "MaxStep="
        let size = planned.occurrence.goal.size.map { schedule?.rails.clamp($0)?.to ?? $0 }
        let what = size.map { "SCALE \($0)" } ?? planned.occurrence.target.description
        // Of a size that is not known the step is not known either.
        let holds = from == nil ? "may hold" : "holds"
        guard case .superseded(let newer)? = planned.occurrence.outcome else {
            return "\(step) \(holds) \(what) for an operator"
        }
        return "\(step) \(holds) \(what) until \(newer.cause)"
    }
}

/// The zone that times of a service's are told in.
private func zone(_ schedule: ServiceSchedule?) -> TimeZoneRules { schedule?.jobs.first?.zone ?? .utc }

extension Plan.Event {
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
    /// - Parameter withOutcome: where there is no room for a column of the outcome.
    func told(withOutcome: Bool) -> String {
        let action = actionText(action, target)
        switch outcome {
        case "applied", "already-there": return remarks.joined(separator: "; ")
        case "excluded" where withOutcome:
            return remarks.joined(separator: "; ").replacing("excluded by ", with: "excluded: ")
        case "superseded" where withOutcome: return remarks.joined(separator: "; ")
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

    /// Yuan; nil where it has no price.
    var cost: (minimum: Double, maximum: Double)? { price.map { ($0 * hours.minimum, $0 * hours.maximum) } }

    /// What it has at an instant.
    func level(at instant: Instant) -> Plan.Level? { steps.last { $0.at <= instant }?.level }
}
