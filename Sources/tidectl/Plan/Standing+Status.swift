import Autoscaling
import CivilTime
import Control
import Simulation
import TideConfiguration

extension Standing {
    /// What the status of a daemon tells, of the services that `fleet` has.
    init(_ services: [ServiceSummary], of fleet: FleetConfiguration) {
        self.init()
        freeze = services.lazy.compactMap(\.freeze).first.map(Hold.init)
        let schedules = Dictionary(fleet.schedules.map { ($0.serviceId, $0) }) { first, _ in first }
        self.services = services.compactMap { summary in
            guard let schedule = schedules[summary.serviceId] else { return nil }
            return Service(summary, schedule)
        }
    }
}

extension Standing.Service {
    fileprivate init(_ summary: ServiceSummary, _ schedule: ServiceSchedule) {
        self.init(serviceId: summary.serviceId)
        pause = summary.pause.map(Hold.init)
        override = summary.override.map(Override.init)
        goal = summary.desired.flatMap(GoalText.init)?.goal
        held = summary.held.compactMap { Occurrence($0, schedule) }
        open = summary.open.flatMap { Occurrence($0, schedule) }
        stoppedUntilChanged = summary.stoppedUntilChanged
    }
}

extension Hold {
    fileprivate init(_ hold: HoldStatus) {
        self.init(
            by: Actor(uid: 0, name: hold.by), reason: hold.reason, since: hold.since.instant, until: hold.until.end,
            skips: hold.skips)
    }
}

extension Override {
    fileprivate init(_ override: OverrideStatus) {
        self.init(
            goal: override.goal.goal, by: Actor(uid: 0, name: override.by), reason: override.reason,
            since: override.since.instant, until: override.until.end, force: false)
    }
}

extension Occurrence {
    /// An event that has not ended; nil where its target can't be read.
    fileprivate init?(_ entry: HistoryEntry, _ schedule: ServiceSchedule) {
        let target: Target
        switch (entry.action, GoalText(entry.target)?.goal) {
        case ("STOP", _): target = .stop
        case ("RESUME", _): target = .resume
        case (_, .running(.replicas(let count)?)?): target = .replicas(count)
        case (_, .running(.bounds(let low, let high)?)?): target = .bounds(min: low, max: high)
        default: return nil
        }
        let cause: Cause =
            if schedule.jobs.contains(where: { $0.name == entry.job }) {
                .job(entry.job)
            } else {
                entry.job == Cause.scheduledAction.description ? .scheduledAction : .command(entry.job)
            }
        self.init(
            id: OccurrenceID(serviceId: schedule.serviceId, cause: cause, instant: entry.due.instant), nominal: nil,
            target: target, goal: Goal(target, after: nil), reason: Reason(.due, entry.reason))
        // One that is held was not taken up yet.
        openedAt = entry.opened == nil ? nil : id.instant
    }
}

extension ConfigurationOptions {
    /// Whether a daemon reads the directories that are read here: only then does it speak of the same services.
    ///
    /// - Parameter theirs: where it reads; one of an earlier version does not say.
    private func isShared(_ theirs: [String]) -> Bool {
        theirs.isEmpty ? given.isEmpty : directories.map(canonicalPath) == theirs
    }

    /// The services of the daemon that reads the same directories; none where no such daemon answers.
    ///
    /// - Parameter serviceIds: Those that matter: a few are asked for one by one, which spares the daemon to tell of all.
    func services(_ serviceIds: [String], of daemon: DaemonOptions) -> [ServiceSummary] {
        guard serviceIds.count <= Self.askedSingly else { return services(of: daemon) }
        var found: [ServiceSummary] = []
        for serviceId in serviceIds {
            // One that the daemon does not know may be new in the files, or the daemon reads others.
            guard let status = status(of: serviceId, daemon) else { return services(of: daemon) }
            found.append(status)
        }
        return found
    }

    private static let askedSingly = 8

    /// The same of all services.
    func services(of daemon: DaemonOptions) -> [ServiceSummary] {
        let status = try? daemon.request(.status(service: nil), as: FleetStatus.self, timeout: .seconds(5))
        guard let status else { return [] }
        guard isShared(status.configurationDirectories) else {
            if given.isEmpty, !status.configurationDirectories.isEmpty {
                let others = status.configurationDirectories.map { "--config-dir=\($0)" }.joined(separator: " ")
                printToStandardError("tidectl: the daemon reads other directories: \(others) plans what it does")
            }
            return []
        }
        return status.services
    }

    private func status(of serviceId: String, _ daemon: DaemonOptions) -> ServiceSummary? {
        let status = try? daemon.request(.status(service: serviceId), as: ServiceStatus.self, timeout: .seconds(5))
        guard let status, isShared(status.configurationDirectories) else { return nil }
        return status.summary
    }

    /// As the daemon that reads the same directories has it; nil where no such daemon has it.
    func service(_ serviceId: String, of daemon: DaemonOptions) -> ServiceSummary? {
        services([serviceId], of: daemon).first { $0.serviceId == serviceId }
    }
}
