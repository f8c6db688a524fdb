import CivilTime

/// What a record replaces in the store.
enum RecordKey: Hashable, Sendable {
    case service(String)
    case occurrence(OccurrenceID)
    case fleet
    case hold(EndedHold.ID)
}

extension Record {
    var key: RecordKey {
        switch self {
        case .service(let record): .service(record.serviceId)
        case .serviceRemoved(let serviceId): .service(serviceId)
        case .occurrence(let occurrence): .occurrence(occurrence.id)
        case .fleet: .fleet
        case .hold(let hold): .hold(hold.id)
        }
    }
}

extension Engine {
    /// How many records that a failed store could not take are kept for its healing; the oldest history goes first.
    static let keptUndurable = 100_000

    mutating func noteChange(_ i: Int) { changedServices.insert(i) }

    /// Records how an occurrence ended, in history and as its job's and its service's last.
    mutating func record(_ occurrence: Occurrence, of i: Int) {
        changedOccurrences.append(occurrence)
        note(last: occurrence.id.instant, result: occurrence.outcome?.word, cause: occurrence.id.cause, of: i)
        switch occurrence.outcome {
        // Neither decides anything: what ended before them, and may be opened again, stays in force.
        case .excluded, .skipped(.stoppedUntilChanged): break
        // Newer ones may have been skipped while it was tried: it is the one to be tried again all the same.
        case .failed: services[i].record.last = occurrence
        default: recordLast(occurrence, of: i)
        }
        noteChange(i)
    }

    private mutating func recordLast(_ occurrence: Occurrence, of i: Int) {
        let last = services[i].record.last
        guard occurrence.id.instant >= last?.id.instant ?? .distantPast else { return }
        if occurrence.id != last?.id {
            // A newer event has ended: what failed before it is not to be opened again.
            services[i].record.failedUnder = nil
            services[i].record.failedGoal = nil
        }
        services[i].record.last = occurrence
    }

    /// What the lists show as a job's LAST and RESULT.
    mutating func note(last: Instant, result: String?, cause: Cause, of i: Int) {
        switch cause {
        case .job(let name):
            services[i].record.jobs.note(last: last, result: result, of: name)
        case .scheduledAction:
            services[i].record.scheduledAction?.last = last
            services[i].record.scheduledAction?.result = result
        case .command: break
        }
    }

    // MARK: The end of a turn

    /// Emits what the turn changed, hands out the calls that may leave, and arms the timers.
    mutating func endTurn() -> [Effect] {
        persists.reserveCapacity(
            removedServices.count + changedServices.count + changedOccurrences.count + endedHolds.count + effects.count)
        for serviceId in removedServices { emit(.serviceRemoved(serviceId: serviceId)) }
        while let i = changedServices.popFirst() { emit(.service(kept(i))) }
        for occurrence in changedOccurrences { emit(.occurrence(occurrence)) }
        if isFleetChanged { emit(.fleet(fleet)) }
        removedServices = []
        changedOccurrences = []
        isFleetChanged = false
        for hold in endedHolds { emit(.hold(hold)) }
        endedHolds = []

        let prepared = preparedCalls
        preparedCalls = []
        for call in prepared {
            if isDurable {
                awaitingRecord.append((sequence, call))
            } else {
                release(call)
            }
        }
        releaseDurable()
        if isConfigured { armTimers() }
        publishStatus()
        var turn: [Effect] = []
        if persists.isEmpty {
            swap(&turn, &effects)
        } else {
            swap(&turn, &persists)
            turn += effects
            // No list of a load's size for ever.
            effects.removeAll(keepingCapacity: effects.count < 1_000)
        }
        return turn
    }

    /// The record as it is written.
    ///
    /// *Since* by a clock that no answer has judged yet stays out of it: read again after a crash it could lie years in
    /// the past, and a new job would fire all that. Its job is then as new as it is now. ``settle()`` records it, right.
    mutating func kept(_ i: Int) -> ServiceRecord {
        if provisional.isEmpty { return services[i].record }
        var record = services[i].record
        record.jobs.removeAll { provisional[$0.since] != nil }
        if let since = record.scheduledAction?.since, provisional[since] != nil { record.scheduledAction = nil }
        if provisional[record.watermark] != nil { record.watermark = .distantPast }
        return record
    }

    mutating func emit(_ record: Record) {
        sequence += 1
        unwritten.append(record, sequence: sequence)
        // A store that fails for days must not cost the daemon its memory: a tenth of the rows goes at a time.
        if !isDurable, unwritten.count > Self.keptUndurable {
            forgottenRows += unwritten.forgetHistory(atMost: Self.keptUndurable / 10)
        }
        if isDurable { persists.append(.persist(record, sequence: sequence)) }
    }

    private mutating func releaseDurable() {
        guard let first = awaitingRecord.first, !isDurable || first.sequence <= persistedSequence else { return }
        let waiting = awaitingRecord
        awaitingRecord = []
        for entry in waiting {
            if !isDurable || entry.sequence <= persistedSequence {
                release(entry.call)
            } else {
                awaitingRecord.append(entry)
            }
        }
    }

    // MARK: What the store says

    /// While records can't be written those that the store lacks, of each key the newest, in no order; else empty.
    public var recordsLacking: [Record] { unwritten.lacking }

    mutating func persisted(upTo: UInt64) {
        persistedSequence = max(persistedSequence, upTo)
        unwritten.written(upTo: persistedSequence)
    }

    /// Work goes on: an event that is made good but not recorded is better than one that is not made good.
    mutating func persistingFailed(_ why: String) {
        guard isDurable else { return }
        isDurable = false
        unwritten.storeFails()
        effects.append(
            .report(
                Report(
                    .storeNotDurable,
                    "\(counted(unwritten.count)) can't be written: \(why); work goes on, and a crash now would have "
                        + "tided observe and decide anew")))
    }

    private func counted(_ records: Int) -> String { records == 1 ? "1 record" : "\(records) records" }

    mutating func storeHealed() {
        guard !isDurable else { return }
        isDurable = true
        let kept = unwritten.takeAll()
        for record in kept { emit(record) }
        var sentence = "\(counted(kept.count)) that could not be written \(kept.count == 1 ? "is" : "are") written now"
        if forgottenRows > 0 { sentence += "; \(forgottenRows) older rows of history are lost" }
        forgottenRows = 0
        effects.append(.report(Report(.storeHealed, sentence)))
    }
}
