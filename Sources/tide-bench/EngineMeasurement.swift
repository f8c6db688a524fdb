import Autoscaling
import CivilTime
import CronSchedule
import Glibc
import TIONE

/// One fleet, loaded and run through one minute.
struct EngineMeasurement {
    private let services: Int
    private var engine = Engine()
    private var now: Instant
    private let booted: Instant
    private var wallTimer: Instant?
    private var bootTimer: MonotonicInstant?
    private var calls: [(call: Call, sentAt: Instant)] = []
    private var answered = 0
    /// Instances of the services that were scaled; all others have one.
    private var scaled: [String: Int] = [:]
    private var spent = Duration.zero
    /// Of the minute: what the engine was at work on, how many of them, and the time that it took.
    private var shares = [(count: Int, spent: Duration)](repeating: (0, .zero), count: EngineShare.allCases.count)
    /// Reports of the minute, and what it takes to put them into words: the engine leaves that to whoever writes them.
    private var reports = (count: 0, spent: Duration.zero)

    private var load = Duration.zero
    private var minute = Duration.zero
    /// After the load, and at the end, when every service has been observed.
    private var resident = 0
    private var residentInTheEnd = 0
    private var events = 0

    private static let roundTrip = Duration.milliseconds(50)

    init(services: Int, jobs: Int) throws {
        self.services = services
        // A Tuesday; the events of one service in ten fall into 08:30.
        let due = try Instant(rfc3339: "2026-11-24T08:30:00+08:00")
        now = due - .seconds(600)
        booted = now - .seconds(3_600)
        let configuration = try configuration(jobs: jobs)

        take(.started(StoredState(), seed: 1))
        take(.credentials(available: true, "bench"))
        take(.configured(configuration))
        run(to: now + .seconds(3))
        load = spent
        resident = EngineMeasurement.residentBytes()
        run(to: due - .seconds(1))
        spent = .zero
        events = 0
        reports = (0, .zero)
        for share in shares.indices { shares[share] = (0, .zero) }
        run(to: due + .seconds(60))
        minute = spent
        residentInTheEnd = EngineMeasurement.residentBytes()
    }

    /// As a row of the table.
    var line: String {
        pad("\(services)", 8) + pad(milliseconds(load), 21) + pad("\(resident / 1_048_576) MiB", 10)
            + pad("\(residentInTheEnd / 1_048_576) MiB", 13) + pad(milliseconds(minute), 10) + pad("\(events)", 8)
            + pad(each(minute, events), 11)
    }

    /// What the minute consists of, a line each; and what comes on top of it.
    var shareLines: [String] {
        func line(_ words: String, _ count: Int, _ spent: Duration) -> String {
            pad(milliseconds(spent), 18) + "  \(count) \(words), \(each(spent, count)) each"
        }
        return EngineShare.allCases.map { share in
            line(share.words, shares[share.rawValue].count, shares[share.rawValue].spent)
        } + [line("reports put into words, outside the engine", reports.count, reports.spent)]
    }

    private func pad(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }

    private func each(_ span: Duration, _ count: Int) -> String {
        let hundredths = span.nanoseconds / 10 / Int64(max(1, count))
        return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10) µs"
    }

    private func milliseconds(_ span: Duration) -> String {
        let tenths = span.nanoseconds / 100_000
        return "\(tenths / 10).\(tenths % 10) ms"
    }

    private mutating func configuration(jobs: Int) throws -> FleetConfiguration {
        let zone = try TimeZoneRules(identifier: "Asia/Shanghai")
        // Every tenth service's first job falls into the minute; everything else is far from it.
        let soon = try (0..<60).map { try CronExpression("\($0) 30 8 * * *") }
        let late = try (0..<max(20, jobs)).map { try CronExpression("0 \($0 % 60) \(10 + $0 % 12) * * *") }
        var configuration = FleetConfiguration()
        configuration.settings.observeInterval = .seconds(86_400)
        for index in 0..<services {
            let serviceId = "ms-bench\(index)-1"
            var schedule = ServiceSchedule(name: "bench\(index)", serviceId: serviceId)
            schedule.jobs = (0..<jobs).map { job in
                let isDue = job == 0 && index % 10 == 0
                return CronScaleJob(
                    name: "job\(job)", schedule: isDue ? soon[index / 10 % 60] : late[(index + job) % late.count],
                    zone: zone, target: .replicas(job % 3 + 2))
            }
            configuration.schedules.append(schedule)
        }
        return configuration
    }

    /// A service as an answer of the API tells of it, made for each answer as the daemon makes it.
    private func observation(_ serviceId: String) -> Observation {
        let count = scaled[serviceId] ?? 1
        var seen = Observation(serviceId: serviceId)
        seen.serviceGroupId = String(serviceId.dropLast(2))
        seen.status = .normal
        seen.replicas = count
        seen.readyReplicas = count
        seen.workloadReplicas = count
        return seen
    }

    // MARK: The time that passes

    private mutating func run(to end: Instant) {
        while let next = next, next <= end {
            now = max(now, next)
            if calls.indices.contains(answered), calls[answered].sentAt + Self.roundTrip <= now {
                let (call, sentAt) = calls[answered]
                answered += 1
                answer(call, sentAt)
            } else if let wallTimer, wallTimer <= now {
                self.wallTimer = nil
                take(.wallTimerDue)
            } else {
                bootTimer = nil
                take(.monotonicTimerDue)
            }
        }
        now = max(now, end)
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

    private mutating func answer(_ call: Call, _ sentAt: Instant) {
        let outcome: CallReport.Outcome
        switch call.request {
        case .describeGroups(let offset, let limit):
            let page = (0..<services).dropFirst(offset).prefix(limit)
            outcome = .page(page.map { observation("ms-bench\($0)-1") }, totalCount: services)
        case .describeService(let serviceId): outcome = .service(observation(serviceId))
        case .modify(let modification):
            if case .replicas(let count) = modification.change { scaled[modification.serviceId] = count }
            outcome = .modified
        }
        take(
            .callEnded(
                call.id,
                CallReport(
                    outcome: outcome, requestId: "bench", sentAt: boot(sentAt), endedAt: boot(now),
                    serverDate: Instant(secondsSince1970: now.secondsSince1970), isTrustworthy: true)))
    }

    private func boot(_ instant: Instant) -> MonotonicInstant {
        MonotonicInstant(nanosecondsSinceBoot: (instant - booted).nanoseconds)
    }

    private mutating func take(_ input: Input) {
        let moment = Moment(local: now, boot: boot(now))
        let before = ContinuousClock.now
        let effects = engine.handle(input, at: moment)
        let took = ContinuousClock.now - before
        spent += took
        if let share = EngineShare(input) {
            shares[share.rawValue].count += share.count(input, effects)
            shares[share.rawValue].spent += took
        }
        putIntoWords(effects)
        var persisted: UInt64?
        for effect in effects {
            switch effect {
            case .armWallTimer(let instant): wallTimer = instant
            case .armMonotonicTimer(let instant): bootTimer = instant
            case .call(let call): calls.append((call, now))
            case .persist(_, let sequence): persisted = sequence
            case .report(let report): if report.kind == .eventDue { events += 1 }
            case .publishStatus, .reply, .lend: break
            }
        }
        if let persisted { take(.persisted(upTo: persisted)) }
    }

    private mutating func putIntoWords(_ effects: [Effect]) {
        let before = ContinuousClock.now
        var bytes = 0
        for case .report(let report) in effects {
            reports.count += 1
            bytes += report.message.utf8.count
        }
        if bytes > 0 { reports.spent += ContinuousClock.now - before }
    }

    /// The second number of statm, in pages. Source: proc(5).
    private static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard fgets(&buffer, 128, file) != nil else { return 0 }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let numbers = text.split(separator: " ")
        return numbers.count > 1 ? (Int(numbers[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }
}
