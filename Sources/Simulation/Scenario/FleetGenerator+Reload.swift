import Autoscaling
import CivilTime
import CronSchedule
import TIONE

extension FleetGenerator {
    /// What somebody changes in the files before a reload.
    mutating func edit(_ fleet: inout FleetConfiguration) {
        for _ in 0..<random.int(1...3) { editOnce(&fleet) }
    }

    private mutating func editOnce(_ fleet: inout FleetConfiguration) {
        guard let index = random.pick(fleet.schedules.indices) else {
            fleet.schedules.append(schedule(0))
            return
        }
        if isThorough, random.chance(0.5) {
            editAnyKey(&fleet, index)
            return
        }
        let rails = fleet.schedules[index].rails
        switch random.below(12) {
        case 0: fleet.schedules.remove(at: index)
        case 1:
            let free = (0..<8).first { candidate in
                !fleet.schedules.contains { $0.serviceId == FleetGenerator.serviceId(candidate) }
            }
            if let free {
                fleet.schedules.append(schedule(free))
                fleet.schedules.sort { $0.name < $1.name }
            }
        case 2: if let job = job(within: rails) { fleet.schedules[index].jobs.append(job) }
        case 3:
            if let job = random.pick(fleet.schedules[index].jobs.indices) {
                fleet.schedules[index].jobs.remove(at: job)
            }
        case 4, 5:
            if let job = random.pick(fleet.schedules[index].jobs.indices) {
                fleet.schedules[index].jobs[job].target = target(within: rails)
            }
        case 6, 7:
            if let job = random.pick(fleet.schedules[index].jobs.indices), let expression = expression() {
                fleet.schedules[index].jobs[job].schedule = expression
            }
        case 8: fleet.schedules[index].isEnabled.toggle()
        case 9:
            if let job = random.pick(fleet.schedules[index].jobs.indices) {
                fleet.schedules[index].jobs[job].isEnabled.toggle()
            }
        case 10: fleet.schedules[index].isDryRun.toggle()
        default: fleet.settings.apiIdentity += "'"
        }
    }

    private mutating func editAnyKey(_ fleet: inout FleetConfiguration, _ index: Int) {
        var schedule = fleet.schedules[index]
        switch random.below(9) {
        case 0, 1: replaceRails(of: &schedule)
        case 2:
            if let job = random.pick(schedule.jobs.indices) {
                schedule.jobs[job].exclusions = random.chance(0.3) ? [] : exclusion().map { [$0] } ?? []
            }
        case 3:
            if let job = random.pick(schedule.jobs.indices) { schedule.jobs[job].zone = random.pick(rules, or: .utc) }
        case 4:
            if let job = random.pick(schedule.jobs.indices) {
                schedule.jobs[job].startingDeadline =
                    random.chance(0.3) ? nil : .seconds(random.pick([60, 600, 3_600, 7_200], or: 600))
            }
        case 5:
            let isWanted = schedule.scheduledAction == nil || random.chance(0.5)
            schedule.scheduledAction = isWanted && !mustRun(schedule.rails) ? scheduledAction() : nil
        case 6:
            schedule.appliesOnLoad = random.chance(0.5)
            schedule.onManualChange = random.chance(0.5) ? .revert : .adopt
        case 7:
            schedule.convergeTimeout = .seconds(random.pick([300, 900, 1_800], or: 1_800))
            schedule.hpaMetrics =
                random.chance(0.2) ? [] : [HpaMetric(name: "gpu-util", value: random.int(40...80))]
            // Which of two in one instant comes last.
            schedule.jobs.reverse()
        default:
            fleet.settings.maxConcurrentStops = random.chance(0.5) ? nil : random.int(1...3)
            fleet.settings.rateLimit = max(fleet.settings.rateLimit, random.pick([2, 3, 5, 20], or: 20))
            fleet.settings.callTimeout = .seconds(random.pick([3, 10, 30], or: 10))
            fleet.settings.observeInterval = .seconds(random.pick([60, 300, 300, 600], or: 300))
        }
        fleet.schedules[index] = schedule
    }

    /// A file with a floor names no stop: it would be refused.
    private mutating func replaceRails(of schedule: inout ServiceSchedule) {
        schedule.rails = rails()
        guard mustRun(schedule.rails) else { return }
        schedule.scheduledAction = nil
        for index in schedule.jobs.indices {
            switch schedule.jobs[index].target {
            case .stop, .replicas(0): schedule.jobs[index].target = target(within: schedule.rails)
            case .replicas, .bounds, .resume: break
            }
        }
    }

    /// A fleet whose every schedule acts: what the quiet phase runs with.
    func calmed(_ fleet: FleetConfiguration) -> FleetConfiguration {
        var fleet = fleet
        fleet.settings.isDryRun = false
        for index in fleet.schedules.indices { fleet.schedules[index].isDryRun = false }
        return fleet
    }
}
