import Autoscaling
import CivilTime
import CronSchedule

// Nothing goes wrong any more: now everything must come right.
extension Oracle {
    /// No disturbance from here on.
    mutating func quietBegan(at now: Instant) { quietSince = now }

    /// Everything that is due has ended, and each service stands where its schedule's latest target puts it.
    ///
    /// - Parameter slack: what came due within it may still be under way.
    /// - Parameter truth: how the server sees a service; nil where it is not in the account.
    mutating func checkConvergence(
        slack: Duration, truth: (String) -> Observation?, at now: Instant
    ) throws(Violation) {
        for serviceId in order {
            guard let book = books[serviceId] else { continue }
            try checkDebts(book, slack: slack, at: now)
            guard let schedule = book.schedule, schedule.isEnabled else { continue }
            try checkFirings(book, slack: slack, at: now)
            guard let truth = truth(serviceId) else { continue }
            try checkState(book, schedule, truth, slack: slack, at: now)
        }
    }

    private func checkDebts(_ book: Book, slack: Duration, at now: Instant) throws(Violation) {
        let owed = book.owed.filter { $0.key.instant < now - slack }.sorted {
            $0.key.instant == $1.key.instant ? $0.key.words < $1.key.words : $0.key.instant < $1.key.instant
        }
        for (id, why) in owed {
            if let row = book.rows[id] ?? book.emitted[id], let outcome = row.outcome, outcome.isFinal {
                book.owed[id] = nil
                continue
            }
            if waitsForAnOperator(id, book) { continue }
            // A command that was never durable may be gone with a crash.
            if case .command = id.cause, book.durableRecord?.intent?.occurrence.id != id {
                book.owed[id] = nil
                continue
            }
            let schedule = book.schedule.map { "\($0.isEnabled ? "" : "disabled")\($0.isDryRun ? " dry run" : "")" }
            throw broken(
                .accountedFor, "\(id.words) never ended, though \(why) (its schedule: \(schedule ?? "gone"))", at: now)
        }
    }

    private mutating func checkFirings(_ book: Book, slack: Duration, at now: Instant) throws(Violation) {
        for index in book.versions.indices where book.versions[index].left == nil && book.versions[index].isEnabled {
            guard let since = since(of: book.versions[index], in: book.durableRecord) else {
                if book.versions[index].loaded < now - slack {
                    throw broken(
                        .accountedFor,
                        "\(book.versions[index].cause) of \(book.serviceId) has no durable record", at: now)
                }
                continue
            }
            if since > now + tolerance {
                throw broken(
                    .accountedFor,
                    "\(book.versions[index].cause) of \(book.serviceId) counts since \(since.rfc3339()), in the future",
                    at: now)
            }
            var after = max(book.accountedUpTo ?? since, since)
            while let firing = book.versions[index].next(after: after), firing.instant < now - slack {
                after = firing.instant
                findings.firings += 1
                let id = OccurrenceID(
                    serviceId: book.serviceId, cause: book.versions[index].cause, instant: firing.instant)
                if book.row(id)?.outcome != nil || waitsForAnOperator(id, book) { continue }
                throw broken(.accountedFor, "\(id.words) was never taken up", at: now)
            }
        }
    }

    /// `OnMaxStep=hold` waits for a person.
    private func waitsForAnOperator(_ id: OccurrenceID, _ book: Book) -> Bool {
        guard let rails = book.schedule?.rails, rails.maxStep != nil, rails.onMaxStep == .hold else { return false }
        return book.durableRecord?.intent?.occurrence.id == id
    }

    private mutating func checkState(
        _ book: Book, _ schedule: ServiceSchedule, _ truth: Observation, slack: Duration, at now: Instant
    ) throws(Violation) {
        guard !schedule.isDryRun, !configuration.settings.isDryRun, !isHeld(book) else { return }
        var latest: (id: OccurrenceID, nominal: CivilDateTime, version: JobVersion)?
        for version in book.versions where version.left == nil && version.isEnabled {
            guard let since = since(of: version, in: book.durableRecord),
                let firing = newestFiring(of: version, after: since, before: now)
            else { continue }
            let id = OccurrenceID(serviceId: book.serviceId, cause: version.cause, instant: firing.instant)
            if let best = latest,
                (best.id.instant, best.nominal, best.version.order) > (firing.instant, firing.nominal, version.order)
            {
                continue
            }
            latest = (id, firing.nominal, version)
        }
        guard let latest, latest.id.instant < now - slack else { return }
        if let change = book.manualChanges.last, change >= latest.id.instant - tolerance { return }
        if let left = book.leftAt, left >= latest.id.instant { return }
        if isHeldByMaxStep(book, schedule, truth) { return }
        let lastReturn = book.rows.values.filter { $0.id.instant > latest.id.instant && $0.isReturnToSchedule }
            .max { $0.id.instant < $1.id.instant }
        // A newer command's event, or one of a job that is gone, speaks last.
        let newer = book.rows.values.contains { row in
            guard row.id.instant > latest.id.instant, !row.isReturnToSchedule, !row.isOverride else { return false }
            if let lastReturn, row.id.instant < lastReturn.id.instant, row.isGivenUp { return true }
            return row.mayHaveMovedTheService || row.isRunTakenBack
        }
        // An event that a crash made forgotten while the disk was full moved the service all the same.
        let isForgotten = book.attempts.keys.contains { id in
            guard case .job = id.cause else { return false }
            return id.instant > latest.id.instant
        }
        guard !newer, !isForgotten, let row = book.rows[latest.id] ?? book.emitted[latest.id] else { return }
        // An operator dropped the return to the schedule: the service stays as an override, say, left it.
        if let lastReturn, case .dropped = lastOutcome(from: lastReturn.id, book) { return }
        let failedSince = book.rows.values.contains {
            $0.id.instant >= latest.id.instant && $0.outcome?.isFailed == true
        }
        guard !failedSince else { return }
        switch row.outcome {
        case .applied, .alreadyThere: break
        case .superseded(let newer):
            guard case .command = newer.cause else { return }
            // Given up half-way by an operator, who left the service where it was.
            if case .dropped = lastOutcome(from: newer, book) { return }
        default: return
        }
        findings.settledStates += 1
        var admissible = admissible(for: latest.id, book)
        // The target that it had then: one that a reload changed since applies from the next event on.
        if let size = row.target.size {
            admissible.goals = [.running(size)]
        } else if row.target == .stop {
            admissible.goals = [.stopped]
        }
        admissible.observation = truth
        // So do guard rails.
        let rails = [schedule.rails] + book.earlierRails.filter { $0.until > latest.id.instant }.map(\.rails)
        let isArrived = rails.contains {
            admissible.rails = $0
            return admissible.isArrived(truth)
        }
        if !isArrived {
            throw broken(
                .converges,
                "\(book.serviceId) is \(truth.words), but \(latest.id.words) asked for \(row.target)", at: now)
        }
    }

    /// What is open, a return to the schedule or a command too, asks for more than `MaxStep=` at once, and
    /// `OnMaxStep=hold` leaves that to a person.
    private func isHeldByMaxStep(_ book: Book, _ schedule: ServiceSchedule, _ truth: Observation) -> Bool {
        guard let intent = book.durableRecord?.intent, waitsForAnOperator(intent.occurrence.id, book),
            case .running(.replicas(let count)) = intent.goal, let seen = truth.replicas,
            let step = schedule.rails.maxStep
        else { return false }
        return abs(count - seen) > step
    }

    /// How the newest of a row of events ended each of which superseded the one before.
    private func lastOutcome(from id: OccurrenceID, _ book: Book) -> Outcome? {
        var outcome = book.row(id)?.outcome
        for _ in 0..<100 {
            guard case .superseded(let newer) = outcome else { break }
            outcome = book.row(newer)?.outcome
        }
        return outcome
    }

    private func newestFiring(
        of version: JobVersion, after since: Instant, before now: Instant
    ) -> (instant: Instant, nominal: CivilDateTime)? {
        var end = now
        for _ in 0..<10_000 {
            guard let firing = version.previous(before: end), firing.instant > since else { return nil }
            if version.exclusion(of: firing) == nil { return (firing.instant, firing.nominal) }
            end = firing.instant
        }
        return nil
    }
}

extension Outcome {
    fileprivate var isFailed: Bool {
        if case .failed = self { true } else { false }
    }
}

extension Occurrence {
    /// Whether the service may have been moved for it, and stayed there.
    fileprivate var mayHaveMovedTheService: Bool {
        switch outcome {
        case .applied, .alreadyThere, .stuck, .failed, .supersededByManualChange, nil: true
        // Given up after calls had been made, by an operator, a reload, or for a newer one that came too late itself:
        // nothing takes them back.
        case .dropped, .superseded, .skipped: attempts > 0
        case .excluded, .dryRun: false
        }
    }

    /// Given up once begun, also before its first call: the schedule asked for it all the same, and a later return to the schedule
    /// goes there.
    fileprivate var isGivenUp: Bool {
        switch outcome {
        case .dropped, .superseded: true
        case .skipped(.deadline): openedAt != nil
        default: false
        }
    }

    /// A job run by hand, or what a new configuration holds, before which an override came: what it asked for is what the
    /// end of the override returns to.
    fileprivate var isRunTakenBack: Bool {
        guard case .command(let what) = id.cause, what.hasPrefix("run ") || what == "ApplyOnLoad",
            case .superseded = outcome
        else { return false }
        return true
    }

    /// What an override asked for: with its end, it says nothing any more.
    fileprivate var isOverride: Bool { id.cause == .command("override") }

    /// An event of the engine's own that puts the service where the events before it wanted it. `ApplyOnLoad=` is none: it
    /// asks for what a new configuration holds.
    fileprivate var isReturnToSchedule: Bool {
        id.cause != .command("ApplyOnLoad") && (id.cause.isReturnToSchedule || reason.code == .retried)
    }
}
