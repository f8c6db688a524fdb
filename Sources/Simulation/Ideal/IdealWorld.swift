import Autoscaling
import CivilTime
import CronSchedule

/// The engine and a cloud that answers at once, with right clocks, a disk without delay and no faults: it jumps from
/// one thing that happens to the next.
package struct IdealWorld {
    /// A round trip.
    package static let roundTrip = Duration.milliseconds(100)
    /// The engine starts so long before the timeline, for its clock to be judged and its services to be observed.
    static let lead = Duration.seconds(60)

    private(set) var events: [OccurrenceID: TimelineEvent] = [:]
    private let awaited: Awaited?
    private var unstarted: Set<OccurrenceID>
    /// How many times all services were listed since the last awaited event fell due.
    private var listings = 0

    private var engine = Engine()
    private var account: Account
    private var now: Instant
    private let booted: Instant
    private var wallTimer: Instant?
    private var bootTimer: MonotonicInstant?
    /// Calls on their way, oldest first: all take the same time.
    private var calls: [(call: Call, sentAt: Instant)] = []
    private var answered = 0
    private var answeredAt = Instant.distantPast
    private let names: [String: String]
    /// Events that have not ended.
    private var open: Set<OccurrenceID> = []
    /// Services whose scheduled stop holds all jobs, and under which identity of the schedule.
    private(set) var stopped: [String: String] = [:]

    init(
        _ fleet: FleetConfiguration, from: Instant, observed: [Observation], standing: Standing,
        awaiting awaited: Awaited? = nil
    ) {
        self.awaited = awaited
        unstarted = awaited?.ids ?? []
        now = from - Self.lead
        booted = now - .seconds(3_600)
        names = Dictionary(fleet.schedules.map { ($0.serviceId, $0.name) }, uniquingKeysWith: { first, _ in first })
        account = Account(assumedFor: fleet, at: now, standingAt: from, observed: observed)
        var fleet = fleet
        fleet.settings.isDryRun = false
        for index in fleet.schedules.indices {
            fleet.schedules[index].isDryRun = false
            // How the services stand at the start is given; loading the schedules changes nothing of it.
            fleet.schedules[index].appliesOnLoad = false
        }
        // What came due during the lead has been taken up. The clock is right, and such a watermark
        // not one to pull back.
        var stored = StoredState()
        let holds = Dictionary(standing.services.map { ($0.serviceId, $0) }, uniquingKeysWith: { first, _ in first })
        open = standing.carried
        stopped = holds.compactMapValues(\.stoppedUntilChanged)
        let schedules = Dictionary(fleet.schedules.map { ($0.serviceId, $0) }, uniquingKeysWith: { first, _ in first })
        stored.fleet.freeze = standing.freeze
        stored.services = schedules.values.sorted { $0.serviceId < $1.serviceId }.map {
            ServiceRecord(of: $0, upTo: from, holds[$0.serviceId])
        }
        fleet.settings.maxClockSkew = max(fleet.settings.maxClockSkew, Self.lead * 2)
        // Nobody else changes anything: observation beside the events would find nothing.
        fleet.settings.observeInterval = .seconds(86_400)
        take(.started(stored, seed: 0))
        take(.credentials(available: true, ""))
        take(.configured(fleet))
    }

    /// - Parameters:
    ///   - patience: the time that what came due by the end gets.
    ///   - start: From then on it is over once nothing is open; nil where it goes on to the end.
    /// - Returns: When it was over before the end.
    @discardableResult
    mutating func run(
        to end: Instant, patience: Duration = .seconds(3_600), freeFrom start: Instant? = nil
    ) -> Instant? {
        let last = end + patience
        while let next = next, next <= last, next < .distantFuture, awaited == nil || !unstarted.isEmpty {
            if let start, let free = free(from: start, before: min(next, end)) { return free }
            now = max(now, next)
            if calls.indices.contains(answered), calls[answered].sentAt + Self.roundTrip <= now {
                answerOldest()
            } else if let due = wallTimer, due <= now {
                wallTimer = nil
                take(.wallTimerDue)
            } else {
                bootTimer = nil
                take(.monotonicTimerDue)
            }
        }
        // What a hold keeps beyond the end stands in no record.
        for occurrence in engine.heldEvents(upTo: end) where events[occurrence.id] == nil {
            note(occurrence)
            if occurrence.outcome == nil { events[occurrence.id]?.isHeld = true }
        }
        return nil
    }

    /// A time before the next thing happens at which nothing is open or on its way, and no call of before counts for the
    /// rate limit.
    private func free(from start: Instant, before next: Instant) -> Instant? {
        guard open.isEmpty, !calls.indices.contains(answered) else { return nil }
        let free = max(start, max(now, answeredAt) + .seconds(2))
        return free < next ? free : nil
    }

    /// How all services of the account stand at an instant.
    mutating func observations(at instant: Instant) -> [Observation] {
        names.keys.sorted().compactMap { account.truth(of: $0, at: instant) }
    }

    private var next: Instant? {
        var next = wallTimer
        if let bootTimer {
            let due = booted + .nanoseconds(bootTimer.nanosecondsSinceBoot)
            next = min(next ?? due, due)
        }
        if calls.indices.contains(answered) {
            let due = calls[answered].sentAt + Self.roundTrip
            next = min(next ?? due, due)
        }
        return next
    }

    private mutating func answerOldest() {
        let (call, sentAt) = calls[answered]
        answered += 1
        answeredAt = now
        if answered > 1_000 {
            calls.removeFirst(answered)
            answered = 0
        }
        let outcome = account.answer(call.request, at: now)
        if let id = call.occurrence, case .modify(let modification) = call.request, case .modified = outcome {
            events[id]?.add(modification)
        }
        take(
            .callEnded(
                call.id,
                CallReport(
                    outcome: outcome, requestId: "ideal", sentAt: boot(sentAt), endedAt: boot(now),
                    serverDate: Instant(secondsSince1970: now.secondsSince1970), isTrustworthy: true)))
    }

    private func boot(_ instant: Instant) -> MonotonicInstant {
        MonotonicInstant(nanosecondsSinceBoot: (instant - booted).nanoseconds)
    }

    private mutating func take(_ input: Input) {
        var persisted: UInt64?
        for effect in engine.handle(input, at: Moment(local: now, boot: boot(now))) {
            switch effect {
            case .armWallTimer(let instant): wallTimer = instant
            case .armMonotonicTimer(let instant): bootTimer = instant
            case .call(let call): if !isIdle(call) { calls.append((call, now)) }
            case .persist(let record, let sequence):
                note(record)
                persisted = sequence
            case .report(let report): note(report)
            case .publishStatus, .reply, .lend: break
            }
        }
        if let persisted { take(.persisted(upTo: persisted)) }
    }

    /// Whether nothing that is awaited depends on the answer: while events that were seen once wait for a slot, all
    /// services are listed over and over, for those that were called for before them.
    private mutating func isIdle(_ call: Call) -> Bool {
        guard let awaited, awaited.areSeenOnce, case .describeGroups(let offset, let limit) = call.request, limit > 1
        else { return false }
        if offset == 0, now >= awaited.lastDue { listings += 1 }
        return listings > 1
    }

    private mutating func note(_ record: Record) {
        switch record {
        case .occurrence(let occurrence): note(occurrence)
        case .service(let service):
            stopped[service.serviceId] = service.stoppedUntilChanged
            if let intent = service.intent { note(intent.occurrence) }
        case .serviceRemoved, .fleet, .hold: break
        }
    }

    /// What a guard rail keeps back ends as superseded like any other: only this tells the two apart.
    private mutating func note(_ report: Report) {
        guard report.reason?.code == .maxStep, let serviceId = report.serviceId, let job = report.job,
            let instant = report.scheduledAt
        else { return }
        for cause in [.job(job), .command(job)] as [Cause] {
            events[OccurrenceID(serviceId: serviceId, cause: cause, instant: instant)]?.isStepHeld = true
        }
    }

    private mutating func note(_ occurrence: Occurrence) {
        let id = occurrence.id
        if occurrence.outcome == nil { open.insert(id) } else { open.remove(id) }
        if awaited?.ids.contains(id) == true {
            let isStarted = occurrence.startedAt != nil || occurrence.outcome != nil
            if isStarted { unstarted.remove(id) } else { unstarted.insert(id) }
        }
        if events[id] == nil {
            events[id] = TimelineEvent(
                service: names[id.serviceId] ?? id.serviceId, occurrence: occurrence,
                before: account.truth(of: id.serviceId, at: now))
        } else {
            events[id]?.occurrence = occurrence
        }
    }
}

extension IdealWorld {
    /// Events of which it is asked when they are called for. The run ends once all were, or have ended without.
    struct Awaited {
        let events: [OccurrenceID]
        let ids: Set<OccurrenceID>
        /// After their service was observed for them nothing more has to be: none needs a second call, or waits so long
        /// that it is observed anew.
        let areSeenOnce: Bool
        let lastDue: Instant

        /// Well below the time for which an observation counts as fresh.
        static let patience = Duration.seconds(100)

        init(_ events: [OccurrenceID], areSeenOnce: Bool) {
            self.events = events
            ids = Set(events)
            self.areSeenOnce = areSeenOnce
            lastDue = events.map(\.instant).max() ?? .distantFuture
        }
    }
}
