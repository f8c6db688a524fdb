import Autoscaling
import CivilTime
import CronSchedule
import TIONE

extension Oracle {
    /// The engine hands a record to the store.
    mutating func persists(_ record: Record, at now: Instant) throws(Violation) {
        if case .service(let service) = record { note(service, book(service.serviceId)) }
        guard case .occurrence(let occurrence) = record, let outcome = occurrence.outcome else { return }
        findings.rows += 1
        let book = self.book(occurrence.id.serviceId)
        let before = book.row(occurrence.id)
        if before?.outcome != outcome {
            try checkRow(occurrence, outcome, before: before, book, at: now)
        }
        book.emitted[occurrence.id] = occurrence
        book.dueAnew.remove(occurrence.id)
    }

    /// What a record of a service says by how it differs from the one before.
    private func note(_ service: ServiceRecord, _ book: Book) {
        let before = book.emittedRecord ?? book.durableRecord
        if let before, service.watermark < before.watermark {
            let early = book.rows.keys.filter { $0.instant > service.watermark && $0.instant <= before.watermark }
            book.dueAnew.formUnion(early)
            book.callsOfThisLife = book.callsOfThisLife.filter { $0.instant <= service.watermark }
            // They come once more, unless a reload takes them away before.
            book.owed = book.owed.filter { $0.key.instant <= service.watermark }
        }
        if before?.override != nil, service.override == nil,
            configuration.settings.isDryRun || book.schedule?.isDryRun == true
        {
            book.leftAt = service.watermark
        }
        book.emittedRecord = service
    }

    private func checkRow(
        _ row: Occurrence, _ outcome: Outcome, before: Occurrence?, _ book: Book, at now: Instant
    ) throws(Violation) {
        let id = row.id
        var what: String { "\(id.words) ends as \(outcome.word)" }
        if let ended = before?.outcome, ended.isFinal, !mayReopen(id, ended, book) {
            throw broken(.durable, "\(what), but had ended as \(ended.word)", at: now)
        }
        try checkExistence(id, "\(what):", book, at: now)
        let versions = book.versions(of: id)
        if case .command = id.cause {
        } else if !book.targets(of: id.cause).contains(row.target) {
            throw broken(.accountedFor, "\(what) with target \(row.target), which its job never had", at: now)
        }
        let excludedBy = versions.compactMap { version in
            version.firing(at: id.instant).flatMap { version.exclusion(of: $0) }
        }
        if case .excluded = outcome {
        } else if !versions.isEmpty, excludedBy.count == versions.count {
            throw broken(.heldBack, "\(what), but ExcludeDates=\(excludedBy[0]) takes it out", at: now)
        }
        if let why = try refutation(of: outcome, row, versions, book, at: now) {
            throw broken(.accountedFor, "\(what), but \(why)", at: now)
        }
        switch outcome {
        case .applied, .alreadyThere: book.arrivedAs = book.seen?.observation.size
        default: break
        }
    }

    /// Why an outcome can't be true; nil where it can.
    private func refutation(
        of outcome: Outcome, _ row: Occurrence, _ versions: [JobVersion], _ book: Book, at now: Instant
    ) throws(Violation) -> String? {
        let id = row.id
        switch outcome {
        case .applied:
            // Whether a call that the records say was begun got out before a crash nobody knows.
            if book.attempts[id] == nil, row.attempts == 0 { return "no call was made for it" }
            return unarrived(id, book)
        case .alreadyThere:
            if book.callsOfThisLife.contains(id), row.attempts == 0 { return "a call was made for it" }
            return unarrived(id, book)
        case .superseded(let newer):
            return supersessionFault(id, by: newer, book, at: now)
        case .supersededByManualChange:
            let opened = row.openedAt ?? id.instant
            let isKnown = book.manualChanges.contains { $0 >= opened - tolerance - .seconds(600) }
            return isKnown ? nil : "nobody changed the service meanwhile"
        case .excluded(let text):
            let isTrue = versions.contains { version in
                version.firing(at: id.instant).map { version.isExcluded($0, by: text) } ?? false
            }
            return isTrue ? nil : "ExcludeDates=\(text) does not take it out"
        case .skipped(let reason): return skipFault(reason, id, versions, book, at: now)
        case .dryRun:
            let isTrue = configuration.settings.isDryRun || book.schedule?.isDryRun == true
            // What was held until a reload is settled as the files before it had it.
            return isTrue || isHealing || book.wasDryRunUntil == now ? nil : "this is no dry run"
        case .failed(let code, _, _): return failureFault(code, id, book)
        case .stuck:
            let timeout = book.schedule?.convergeTimeout ?? .zero
            return now - id.instant < timeout - tolerance ? "ConvergeTimeoutSec= is not over" : nil
        case .dropped:
            if book.droppedAt != nil || book.schedule?.isEnabled != true { return nil }
            if case .command = id.cause { return nil }
            return book.versions.contains {
                $0.cause == id.cause && $0.left == nil && $0.loaded <= id.instant - tolerance
            }
                && book.reloadedAt == nil
                ? "its job is in force and no operator dropped it" : nil
        }
    }

    private func unarrived(_ id: OccurrenceID, _ book: Book) -> String? {
        // Handed over again after the disk was full: what it rested on may have been long ago.
        if isHealing { return nil }
        guard let seen = book.seen?.observation else { return "the service was not observed" }
        let admissible = admissible(for: id, book)
        return admissible.isArrived(seen)
            ? nil
            : "the service was last observed as \(seen.words), which is none of \(admissible.goals.map(\.description))"
    }

    private func supersessionFault(
        _ id: OccurrenceID, by newer: OccurrenceID, _ book: Book, at now: Instant
    ) -> String? {
        if newer.serviceId != id.serviceId { return "an event of another service can't supersede it" }
        if newer == id { return "it can't supersede itself" }
        if newer.instant > now + tolerance { return "the newer one is not due" }
        if case .command = newer.cause { return nil }
        if case .command = id.cause {
        } else if newer.instant < id.instant {
            return "the other one is older"
        }
        guard let version = book.versions(of: newer).first, let firing = version.firing(at: newer.instant) else {
            return "no schedule has \(newer.words)"
        }
        if version.exclusion(of: firing) != nil, book.versions(of: newer).count == 1 {
            return "\(newer.words) is excluded: it is no event"
        }
        if newer.instant == id.instant, let older = book.versions(of: id).first,
            let tied = older.firing(at: id.instant),
            firing.nominal < tied.nominal
                || (firing.nominal == tied.nominal && !older.mayPrecede(version, isLate: isHealing))
        {
            return "of the two in one instant it is the later"
        }
        return nil
    }

    private func skipFault(
        _ reason: Outcome.SkipReason, _ id: OccurrenceID, _ versions: [JobVersion], _ book: Book, at now: Instant
    ) -> String? {
        switch reason {
        case .deadline:
            // An open event follows a change of its job.
            let inForce = book.versions.filter { $0.cause == id.cause && $0.left == nil }
            let wait = now - id.instant + tolerance
            return (versions + inForce).contains { $0.mayBeLate(after: wait, isLate: isHealing) }
                ? nil : "its deadline has not passed"
        case .paused:
            // A pause that begins in this very turn skips what an earlier one had held.
            let begins = commands.values.contains { command in
                if case .pause(id.serviceId, _, skips: true, _) = command { true } else { false }
            }
            if begins { return nil }
            let isTrue = book.pauses.contains { pause in
                pause.skips && pause.began <= now && (pause.ended.map { $0 >= id.instant - tolerance } ?? true)
            }
            return isTrue ? nil : "no pause skips it"
        case .disabled:
            return versions.contains { !$0.isEnabled } ? nil : "its job is enabled"
        case .stoppedUntilChanged:
            return book.versions.contains { $0.cause == .scheduledAction } ? nil : "no scheduled stop holds it"
        case .clock: return nil
        }
    }

    private func failureFault(_ code: String, _ id: OccurrenceID, _ book: Book) -> String? {
        if book.errorCodes[id]?.contains(code) == true {
            return ErrorClass(code: code) == .permanent ? nil : "the code is not permanent"
        }
        switch code {
        case "ResourceNotFound" where book.missingAt != nil: return nil
        // Handed over again after the disk was full: what it rested on may have been long ago.
        case "HpaUnknown" where isHealing, "CREATE_FAILED" where isHealing: return nil
        case "HpaUnknown": return book.schedule?.hpaMetrics.isEmpty == true ? nil : "HpaMetrics= is set"
        case "CREATE_FAILED": return book.seen?.observation.status == .createFailed ? nil : "it is not CREATE_FAILED"
        default: return "the API never answered \(code)"
        }
    }

    // MARK: - Durability

    /// Records survive a power cut from now on, whether the daemon knows or not.
    mutating func isDurable(_ records: [Record], at now: Instant) throws(Violation) {
        for case .occurrence(let row) in records {
            let book = self.book(row.id.serviceId)
            book.rows[row.id] = row
            book.foldedCredit += row.folded
            if case .superseded(let newer)? = row.outcome { owe(newer, for: row.id, book) }
        }
        for record in records {
            switch record {
            case .service(let service):
                let book = self.book(service.serviceId)
                try checkSince(service, book, at: now)
                try account(for: service, book, at: now)
                book.durableRecord = service
            case .serviceRemoved(let serviceId):
                books[serviceId]?.durableRecord = nil
                books[serviceId]?.accountedUpTo = nil
            case .occurrence, .fleet, .hold: break
            }
        }
    }

    /// What superseded an event must have an outcome in the end itself.
    private func owe(_ newer: OccurrenceID, for id: OccurrenceID, _ book: Book) {
        if case .command = newer.cause { return }
        book.owed[newer] = "it superseded \(id.words)"
    }

    /// *Since* is when the job was loaded, and does not move while nothing about it changes.
    private func checkSince(_ record: ServiceRecord, _ book: Book, at now: Instant) throws(Violation) {
        for version in book.versions where version.left == nil && version.isEnabled {
            guard let since = since(of: version, in: record) else { continue }
            var what: String { "\(version.cause) of \(book.serviceId) counts since \(since.rfc3339())" }
            if since > now + tolerance { throw broken(.accountedFor, "\(what), which is in the future", at: now) }
            if since < version.loaded - tolerance, self.since(of: version, in: book.durableRecord) != since {
                throw broken(.accountedFor, "\(what), before it was loaded at \(version.loaded.rfc3339())", at: now)
            }
            if let before = self.since(of: version, in: book.durableRecord), before < since - tolerance,
                before <= now + tolerance, version.loaded < before - tolerance
            {
                throw broken(.accountedFor, "\(what), but counted since \(before.rfc3339()) before", at: now)
            }
        }
    }

    /// Every firing up to the watermark has a durable row, or is the open intent, or is counted by a newer row.
    private mutating func account(for record: ServiceRecord, _ book: Book, at now: Instant) throws(Violation) {
        let watermark = record.watermark
        if watermark > now + tolerance {
            throw broken(
                .accountedFor, "the watermark of \(book.serviceId) is \(watermark.rfc3339()), in the future", at: now)
        }
        for index in book.versions.indices where book.versions[index].left == nil && book.versions[index].isEnabled {
            guard let since = since(of: book.versions[index], in: record) else { continue }
            var after = max(book.accountedUpTo ?? since, since)
            while let firing = book.versions[index].next(after: after), firing.instant <= watermark {
                after = firing.instant
                findings.firings += 1
                let id = OccurrenceID(
                    serviceId: book.serviceId, cause: book.versions[index].cause, instant: firing.instant)
                if book.rows[id] != nil || record.intent?.occurrence.id == id { continue }
                if book.foldedCredit > 0 {
                    book.foldedCredit -= 1
                    continue
                }
                throw broken(
                    .accountedFor,
                    "\(id.words) is lost: the watermark passed it at \(watermark.rfc3339()) without a row or an intent",
                    at: now)
            }
        }
        if let intent = record.intent, intent.occurrence.outcome == nil || intent.isStuck {
            book.owed[intent.occurrence.id] = "it was opened"
        }
        book.accountedUpTo = max(book.accountedUpTo ?? watermark, watermark)
    }
}

extension Observation {
    var words: String {
        let mode =
            isAuto ? "AUTO \(scaleStrategy) \(hpa.map { "\($0.minReplicas)-\($0.maxReplicas)" } ?? "?")" : "MANUAL"
        return "\(status == .unknown ? "unknown" : status.rawValue) \(mode) \(replicas.map { "\($0)" } ?? "?") "
            + "(\(readyReplicas.map { "\($0)" } ?? "?") ready)"
    }
}
