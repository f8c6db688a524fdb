import Autoscaling
import CivilTime
import CronSchedule
import Glibc
import TIONE

/// One fleet, loaded and run through some minutes, in each of which others of its services have an event due.
struct EngineMeasurement {
    private let services: Int
    /// One service in so many has an event in a minute.
    private let stride: Int
    private var engine = Engine()
    private var now: Instant
    private let booted: Instant
    private var wallTimer: Instant?
    private var bootTimer: MonotonicInstant?
    private var calls: [(call: Call, sentAt: Instant)] = []
    private var answered = 0
    /// Instances of the services that were scaled; all others have one.
    private var scaled: [String: Int] = [:]
    /// What is counted at present.
    private var minute = EngineMinute()
    /// The minutes that were measured.
    private var minutes: [EngineMinute] = []

    private var load = Duration.zero
    /// After the load, and after the first minute, when every service has been observed.
    private var resident = 0
    private var residentWhenObserved = 0

    private static let roundTrip = Duration.milliseconds(50)
    private static let firstHour = 8
    private static let minutesMeasured = 5

    /// - Parameter events: in a minute, at most a tenth of the services.
    init(services: Int, jobs: Int, events: Int) throws {
        self.services = services
        stride = services / events
        // A Tuesday.
        let day = try Instant(rfc3339: "2026-11-24T00:00:00+08:00")
        let dues = (0..<Self.minutesMeasured).map { day + .seconds((Self.firstHour + $0) * 3_600 + 1_800) }
        now = dues[0] - .seconds(600)
        booted = now - .seconds(3_600)
        let configuration = try configuration(jobs: jobs)

        take(.started(StoredState(), seed: 1))
        take(.credentials(available: true, "bench"))
        take(.configured(configuration))
        run(to: now + .seconds(3))
        load = minute.spent
        resident = EngineMeasurement.residentBytes()
        for due in dues {
            run(to: due - .seconds(1))
            minute = EngineMinute()
            run(to: due + .seconds(60))
            minutes.append(minute)
            if minutes.count == 1 { residentWhenObserved = EngineMeasurement.residentBytes() }
        }
    }

    /// As a row of the table of fleets that have the same events: the median of all the minutes of some.
    static func eventLine(of fleets: [Self]) -> String {
        guard var all = fleets.first else { return "" }
        all.minutes = fleets.flatMap(\.minutes)
        let share = EngineShare.events.rawValue
        let (count, spent) = (all.median { $0.shares[share].count }, all.median { $0.shares[share].spent })
        return all.pad("\(all.services)", 8) + all.pad("\(count)", 8) + all.pad(all.milliseconds(spent), 10)
            + all.pad(all.each(spent, count), 11)
    }

    /// Its figures, without the engine.
    var small: Self {
        var copy = self
        copy.engine = Engine()
        return copy
    }

    /// As a row of the table.
    var line: String {
        let events = median(\.events)
        return pad("\(services)", 8) + pad(milliseconds(load), 21) + pad("\(resident / 1_048_576) MiB", 10)
            + pad("\(residentWhenObserved / 1_048_576) MiB", 13) + pad(milliseconds(median(\.spent)), 10)
            + pad("\(events)", 8) + pad(each(median(\.spent), events), 11)
    }

    /// What the minute consists of, a line each; and what comes on top of it.
    var shareLines: [String] {
        func line(_ words: String, _ count: Int, _ spent: Duration) -> String {
            pad(milliseconds(spent), 18) + "  \(count) \(words), \(each(spent, count)) each"
        }
        return EngineShare.allCases.map { share in
            line(
                share.words, median { $0.shares[share.rawValue].count }, median { $0.shares[share.rawValue].spent })
        } + [
            line(
                "reports put into words, outside the engine", median(\.reports.count), median(\.reports.spent))
        ]
    }

    /// Of the minutes measured. What interrupts the process falls into few of them, and so does what is
    /// done for the first time.
    private func median<Figure: Comparable>(_ figure: (EngineMinute) -> Figure) -> Figure {
        minutes.map(figure).sorted()[minutes.count / 2]
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
        // An hour each has the first job of one service in so many; everything else is far from them.
        let hours = 10
        let soon = try (0..<hours).map { hour in
            try (0..<60).map { try CronExpression("\($0) 30 \(Self.firstHour + hour) * * *") }
        }
        let late = try (0..<max(20, jobs)).map { try CronExpression("0 \($0 % 60) \($0 % 8) * * *") }
        var configuration = FleetConfiguration()
        for index in 0..<services {
            let serviceId = "ms-bench\(index)-1"
            var schedule = ServiceSchedule(name: "bench\(index)", serviceId: serviceId)
            schedule.jobs = (0..<jobs).map { job in
                CronScaleJob(
                    name: "job\(job)",
                    schedule: job == 0
                        && index % stride < hours
                        ? soon[index % stride][index / stride % 60] : late[(index + job) % late.count],
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
        minute.spent += took
        if let share = EngineShare(input) {
            minute.shares[share.rawValue].count += share.count(input, effects)
            minute.shares[share.rawValue].spent += took
        }
        putIntoWords(effects)
        var persisted: UInt64?
        for effect in effects {
            switch effect {
            case .armWallTimer(let instant): wallTimer = instant
            case .armMonotonicTimer(let instant): bootTimer = instant
            case .call(let call): calls.append((call, now))
            case .persist(_, let sequence): persisted = sequence
            case .report(let report): if report.kind == .eventDue { minute.events += 1 }
            case .publishStatus, .reply, .lend: break
            }
        }
        if let persisted { take(.persisted(upTo: persisted)) }
    }

    private mutating func putIntoWords(_ effects: [Effect]) {
        let before = ContinuousClock.now
        var bytes = 0
        for case .report(let report) in effects {
            minute.reports.count += 1
            bytes += report.message.utf8.count
        }
        if bytes > 0 { minute.reports.spent += ContinuousClock.now - before }
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
