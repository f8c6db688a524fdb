import CivilTime
import TIONE

// What others do to a service: people in the console, TI-ONE's own schedule, another version of it.
extension Engine {
    /// Nothing is open: whatever differs from where the service converged was done by somebody else.
    mutating func isChangedByHand(_ i: Int, _ observation: Observation) -> Bool {
        guard let converged = services[i].record.convergedGoal, observation.phase.isAtRest,
            case .change = planner(for: i, goal: converged, observation).step()
        else { return false }
        return true
    }

    mutating func noticeManualChange(_ i: Int, _ observation: Observation) {
        guard let converged = services[i].record.convergedGoal else { return }
        let change = "from \(converged) to \(observation.summary)"
        let wasStopped = ["ARREARS_STOP", "WHITELIST_STOP"].contains(observation.businessStatus)
        let startsByHand = observation.phase == .stopped && !converged.isStopped
        let schedule = services[i].schedule
        // What an earlier configuration stopped, a floor that has come since does not stop again.
        if schedule.onManualChange == .revert, schedule.isEnabled, !wasStopped, !startsByHand,
            !schedule.rails.forbids(converged)
        {
            if let why = putsRevertOff(i) {
                if !services[i].isRevertPutOff {
                    services[i].isRevertPutOff = true
                    report(.heldBack, about: i, "changed by hand \(change); OnManualChange=revert waits: \(why)")
                }
                return
            }
            services[i].isRevertPutOff = false
            services[i].revertedAt = now.boot
            let reason = Reason(.reverted, "changed by hand \(change); OnManualChange=revert")
            let occurrence = Occurrence(
                id: OccurrenceID(serviceId: services[i].serviceId, cause: .command("revert"), instant: time),
                nominal: nil, target: converged.target, goal: converged, reason: reason)
            report(.manualChangeReverted, reason.sentence, occurrence, of: i)
            open(occurrence, foldedSize: remembered(converged.size, after: nil, of: i), of: i)
            return
        }
        services[i].record.convergedGoal = nil
        noteChange(i)
        var entry = Report(
            .manualChangeAdopted, "\(services[i].name): changed by hand \(change); left until the next event")
        entry.service = services[i].name
        entry.serviceId = services[i].serviceId
        entry.reason = Reason(.manualChange, change)
        effects.append(.report(entry))
    }

    /// Why a change by hand is not reverted now, though it will be; nil where it is.
    private func putsRevertOff(_ i: Int) -> String? {
        if let hold = fleetHold ?? eventHold(i), hold.code != .overridden { return hold.sentence }
        if isDryRun(i) { return "dry run" }
        let schedule = services[i].schedule
        if let ago = sinceRevert(i), ago < schedule.convergeTimeout {
            return "one was reverted \(ago.words) ago, and in ConvergeTimeoutSec="
                + "\(schedule.convergeTimeout.words) at most one is"
        }
        return nil
    }

    /// How long ago a change by hand was reverted, by an earlier run of the daemon too; nil where none was.
    private func sinceRevert(_ i: Int) -> Duration? {
        if let reverted = services[i].revertedAt { return now.boot - reverted }
        guard let last = services[i].record.last, last.id.cause == .command("revert") else { return nil }
        return time - last.id.instant
    }

    mutating func warnOfSecondScheduler(_ i: Int, _ observation: Observation) {
        guard observation.isScheduledByTIONE else { return }
        if let warned = services[i].warnedOfSecondSchedulerAt, now.boot - warned < Self.day { return }
        services[i].warnedOfSecondSchedulerAt = now.boot
        var entry = Report(
            .twoSchedulers,
            "\(services[i].name): TI-ONE schedules this service too (\(observation.ownSchedule)): two schedulers act on it"
        )
        entry.service = services[i].name
        entry.serviceId = services[i].serviceId
        effects.append(.report(entry))
    }

    /// A higher version of a group runs, and only a lower one has a schedule.
    mutating func warnOfOtherVersions() {
        if sweep.hasNamedOthers {
            for i in services.indices { services[i].otherVersion = nil }
            sweep.hasNamedOthers = false
        }
        let others = sweep.others
        guard !others.isEmpty else { return }
        // Of few it is quicker to look at each.
        let groups = others.count > 8 ? Set(others.lazy.map(\.serviceGroupId)) : nil
        var byGroup: [String: Int] = [:]
        for i in services.indices {
            guard let group = services[i].observation?.serviceGroupId, !group.isEmpty,
                groups?.contains(group) ?? others.contains(where: { $0.serviceGroupId == group })
            else { continue }
            if let other = byGroup[group], isHigher(services[other].serviceId, than: services[i].serviceId) { continue }
            byGroup[group] = i
        }
        for other in others {
            guard let i = byGroup[other.serviceGroupId], isHigher(other.serviceId, than: services[i].serviceId) else {
                continue
            }
            services[i].otherVersion = other.serviceId
            sweep.hasNamedOthers = true
            if let warned = services[i].warnedOfOtherVersionAt, now.boot - warned < Self.day { continue }
            services[i].warnedOfOtherVersionAt = now.boot
            var entry = Report(
                .otherVersionRunning,
                "\(services[i].name): \(other.serviceId) of the same group \(other.serviceGroupId) runs without a schedule"
            )
            entry.service = services[i].name
            entry.serviceId = services[i].serviceId
            effects.append(.report(entry))
        }
    }

    /// Whether a ServiceId names a higher version of its group than another: `ms-h29wqz2b-2` than `ms-h29wqz2b-1`. One
    /// that does not end in a number may be.
    private func isHigher(_ serviceId: String, than other: String) -> Bool {
        func version(_ serviceId: String) -> Int? { serviceId.split(separator: "-").last.flatMap { Int($0) } }
        guard let mine = version(serviceId), let theirs = version(other) else { return true }
        return mine > theirs
    }
}

extension Observation {
    /// TI-ONE itself acts on the service by the clock.
    var isScheduledByTIONE: Bool { schedulesStop || isScaledByTIONE }

    private var isScaledByTIONE: Bool { isAuto && scaleStrategy == "CRON" && cronScaleJobs > 0 }

    var ownSchedule: String {
        let scaling = isScaledByTIONE ? ["ScaleStrategy CRON with \(cronScaleJobs) CronScaleJobs"] : []
        return (scaling + (schedulesStop ? ["ScheduleStop is true"] : [])).joined(separator: ", ")
    }
}
