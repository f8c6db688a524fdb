import Autoscaling
import CivilTime
import CronSchedule

extension WorldPlan {
    /// As many of each kind as the faults ask for; every other one near an event, where it hurts most.
    static func disturbances(
        _ faults: Faults, _ fleet: FleetConfiguration, from start: Instant, to end: Instant,
        random: inout SeededRandom
    ) -> [Disturbance] {
        let events = instants(of: fleet, from: start, to: end)
        let services = fleet.schedules.map(\.serviceId)
        var all: [Disturbance] = []
        func add(
            _ count: Int, lasting: (Duration, Duration) = (.seconds(10), .seconds(4 * 3_600)),
            _ kind: (inout SeededRandom) -> Disturbance.Kind?
        ) {
            for _ in 0..<count {
                guard let kind = kind(&random) else { continue }
                let at: Instant =
                    if random.chance(0.5), let event = random.pick(events) {
                        event + random.span(.seconds(-20), .seconds(120))
                    } else {
                        start + random.span(.zero, end - start)
                    }
                guard at > start, at < end else { continue }
                all.append(Disturbance(kind: kind, at: at, lasting: random.skewedSpan(lasting.0, lasting.1)))
            }
        }
        let counts = faults.counts
        add(counts.crashes, lasting: (.milliseconds(100), .seconds(8 * 3_600))) { _ in .crash }
        add(counts.reboots, lasting: (.seconds(20), .seconds(8 * 3_600))) { _ in .reboot }
        add(counts.suspends) { _ in .suspend }
        add(counts.clockSteps) { .clockStep(Faults.wallError(&$0)) }
        add(counts.diskFull) { _ in .diskFull }
        add(counts.outages) { _ in .outage }
        add(counts.capacityShortages) { .capacityShortage(resourceGroup: $0.below(Account.resourceGroups)) }
        add(counts.throttlings) { _ in .throttling }
        add(counts.credentialsRefused) { _ in .credentialsRefused }
        add(counts.credentialsMissing) { _ in .credentialsMissing }
        add(counts.permissionsDenied) { $0.pick(services).map { .permissionDenied(serviceId: $0) } }
        add(counts.balanceShortages) { _ in .balanceShort }
        add(counts.leadershipLosses) { _ in .leadershipLost }
        add(counts.commands) { command(for: fleet, from: start, to: end, &$0).map { .command($0) } }
        add(counts.reloads) { _ in .reload }
        add(counts.consoleChanges) { _ in .consoleChange }
        add(counts.serviceLosses) { $0.pick(services).map { .serviceLost(serviceId: $0) } }
        return all.sorted { $0.at < $1.at }
    }

    private static func instants(of fleet: FleetConfiguration, from start: Instant, to end: Instant) -> [Instant] {
        var instants: [Instant] = []
        for schedule in fleet.schedules {
            for job in schedule.jobs {
                var after = start
                while instants.count < 2_000, let next = job.schedule.next(after: after, in: job.zone), next < end {
                    instants.append(next)
                    after = next
                }
            }
        }
        return instants
    }

    private static func command(
        for fleet: FleetConfiguration, from start: Instant, to end: Instant, _ random: inout SeededRandom
    ) -> Command? {
        guard let schedule = random.pick(fleet.schedules) else { return nil }
        let serviceId = schedule.serviceId
        let until: HoldEnd =
            switch random.below(3) {
            case 0: .never
            case 1: .nextEvent
            default: .instant(start + random.span(.zero, end - start))
            }
        let goal: Goal =
            switch random.below(4) {
            case 0: .stopped
            case 1: .running(.bounds(min: 2, max: 5))
            default: .running(.replicas(random.int(1...9)))
            }
        switch random.below(11) {
        case 0, 1: return .pause(serviceId: serviceId, until: until, skips: random.chance(0.3), reason: "drawn")
        case 2: return .unpause(serviceId: serviceId)
        case 3: return .freeze(until: until, reason: "drawn")
        case 4: return .thaw
        case 5, 6:
            return .override(serviceId: serviceId, goal: goal, until: until, reason: "drawn", force: random.chance(0.5))
        case 7: return .endOverride(serviceId: serviceId)
        case 8:
            return random.pick(schedule.jobs).map {
                .run(serviceId: serviceId, job: $0.name, force: random.chance(0.3))
            }
        case 9: return .retry(serviceId: serviceId)
        default: return .drop(serviceId: serviceId)
        }
    }
}
