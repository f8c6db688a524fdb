public import CivilTime

/// Events of one service that are due and that a pause, a freeze or an override keeps from being taken up.
struct HeldEvents: Sendable {
    /// The instant up to which they were looked for.
    var upTo: Instant
    /// The newest of each job, oldest first; ``Event/folded`` counts the older ones of the same job.
    var newest: [Event] = []
    /// When something of the service fires next; nil where nothing will.
    var next: Instant?
}

extension Engine {
    /// Says once of each event that falls due, and again after a restart, what holds it back, for nothing else tells of it until it is let go.
    mutating func noticeHeld(_ i: Int) {
        guard let due = nextDue(of: i), due <= time, let reason = eventHold(i) else {
            if services[i].held != nil { services[i].held = nil }
            return
        }
        let watermark = services[i].record.watermark
        var held = services[i].held ?? HeldEvents(upTo: watermark, next: due)
        if held.upTo > time || held.newest.contains(where: { $0.instant <= watermark }) {
            held = HeldEvents(upTo: watermark, next: due)
        }
        guard let next = held.next, next <= time else { return }
        let new = heldEvents(of: i, after: held.upTo, upTo: time)
        for event in new { held.insert(event) }
        held.upTo = time
        held.next = computeNextDue(of: i, after: time)
        if let next = held.next { nextEvents.insert(i, at: next) }
        services[i].held = held
        reportHeld(new, of: i, reason)
    }

    private mutating func reportHeld(_ events: [Event], of i: Int, _ reason: Reason) {
        // A reload had them looked for anew.
        let reported = services[i].heldReportedUpTo ?? .distantPast
        let unreported = events.filter { $0.instant > reported }
        services[i].heldReportedUpTo = time
        for event in unreported.suffix(Self.reportedFirings) {
            report(
                .eventHeld,
                "\(words(event.target, event.cause)) due \(shown(event.instant, of: i)) is held: \(reason)",
                occurrence(event, of: i, reason), of: i)
        }
        let older = unreported.count - Self.reportedFirings
        if older > 0 { report(.eventHeld, about: i, "\(older) older events are held too") }
    }

    /// What keeps the events of a service from being taken up: who, until when and why. nil where nothing of an
    /// operator's does.
    func eventHold(_ i: Int) -> Reason? {
        guard clock.state != .unsettled, isLeader else { return nil }
        func words(_ by: Actor, _ until: HoldEnd, _ reason: String) -> String {
            "by \(by) \(shown(until, of: i))\(reason.isEmpty ? "" : ": \(reason)")"
        }
        if let freeze = fleet.freeze {
            return Reason(.frozen, "frozen \(words(freeze.by, freeze.until, freeze.reason))")
        }
        if let pause = services[i].record.pause {
            return Reason(.paused, "paused \(words(pause.by, pause.until, pause.reason))")
        }
        if let override = services[i].record.override {
            return Reason(
                .overridden,
                "overridden to \(override.goal) \(words(override.by, override.until, override.reason))")
        }
        return nil
    }

    /// Events that wait, oldest first: none that an exclusion takes out, or that is to be recorded as skipped.
    private func heldEvents(of i: Int, after start: Instant, upTo end: Instant) -> [Event] {
        let record = services[i].record
        if isHeldByStop(i) { return [] }
        var events = events(of: i, after: start, upTo: end)
        if services[i].schedule.scheduledAction?.stopsUntilChanged == true,
            let stop = events.firstIndex(where: { $0.cause == .scheduledAction })
        {
            // It decides, and later jobs are skipped.
            events.removeSubrange((stop + 1)...)
        }
        return events.filter { event in
            if event.exclusion != nil || record.skipped.contains(where: { $0.covers(event.instant) }) { return false }
            guard let pause = record.pause, pause.skips, pause.since < event.instant else { return true }
            return pause.until.instant.map { $0 <= event.instant } ?? false
        }
    }

    private func occurrence(_ event: Event, of i: Int, _ reason: Reason) -> Occurrence {
        let id = OccurrenceID(serviceId: services[i].serviceId, cause: event.cause, instant: event.instant)
        var occurrence = Occurrence(
            id: id, nominal: event.nominal, target: event.target, goal: Goal(event.target, after: nil), reason: reason)
        occurrence.folded = event.folded
        return occurrence
    }

    // MARK: For those who ask

    /// The events of a service that are held, the newest first and of each job only that.
    func heldOccurrences(of i: Int) -> [Occurrence] {
        guard let held = services[i].held, let reason = eventHold(i) else { return [] }
        return held.newest.reversed().map { occurrence($0, of: i, reason) }
    }

    /// All events that are due by `end` and that a hold keeps, those that an exclusion takes out with that outcome; their
    /// reason says what holds them.
    public func heldEvents(upTo end: Instant) -> [Occurrence] {
        services.indices.flatMap { i -> [Occurrence] in
            guard let reason = eventHold(i) else { return [] }
            return events(of: i, upTo: end).map { event in
                var occurrence = occurrence(event, of: i, reason)
                if let exclusion = event.exclusion { occurrence.outcome = .excluded(by: exclusion) }
                return occurrence
            }
        }
    }

    /// What the end of the holds on a service brings, as far as its schedule tells now; nil where nothing holds it.
    func release(of i: Int) -> Release? {
        let record = services[i].record
        let ends = [fleet.freeze?.until, record.pause?.until, record.override?.until].compactMap { $0 }
        guard !ends.isEmpty, let reason = eventHold(i) else { return nil }
        let instants = ends.compactMap(\.instant)
        var release = Release(at: instants.count == ends.count ? instants.max() : nil)
        let end = max(release.at ?? time, time)
        let events = services[i].schedule.isEnabled ? heldEvents(of: i, after: record.watermark, upTo: end) : []
        guard let deciding = events.last else {
            release.goal =
                record.override == nil ? stateToApply(i)?.goal ?? record.intent?.goal : goalAfterOverride(i)
            return release
        }
        var decider = occurrence(deciding, of: i, reason)
        if let deadline = deciding.deadline, !deciding.target.endsCapacity, end - deciding.instant > deadline {
            decider.outcome = .skipped(.deadline)
            decider.reason = Reason(
                .deadlinePassed, "later by then than StartingDeadlineSec=\(deadline.words) allows")
            release.goal = record.override == nil ? nil : goalAfterOverride(i)
        } else if isDryRun(i) {
            decider.outcome = .dryRun
            decider.reason = Reason(.dryRun, "dry run: no call is made")
        } else {
            var size = record.intent?.foldedSize
            for event in events { size = remembered(event.target.size, after: size, of: i) }
            release.goal = Goal(deciding.target, after: size)
        }
        release.event = decider
        return release
    }
}

extension HeldEvents {
    fileprivate mutating func insert(_ event: Event) {
        var event = event
        if let place = newest.firstIndex(where: { $0.cause == event.cause }) {
            event.folded += newest.remove(at: place).folded + 1
        }
        newest.append(event)
    }
}

extension SkippedSpan {
    func covers(_ instant: Instant) -> Bool { since < instant && instant <= until }
}
