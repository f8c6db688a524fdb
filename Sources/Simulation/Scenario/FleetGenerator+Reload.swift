import Autoscaling
import CivilTime

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

    /// A fleet whose every schedule acts: what the quiet phase runs with.
    func calmed(_ fleet: FleetConfiguration) -> FleetConfiguration {
        var fleet = fleet
        fleet.settings.isDryRun = false
        for index in fleet.schedules.indices { fleet.schedules[index].isDryRun = false }
        return fleet
    }
}
