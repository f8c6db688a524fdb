import Autoscaling
import CivilTime
import TIONE

extension Oracle {
    /// The engine makes a call.
    mutating func makes(_ call: Call, at now: Instant) throws(Violation) {
        findings.calls += 1
        if inFlight[call.id] != nil {
            throw broken(.careful, "call \(call.id.value) is made while one of that id is in flight", at: now)
        }
        inFlight[call.id] = Sent(request: call.request, occurrence: call.occurrence, at: now)
        guard case .modify(let modification) = call.request else { return }
        let book = self.book(modification.serviceId)
        let what = "\(modification) of \(book.serviceId)"
        if let why = prohibition(of: book, at: now) {
            throw broken(.heldBack, "\(what) is called though \(why)", at: now)
        }
        try checkCare(modification, what, book, at: now)
        guard let id = call.occurrence else {
            throw broken(.careful, "\(what) is called for no occurrence", at: now)
        }
        try checkOccasion(id, what, book, call, stops: modification.change == .stop, at: now)
        try checkFit(modification, what, id, book, at: now)
        try checkDurability(id, what, book, at: now)
        book.attempts[id, default: 0] += 1
        book.callsOfThisLife.insert(id)
        book.modifyInFlight = call.id
    }

    /// One at a time, never blind, RESUME only of a stopped service.
    private func checkCare(
        _ modification: Modification, _ what: String, _ book: Book, at now: Instant
    ) throws(Violation) {
        if book.modifyInFlight != nil {
            throw broken(.careful, "\(what) is called while another change of it is in flight", at: now)
        }
        let isFresh = book.seen.map { seen in book.modifyEndedAt.map { seen.askedAt >= $0 } ?? true } ?? false
        let mayBeBlind = book.unseenSince.map { now - $0 >= .seconds(10) } ?? false
        if modification.serviceAction == .resume {
            guard isFresh, let seen = book.seen?.observation, seen.isSeenStopped else {
                throw broken(
                    .careful, "\(what) is called though no observation after the last call says Stopped", at: now)
            }
            return
        }
        if !isFresh, !mayBeBlind {
            throw broken(
                .careful,
                "\(what) is called without an observation made since \(book.isBlind ? "an unknown outcome" : "the last call")",
                at: now)
        }
        guard case .scale = modification.serviceAction, let seen = book.seen?.observation, seen.isHybrid else { return }
        if modification.hybridBillingPrepaidReplicas != seen.prepaidReplicas
            && modification.hybridBillingPrepaidReplicas != seen.oldPrepaidReplicas
        {
            throw broken(.careful, "\(what) does not carry the prepaid replicas that were observed", at: now)
        }
    }

    /// The occurrence exists, is due, not excluded, not too late and not settled already.
    private func checkOccasion(
        _ id: OccurrenceID, _ what: String, _ book: Book, _ call: Call, stops: Bool, at now: Instant
    ) throws(Violation) {
        if id.serviceId != book.serviceId {
            throw broken(.careful, "\(what) is called for an occurrence of \(id.serviceId)", at: now)
        }
        if let row = book.rows[id], let outcome = row.outcome, outcome.isFinal, !mayReopen(id, outcome, book) {
            throw broken(
                .durable, "\(what) is called for \(id.words), which had ended as \(outcome.word) durably", at: now)
        }
        try checkExistence(id, "\(what) is called for", book, at: now)
        if case .command = id.cause { return }
        let versions = book.versions(of: id)
        if versions.allSatisfy({ version in
            version.firing(at: id.instant).map { version.exclusion(of: $0) != nil } ?? false
        }) {
            throw broken(.heldBack, "\(what) is called for \(id.words), which is excluded", at: now)
        }
        // One that failed unsent and is opened again after a correction has no deadline any more.
        // Neither has one that the records say was begun: whether its call got out before a crash nobody knows.
        let begun = book.durableRecord?.intent?.occurrence
        let wasBegun = call.attempt > 1 && begun?.id == id && begun?.attempts ?? 0 > 0
        // While records can't be written, that one has failed shows in none.
        let mayHaveFailed = book.row(id) != nil || isStoreFailing && mayRetry(book)
        // What a person took out of the target again is reverted, however late.
        if !stops, book.attempts[id] == nil, !mayHaveFailed, !wasBegun, book.seenInTargetOf != id,
            versions.allSatisfy({ version in
                guard let deadline = version.deadline, !version.endsCapacity else { return false }
                return now - id.instant > deadline + tolerance
            })
        {
            throw broken(
                .timely,
                "\(what) is called first \(Trace.signed(now - id.instant)) after \(id.words), past its deadline",
                at: now)
        }
    }

    /// A failed event is opened again after a change of the configuration or by `tidectl retry`; one that ended before
    /// its time, under a clock that was ahead, is due once more.
    func mayReopen(_ id: OccurrenceID, _ outcome: Outcome, _ book: Book) -> Bool {
        if book.dueAnew.contains(id) { return true }
        guard case .failed = outcome else { return false }
        return mayRetry(book)
    }

    private func mayRetry(_ book: Book) -> Bool { book.retriedAt != nil || book.reloadedAt != nil }

    /// The schedule has this firing, since before it was due, and it is due.
    func checkExistence(
        _ id: OccurrenceID, _ what: @autoclosure () -> String, _ book: Book, at now: Instant
    ) throws(Violation) {
        if id.instant > now + tolerance {
            throw broken(.timely, "\(what()) \(id.words) \(Trace.signed(id.instant - now)) before its time", at: now)
        }
        if case .command = id.cause { return }
        let versions = book.versions(of: id)
        if versions.isEmpty {
            throw broken(.accountedFor, "\(what()) \(id.words), which no schedule has", at: now)
        }
        if versions.allSatisfy({ id.instant <= $0.loaded - tolerance }) {
            throw broken(.accountedFor, "\(what()) \(id.words), which lies before its job was known", at: now)
        }
        // What falls due while its job, or the whole service, is disabled is no event, not later either.
        if versions.allSatisfy({ !$0.isEnabled || $0.left.map { id.instant > $0 + tolerance } ?? false }) {
            throw broken(.accountedFor, "\(what()) \(id.words), when its job was disabled or gone", at: now)
        }
    }

    private func checkFit(
        _ modification: Modification, _ what: String, _ id: OccurrenceID, _ book: Book, at now: Instant
    ) throws(Violation) {
        let admissible = admissible(for: id, book)
        if !admissible.fits(modification.change) {
            let goals = admissible.goals.map(\.description).joined(separator: ", ")
            throw broken(.careful, "\(what) does not fit \(id.words), which asks for \(goals)", at: now)
        }
    }

    /// What an occurrence may ask of its service.
    func admissible(for id: OccurrenceID, _ book: Book) -> Admissible {
        var targets: [Target] =
            if case .command = id.cause {
                book.versions.flatMap(\.targets)
            } else {
                book.targets(of: id.cause)
            }
        var goals: [Goal] = []
        if case .command = id.cause {
            goals = book.commandedGoals
            // An override may say "running" and take the size of the schedule.
            if goals.contains(.running(nil)) { targets.append(.resume) }
            if case .command("revert") = id.cause, let size = book.arrivedAs { goals.append(.running(size)) }
        }
        goals += targets.map { Goal($0, after: nil) }
        if targets.contains(.resume) {
            // A RESUME takes the size of the newest event folded with it.
            var sizes = book.versions.flatMap(\.targets).compactMap(\.size) + book.commandedGoals.compactMap(\.size)
            // No instances is a size of a hybrid service only; any other is stopped by it, and RESUME starts it.
            if book.seen?.observation.isHybrid != true { sizes.removeAll { $0 == .replicas(0) } }
            goals += sizes.map { .running($0) }
        }
        return Admissible(
            goals: goals, rails: book.schedule?.rails ?? GuardRails(), observation: book.seen?.observation)
    }

    private func checkDurability(_ id: OccurrenceID, _ what: String, _ book: Book, at now: Instant) throws(Violation) {
        if isStoreFailing { return }
        if book.durableRecord?.intent?.occurrence.id != id {
            throw broken(.durable, "\(what) is called for \(id.words) before its record is durable", at: now)
        }
    }

    // MARK: - Ends

    mutating func callEnded(_ id: CallID, _ report: CallReport, at now: Instant) throws(Violation) {
        guard let sent = inFlight.removeValue(forKey: id) else { return }
        switch sent.request {
        case .modify(let modification): modifyEnded(modification.serviceId, id, sent, report, at: now)
        case .describeService(let serviceId):
            switch report.outcome {
            case .service(let observation?): saw([observation], askedAt: sent.at, at: now)
            case .service(nil): books[serviceId]?.missingAt = now
            case .modified, .page: break
            case .failed, .notSent, .unknown:
                if case .failed(let error) = report.outcome, error.code == "ResourceNotFound" {
                    books[serviceId]?.missingAt = now
                }
                if let book = books[serviceId] { book.unseenSince = book.unseenSince ?? now }
            }
        case .describeGroups(_, limit: 1):
            // A probe asks for the time, or whether the key is accepted; nobody looks at the service in it.
            break
        case .describeGroups:
            switch report.outcome {
            case .page(let observations, let total):
                saw(observations, askedAt: sent.at, at: now)
                if observations.count == total { missed(in: observations, at: now) }
            case .service, .modified: break
            case .failed, .notSent, .unknown:
                for serviceId in order where books[serviceId]?.unseenSince == nil {
                    books[serviceId]?.unseenSince = now
                }
            }
        }
    }

    private mutating func saw(_ observations: [Observation], askedAt: Instant, at now: Instant) {
        for (place, observation) in observations.enumerated() {
            guard let book = book(of: observation.serviceId, listedAt: place) else { continue }
            if let newest = book.seen, newest.askedAt > askedAt { continue }
            book.seen = Book.Sighting(observation: observation, askedAt: askedAt, deliveredAt: now)
            book.unseenSince = nil
            if book.schedule?.onManualChange == .revert, let id = book.durableRecord?.intent?.occurrence.id,
                admissible(for: id, book).isArrived(observation)
            {
                book.seenInTargetOf = id
            }
            if let ended = book.modifyEndedAt, askedAt < ended { continue }
            book.isBlind = false
        }
    }

    private mutating func missed(in observations: [Observation], at now: Instant) {
        for serviceId in order where !observations.contains(where: { $0.serviceId == serviceId }) {
            books[serviceId]?.missingAt = now
        }
    }

    private mutating func modifyEnded(
        _ serviceId: String, _ id: CallID, _ sent: Sent, _ report: CallReport, at now: Instant
    ) {
        guard let book = books[serviceId] else { return }
        if book.modifyInFlight == id { book.modifyInFlight = nil }
        // What never left changed nothing: what was seen before it is as good as before.
        if case .notSent = report.outcome { return }
        book.modifyEndedAt = now
        switch report.outcome {
        case .unknown:
            book.isBlind = true
            book.unseenSince = nil
        case .failed(let error):
            if let id = sent.occurrence { book.errorCodes[id, default: []].insert(error.code) }
        case .modified, .service, .page, .notSent: break
        }
    }
}

extension Outcome {
    /// Nothing more comes after it. A stuck event is still watched.
    var isFinal: Bool { self != .stuck }
}

extension OccurrenceID {
    var words: String { "\(cause) of \(serviceId) at \(instant.rfc3339())" }
}
