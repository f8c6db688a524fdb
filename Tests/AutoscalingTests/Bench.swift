import Autoscaling
import CivilTime
import CronSchedule
import TIONE

/// The engine on the bench: clocks that jump from one thing to the next, a cloud that does what it is told, a store
/// that is durable at once.
struct Bench {
    struct Sent: Equatable {
        var at: Instant
        var modification: Modification

        var words: String { "\(at.rfc3339().suffix(9)) \(modification.serviceId) \(modification)" }
    }

    var engine = Engine()
    var local: Instant
    var boot = MonotonicInstant(nanosecondsSinceBoot: 1_000_000_000_000)
    /// The API's clock less the host's.
    var serverOffset: Duration = .zero
    var sendsDate = true
    var roundTrip: Duration = .milliseconds(50)
    var isDurableAtOnce = true

    /// By ServiceId.
    var cloud: [String: Observation] = [:]
    /// What a service looks like after a change; the default is at once and ready.
    var act: @Sendable (inout Observation, Modification.Change) -> Void = Bench.obey
    /// Answers a call in place of the cloud, where it gives one.
    var answer: (@Sendable (Call, Bench) -> CallReport.Outcome?)?

    var sent: [Sent] = []
    var calls: [Call] = []
    var reports: [Report] = []
    var replies: [CommandReply] = []
    var lent: [(id: LoanID, at: MonotonicInstant)] = []
    var records: [RecordedKey: Record] = [:]
    var statusLine = ""
    var lastSequence: UInt64 = 0
    private var wallTimer: Instant?
    private var monotonicTimer: MonotonicInstant?
    /// Calls that are not sent are not for want of credentials.
    var isUnsigned = false
    private var answers: [(at: MonotonicInstant, id: CallID, report: CallReport)] = []

    enum RecordedKey: Hashable {
        case service(String)
        case occurrence(OccurrenceID)
        case fleet
        case hold(EndedHold.ID)
    }

    /// - Parameter replicas: how many instances of `ms-chat-1` run there; nil: there is no such service.
    init(at text: String, chat replicas: Int? = nil) {
        local = at(text)
        if let replicas { cloud["ms-chat-1"] = Bench.running("ms-chat-1", replicas) }
    }

    static func obey(_ service: inout Observation, _ change: Modification.Change) {
        switch change {
        case .stop:
            service.oldReplicas = service.replicas
            service.status = .stopped
            service.replicas = 0
        case .resume:
            service.status = .normal
            service.replicas = service.oldReplicas
        case .replicas(let count):
            service.replicas = count
            service.isAuto = false
            service.status = .normal
        case .hpa(let hpa):
            service.hpa = hpa
            service.isAuto = true
            service.scaleStrategy = "HPA"
            service.replicas = max(hpa.minReplicas, min(service.replicas ?? 0, hpa.maxReplicas))
            service.status = .normal
        }
        service.readyReplicas = service.replicas
        service.workloadReplicas = service.replicas
    }

    static func running(_ serviceId: String, _ replicas: Int) -> Observation {
        var service = Observation(serviceId: serviceId)
        service.status = .normal
        service.replicas = replicas
        service.readyReplicas = replicas
        service.workloadReplicas = replicas
        return service
    }

    static func stopped(_ serviceId: String, old: Int) -> Observation {
        var service = Observation(serviceId: serviceId)
        service.status = .stopped
        service.replicas = 0
        service.readyReplicas = 0
        service.workloadReplicas = 0
        service.oldReplicas = old
        return service
    }

    // MARK: Driving

    /// A minute past eight, or at `end`: one service `chat` of two instances and these jobs.
    static func ofChat(
        _ jobs: [(String, String, Target)], until end: String = "2026-11-24T08:01:00Z",
        _ change: (inout ServiceSchedule) throws -> Void = { _ in }
    ) throws -> Bench {
        var chat = try schedule("chat", jobs)
        try change(&chat)
        return ofChat(chat, until: end)
    }

    static func ofChat(_ chat: ServiceSchedule, until end: String = "2026-11-24T08:01:00Z") -> Bench {
        var bench = Bench(at: "2026-11-24T08:00:00Z", chat: 2)
        bench.start([chat])
        bench.run(until: end)
        return bench
    }

    /// Starts the engine on what an earlier run of it had stored, with a configuration.
    mutating func start(_ schedules: [ServiceSchedule], settings: FleetSettings = FleetSettings(), seed: UInt64 = 1) {
        var state = StoredState()
        for record in records.values {
            switch record {
            case .service(let service): state.services.append(service)
            case .fleet(let fleet): state.fleet = fleet
            case .occurrence, .serviceRemoved, .hold: break
            }
        }
        state.services.sort { $0.serviceId < $1.serviceId }
        engine = Engine()
        answers = []
        wallTimer = nil
        monotonicTimer = nil
        feed(.started(state, seed: seed))
        feed(.credentials(available: true, ""))
        feed(.configured(FleetConfiguration(settings: settings, schedules: schedules)))
    }

    /// A minute of the schedule, a downtime until `text`, and another minute.
    mutating func start(_ schedules: [ServiceSchedule], thenDownUntil text: String) {
        start(schedules)
        run(.seconds(60))
        local = at(text)
        start(schedules)
        run(.seconds(60))
    }

    mutating func reload(_ schedules: [ServiceSchedule], settings: FleetSettings = FleetSettings()) {
        feed(.configured(FleetConfiguration(settings: settings, schedules: schedules)))
    }

    mutating func command(_ command: Command, by name: String = "ada") {
        feed(.command(CommandID(UInt64(replies.count)), command, by: Actor(uid: 1000, name: name)))
    }

    mutating func pauseChat(until text: String? = nil, skips: Bool = false, reason: String = "") {
        command(.pause(serviceId: "ms-chat-1", until: Self.end(text), skips: skips, reason: reason))
    }

    mutating func overrideChat(_ goal: Goal, until text: String? = nil, reason: String = "") {
        command(
            .override(serviceId: "ms-chat-1", goal: goal, until: Self.end(text), reason: reason, force: false))
    }

    mutating func overrideChat(to count: Int, until text: String? = nil, reason: String = "") {
        overrideChat(.running(.replicas(count)), until: text, reason: reason)
    }

    private static func end(_ text: String?) -> HoldEnd { text.map { .instant(at($0)) } ?? .never }

    mutating func feed(_ input: Input) {
        var inputs = [input]
        while !inputs.isEmpty {
            let effects = engine.handle(inputs.removeFirst(), at: Moment(local: local, boot: boot))
            var persisted: UInt64?
            for effect in effects {
                switch effect {
                case .armWallTimer(let at): wallTimer = at
                case .armMonotonicTimer(let at): monotonicTimer = at
                case .call(let call): send(call)
                case .persist(let record, let sequence):
                    keep(record)
                    persisted = sequence
                    lastSequence = sequence
                case .report(let report): reports.append(report)
                case .publishStatus(let line): statusLine = line.description
                case .reply(_, let reply): replies.append(reply)
                case .lend(let id): lent.append((id, boot))
                }
            }
            if let persisted, isDurableAtOnce { inputs.append(.persisted(upTo: persisted)) }
        }
    }

    private mutating func keep(_ record: Record) {
        switch record {
        case .service(let service): records[.service(service.serviceId)] = record
        case .serviceRemoved(let serviceId): records[.service(serviceId)] = nil
        case .occurrence(let occurrence): records[.occurrence(occurrence.id)] = record
        case .fleet: records[.fleet] = record
        case .hold(let hold): records[.hold(hold.id)] = record
        }
    }

    private mutating func send(_ call: Call) {
        calls.append(call)
        if case .modify(let modification) = call.request { sent.append(Sent(at: local, modification: modification)) }
        let outcome = answer?(call, self) ?? obeyed(call)
        let ended = boot + roundTrip
        let date = local + serverOffset + roundTrip / 2
        let isAnswer: Bool
        switch outcome {
        case .notSent, .unknown: isAnswer = false
        default: isAnswer = true
        }
        let report = CallReport(
            outcome: outcome, requestId: isAnswer ? "req-\(call.id.value)" : nil, sentAt: boot, endedAt: ended,
            serverDate: isAnswer && sendsDate ? Instant(secondsSince1970: date.secondsSince1970) : nil,
            isTrustworthy: isAnswer, isUnsigned: isUnsigned && !isAnswer)
        answers.append((ended, call.id, report))
    }

    private mutating func obeyed(_ call: Call) -> CallReport.Outcome {
        switch call.request {
        case .modify(let modification):
            guard cloud[modification.serviceId] != nil else { return .failed(Self.notFound) }
            act(&cloud[modification.serviceId, default: Observation(serviceId: "")], modification.change)
            return .modified
        case .describeService(let serviceId): return cloud[serviceId].map { .service($0) } ?? .failed(Self.notFound)
        case .describeGroups(let offset, let limit):
            let all = cloud.keys.sorted().compactMap { cloud[$0] }
            return .page(Array(all.dropFirst(offset).prefix(limit)), totalCount: all.count)
        }
    }

    static let notFound = APIError(code: "ResourceNotFound", message: "no such service", requestID: "req-404")

    /// Lets time pass, from one timer or answer to the next, up to `span` from now.
    mutating func run(_ span: Duration) { run(until: local + span) }

    mutating func run(until text: String) { run(until: at(text)) }

    mutating func run(until end: Instant) {
        while true {
            var next = end
            var input: Input?
            if let wallTimer, wallTimer <= next {
                next = max(wallTimer, local)
                input = .wallTimerDue
            }
            if let monotonicTimer {
                let at = local + max(monotonicTimer - boot, .zero)
                if at < next || (input == nil && at <= next) {
                    next = at
                    input = .monotonicTimerDue
                }
            }
            if let place = answers.indices.min(by: { answers[$0].at < answers[$1].at }) {
                let at = local + max(answers[place].at - boot, .zero)
                if at < next || (input == nil && at <= next) {
                    next = at
                    let answer = answers.remove(at: place)
                    pass(next - local)
                    feed(.callEnded(answer.id, answer.report))
                    continue
                }
            }
            pass(next - local)
            guard let input else { return }
            if case .wallTimerDue = input { wallTimer = nil } else { monotonicTimer = nil }
            feed(input)
        }
    }

    private mutating func pass(_ span: Duration) {
        local = local + span
        boot = boot + span
    }

    // MARK: Looking

    /// What the changes that were sent ask for, in their order.
    var asked: [String] { sent.map(\.modification.description) }

    var history: [Occurrence] {
        records.values.compactMap { if case .occurrence(let occurrence) = $0 { occurrence } else { nil } }
            .sorted { ($0.id.instant, $0.id.cause.description) < ($1.id.instant, $1.id.cause.description) }
    }

    func record(_ serviceId: String) -> ServiceRecord? {
        if case .service(let record)? = records[.service(serviceId)] { record } else { nil }
    }

    func kinds(_ kind: EventKind) -> [Report] { reports.filter { $0.kind == kind } }
}

/// A schedule for `ms-NAME-1` in UTC.
func schedule(_ name: String, _ jobs: [(String, String, Target)]) throws -> ServiceSchedule {
    var schedule = ServiceSchedule(name: name, serviceId: "ms-\(name)-1")
    schedule.jobs = try jobs.map { job in
        CronScaleJob(name: job.0, schedule: try CronExpression(job.1), zone: .utc, target: job.2)
    }
    return schedule
}

/// The instant that `text` names in RFC 3339.
func at(_ text: String) -> Instant { (try? Instant(rfc3339: text)) ?? .distantPast }
