import Autoscaling
import CivilTime
import CronSchedule

/// Draws schedules that people might write, and the changes that they might make to them.
struct FleetGenerator {
    /// Clock changes happen in most of them.
    static let zones = [
        "Asia/Shanghai", "UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo",
        "Pacific/Apia", "Asia/Kathmandu", "Africa/Casablanca",
    ]

    var random: SeededRandom
    let rules: [TimeZoneRules]
    /// The first local midnight is not far from it.
    let start: Instant
    /// Jobs every quarter of an hour in a few worlds only: they make the world slow.
    let isDense: Bool
    /// In one world of three people change every key there is, not only jobs.
    let isThorough: Bool
    private var jobsMade = 0

    init(random: SeededRandom, isThorough: Bool = false, start: Instant) {
        self.random = random
        self.start = start
        self.isThorough = isThorough
        rules = FleetGenerator.zones.compactMap { Reading.zone($0) }
        isDense = self.random.chance(0.1)
    }

    static func serviceId(_ index: Int) -> String { "ms-sim0000\(index)-1" }

    mutating func fleet() -> FleetConfiguration {
        var fleet = FleetConfiguration()
        fleet.settings = settings()
        let count = random.int(1...8)
        fleet.schedules = (0..<count).map { schedule($0) }
        return fleet
    }

    private mutating func settings() -> FleetSettings {
        var settings = FleetSettings()
        settings.rateLimit = random.pick([1, 2, 3, 5, 20], or: 20)
        settings.callTimeout = .seconds(random.pick([3, 10, 30], or: 10))
        settings.maxClockSkew = .seconds(random.pick([10, 30, 60], or: 30))
        settings.observeInterval = .seconds(random.pick([60, 300, 300, 600], or: 300))
        settings.isDryRun = random.chance(0.03)
        if random.chance(0.15) { settings.maxConcurrentStops = random.int(1...3) }
        settings.apiIdentity = "ap-guangzhou"
        return settings
    }

    mutating func schedule(_ index: Int) -> ServiceSchedule {
        var schedule = ServiceSchedule(name: "svc\(index)", serviceId: FleetGenerator.serviceId(index))
        schedule.isEnabled = !random.chance(0.03)
        schedule.appliesOnLoad = random.chance(0.2)
        schedule.onManualChange = random.chance(0.3) ? .revert : .adopt
        schedule.isDryRun = random.chance(0.05)
        schedule.convergeTimeout = .seconds(random.pick([300, 900, 1_800], or: 1_800))
        schedule.rails = rails()
        if random.chance(0.7) { schedule.hpaMetrics = [HpaMetric(name: "gpu-util", value: random.int(40...80))] }
        schedule.jobs = (0..<random.int(1...4)).compactMap { _ in job(within: schedule.rails) }
        if schedule.jobs.count > 1, random.chance(0.15), let first = schedule.jobs.first {
            // Two jobs of one service in the same instants: ties.
            schedule.jobs[1].schedule = first.schedule
            schedule.jobs[1].zone = first.zone
        }
        if !mustRun(schedule.rails), random.chance(0.1) { schedule.scheduledAction = scheduledAction() }
        return schedule
    }

    mutating func rails() -> GuardRails {
        var rails = GuardRails()
        if random.chance(0.15) { rails.floor = random.int(1...3) }
        if random.chance(0.15) { rails.ceiling = random.int(4...10) }
        if random.chance(0.15) {
            rails.maxStep = random.int(1...4)
            rails.onMaxStep = random.chance(0.3) ? .hold : .split
        }
        return rails
    }

    func mustRun(_ rails: GuardRails) -> Bool { (rails.floor ?? 0) > 0 }

    mutating func scheduledAction() -> ScheduledAction {
        let stop = Instant(secondsSince1970: (start + random.span(.zero, .seconds(2 * 86_400))).secondsSince1970)
        let offset: Int64 = 8 * 3_600
        var action = ScheduledAction(
            stopTime: stop, nominal: CivilDateTime(secondsSince1970: stop.secondsSince1970 + offset))
        action.stopsUntilChanged = random.chance(0.3)
        return action
    }

    mutating func job(within rails: GuardRails) -> CronScaleJob? {
        guard let expression = expression() else { return nil }
        jobsMade += 1
        let zone = random.pick(rules, or: .utc)
        var job = CronScaleJob(
            name: "job\(jobsMade)", schedule: expression, zone: zone, target: target(within: rails))
        if random.chance(0.2), let exclusion = exclusion() { job.exclusions = [exclusion] }
        job.isEnabled = !random.chance(0.05)
        if random.chance(0.2) { job.startingDeadline = .seconds(random.pick([60, 600, 3_600, 7_200], or: 600)) }
        return job
    }

    mutating func target(within rails: GuardRails) -> Target {
        switch random.below(10) {
        case 0...4: return .replicas(random.int((mustRun(rails) ? 1 : 0)...12))
        case 5, 6:
            let low = random.int(1...4)
            return .bounds(min: low, max: low + random.int(0...6))
        case 7, 8: return mustRun(rails) ? .resume : .stop
        default: return .resume
        }
    }

    mutating func expression() -> CronExpression? {
        let second = random.pick([0, 0, 0, 30], or: 0)
        let minute = random.pick([0, 0, 15, 30, 30, random.int(0...59)], or: 0)
        let hour = random.int(0...23)
        let texts = [
            "\(second) \(minute) \(hour) * * *",
            "\(minute) \(hour) * * *",
            "\(minute) \(hour),\((hour + random.int(1...20)) % 24) * * *",
            "\(second) \(minute) \(hour) * * 1-5",
            "\(minute) */\(random.pick([2, 3, 4, 6], or: 3)) * * *",
            // Hours in which clocks change.
            "\(random.pick([0, 15, 30, 59], or: 30)) \(random.int(1...3)) * * *",
            "\(random.pick([0, 30], or: 0)) 0-5/\(random.int(1...2)) * * *",
            isDense ? "*/15 * * * *" : "\(minute) \(hour) * * *",
        ]
        return random.pick(texts).flatMap { Reading.expression($0) }
    }

    mutating func exclusion() -> CronExclusion? {
        random.pick([
            "* * * * * \(random.below(7))", "* * * \(random.int(1...28))-31 * *", "* * 0-\(random.int(0...12)) * * *",
            "*/2 * * * *",
        ]).flatMap { Reading.exclusion($0) }
    }
}
