import Autoscaling
import CivilTime
import Control
import CronSchedule
import TIONE
import TIONEClient
import TideConfiguration

/// What became of a service that was to be adopted.
struct AdoptionOutcome {
    /// TI-ONE runs no jobs of it any more.
    var isOffTIONE: Bool
    var sentence: String
}

/// Takes services off TI-ONE's own schedule: shows what it is about to do, asks, does it, and looks whether it came so.
struct AdoptionRun {
    let reader: ServiceReader
    let daemon: DaemonOptions
    let confirmation: ConfirmationOptions
    /// Of the files that this import wrote, and whether it is one that the daemon reads.
    let directory: (path: String, isRead: Bool)?

    /// How long a service may take to show that its jobs are off.
    private static let patience = 30

    struct Candidate {
        var name: String
        var adoption: Adoption
        /// How many of TI-ONE's entries no schedule can say.
        var lost: Int
    }

    /// Shows what adopting will do, and asks.
    ///
    /// - Parameter known: the configuration as it will be once the files are written.
    /// - Throws: ``CommandFailure`` with status 5 where a service has no schedule of Tide's, 1 where the answer is no.
    func ask(
        _ found: [ServiceReader.Found], _ schedules: [ImportedSchedule], _ known: LoadedConfiguration
    ) throws -> [Candidate] {
        let candidates = zip(found, schedules).map { found, schedule in
            var adoption = Adoption(of: found.service, tiProjectId: reader.tiProjectId, at: wallClock())
            if adoption.sends, directory != nil, schedule.lost > 0 {
                adoption.step = .impossible(
                    "\(schedule.lost) of TI-ONE's entries stand in \(schedule.file) as comments only; complete it, then adopt "
                        + "without --output")
            }
            return Candidate(name: schedule.name, adoption: adoption, lost: schedule.lost)
        }
        let unscheduled = candidates.filter(\.adoption.sends).compactMap { Self.obstacle($0, known) }
        guard unscheduled.isEmpty else {
            let advice = directory == nil ? "\nwrite one first, by --output" : ""
            throw CommandFailure(unscheduled.joined(separator: "\n") + advice, code: .refused)
        }
        let plan = lines(candidates, known.fleet)
        if candidates.contains(where: \.adoption.sends), confirmation.asks {
            try confirmation.confirm(plan)
        } else {
            for line in plan { printToStandardError(line) }
        }
        return candidates
    }

    /// Why no schedule of Tide's would scale the service; nil where one would.
    private static func obstacle(_ candidate: Candidate, _ known: LoadedConfiguration) -> String? {
        let serviceId = candidate.adoption.serviceId
        let nobody = ": nobody would scale it"
        if let schedule = known.fleet.schedules.first(where: { $0.serviceId == serviceId }) {
            return schedule.isEnabled ? nil : "\(schedule.name).schedule of \(serviceId) is not enabled\(nobody)"
        }
        let unit = known.unit(named: "\(candidate.name).schedule")
        if let unit, unit.outcome == .masked { return "\(unit.path) is masked, and \(serviceId) has no other\(nobody)" }
        return "\(serviceId) has no schedule that tided would read\(nobody)"
    }

    /// By ServiceId.
    func carryOut(_ candidates: [Candidate]) async throws -> [String: AdoptionOutcome] {
        var outcomes: [String: AdoptionOutcome] = [:]
        for candidate in candidates {
            let outcome = try await adopt(candidate)
            outcomes[candidate.adoption.serviceId] = outcome
            printToStandardError("\(candidate.name) (\(candidate.adoption.serviceId)): \(outcome.sentence)")
        }
        return outcomes
    }

    // MARK: The plan

    private func lines(_ candidates: [Candidate], _ fleet: FleetConfiguration) -> [String] {
        let status = try? daemon.request(.status(service: nil), as: FleetStatus.self, timeout: .seconds(5))
        var lines: [String] = []
        for candidate in candidates {
            let adoption = candidate.adoption
            let jobs = adoption.jobs == 1 ? "1 job" : "\(adoption.jobs) jobs"
            lines.append(
                "\(candidate.name) (\(adoption.serviceId)): TI-ONE runs \(adoption.jobs == 0 ? "no jobs" : jobs) of it."
            )
            switch adoption.step {
            case .nothingToDo: lines.append("  Nothing to send.")
            case .scale(let modification): lines.append("  Sends \(Adoption.words(modification)).")
            case .impossible(let reason): lines.append("  Nothing is sent: \(reason).")
            }
            if adoption.sends, candidate.lost > 0 {
                lines.append(
                    "  Ends with it: \(candidate.lost) of TI-ONE's entries, named above, that no schedule file can say."
                )
            }
            if let time = adoption.armedStop { lines.append("  \(Self.armedStop(time))") }
            lines += coming(candidate, fleet, status)
        }
        return lines + daemonLines(candidates, status)
    }

    static func armedStop(_ time: String) -> String {
        "TI-ONE also stops it at \(time), which no SCALE clears: switch the scheduled stop off in the console, on the "
            + "service's page."
    }

    /// The next events that the schedule has which will be in force, and what keeps Tide from carrying them out.
    private func coming(_ candidate: Candidate, _ fleet: FleetConfiguration, _ status: FleetStatus?) -> [String] {
        let serviceId = candidate.adoption.serviceId
        guard let schedule = fleet.schedules.first(where: { $0.serviceId == serviceId }) else { return [] }
        guard schedule.isEnabled else {
            return ["  Its schedule, \(schedule.name).schedule, is not enabled: nobody will scale it."]
        }
        let time = TimeText(now: TimeText.clock)
        var lines: [String] = []
        if directory != nil, schedule.name != candidate.name {
            lines.append("  In force is \(schedule.name).schedule, not the file written here.")
        }
        let isDryRun = schedule.isDryRun || status?.isDryRun == true
        if isDryRun { lines.append("  Tide makes no calls for it: it is in dry run.") }
        let summary = status?.services.first { $0.serviceId == serviceId }
        let holds = [
            (status?.freeze).map { "frozen \(holdText($0, time))" },
            summary?.pause.map { "paused \(holdText($0, time))" },
            summary?.override.map { "overridden to \(overrideText($0, time))" },
        ].compactMap { $0 }
        lines += holds.map { "  Tide holds its events: \($0)." }
        let then = isDryRun ? "In dry run then" : holds.isEmpty ? "Tide then" : "Due then, unless held"
        return lines + Self.events(of: schedule, time).map { "  \(then): \($0)" }
    }

    /// The next three of its jobs, and its scheduled stop however far away.
    private static func events(of schedule: ServiceSchedule, _ time: TimeText) -> [String] {
        let stop = schedule.scheduledAction.flatMap { $0.stopTime > time.now ? $0 : nil }
        let lastFiring = stop.flatMap { $0.stopsUntilChanged ? $0.stopTime : nil } ?? .distantFuture
        let firings = schedule.jobs.filter(\.isEnabled).compactMap { job -> (at: Instant, text: String)? in
            let firing = job.schedule.nextFiring(
                after: time.now, upTo: lastFiring, in: job.zone, excluding: job.exclusions)
            return firing.map { ($0.instant, "\(job.target) at \(time.full($0.instant)) (\(job.name))") }
        }.sorted { $0.at < $1.at }
        var events = Array(firings.prefix(3))
        if let stop {
            let after = stop.stopsUntilChanged ? ", then nothing until the file changes" : ""
            let text = "\(Target.stop) at \(time.full(stop.stopTime)) (\(Cause.scheduledAction))\(after)"
            events.append((stop.stopTime, text))
        }
        return events.sorted { $0.at < $1.at }.map(\.text)
    }

    /// Whether somebody takes over.
    private func daemonLines(_ candidates: [Candidate], _ status: FleetStatus?) -> [String] {
        let inForce = Set(status.map { $0.services.filter(\.isEnabled).map(\.serviceId) } ?? [])
        let services = candidates.map(\.adoption.serviceId)
        let missing = services.filter { !inForce.contains($0) }
        if let directory, !directory.isRead {
            var lines: [String] = []
            if !missing.isEmpty {
                lines.append(
                    "\(directory.path) is not read by tided: nobody scales \(missing.joined(separator: ", ")) until the files are where it reads."
                )
            }
            let others = services.filter { inForce.contains($0) }
            if !others.isEmpty {
                lines.append(
                    "tided has another schedule of \(others.joined(separator: ", ")) in force: that one acts, not the file written here."
                )
            }
            return lines
        }
        guard status != nil else { return ["tided does not answer: nobody scales these services until it runs."] }
        guard !missing.isEmpty else { return [] }
        return [
            "tided has no schedule of \(missing.joined(separator: ", ")) in force yet: run tidectl reload, best before this."
        ]
    }

    // MARK: Doing it

    private func adopt(_ candidate: Candidate) async throws -> AdoptionOutcome {
        let adoption = candidate.adoption
        switch adoption.step {
        case .nothingToDo:
            return AdoptionOutcome(isOffTIONE: true, sentence: "TI-ONE runs no jobs of it.")
        case .impossible(let reason):
            return AdoptionOutcome(isOffTIONE: false, sentence: "not adopted: \(reason).")
        case .scale(let modification):
            do {
                return try await adopt(adoption, modification)
            } catch let failure as APIFailure {
                return AdoptionOutcome(isOffTIONE: false, sentence: "not adopted: \(failure)")
            }
        }
    }

    private func adopt(_ planned: Adoption, _ modification: Modification) async throws -> AdoptionOutcome {
        // The question may have waited long.
        guard let now = try await reader.service(planned.serviceId) else {
            return AdoptionOutcome(isOffTIONE: false, sentence: "not adopted: the service is gone.")
        }
        guard Adoption(of: now.service, tiProjectId: reader.tiProjectId, at: wallClock()).step == planned.step else {
            return AdoptionOutcome(
                isOffTIONE: false, sentence: "not adopted: it has changed since it was shown; nothing was sent.")
        }
        var failure: APIFailure?
        do {
            _ = try await reader.api.call(modification.apiRequest)
        } catch let error as APIFailure {
            guard error.mayHaveActed else { throw error }
            failure = error
        }
        for second in 0...Self.patience {
            if second > 0 { try await Task.sleep(for: .seconds(1)) }
            // Where it can't be seen now it may be in a second: the change is under way already.
            if let seen = try? await reader.service(planned.serviceId), !seen.service.isRunByPlatformJobs {
                return AdoptionOutcome(
                    isOffTIONE: true, sentence: "adopted: \(Self.words(seen.service)); TI-ONE runs no jobs of it.")
            }
        }
        let why = failure.map { " (\($0))" } ?? ", although the API accepted the change"
        return AdoptionOutcome(
            isOffTIONE: false, sentence: "TI-ONE's jobs are still in force after \(Self.patience) s\(why).")
    }

    private static func words(_ service: Service) -> String {
        let info = service.serviceInfo
        let mode = [info?.scaleMode?.rawValue, info?.scaleStrategy?.rawValue].compactMap { $0 }.filter { !$0.isEmpty }
        return
            "\(service.status?.rawValue ?? "-"), \(mode.joined(separator: " by ")), Replicas \(info?.replicas.map(String.init) ?? "-")"
    }
}
