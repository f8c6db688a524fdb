import CivilTime

extension Engine {
    /// How many services are named one by one when a wrong clock had touched them.
    static let namedServices = 10

    /// Has an answer judge the host's clock.
    mutating func weighClock(_ answer: CallReport) {
        let wasUnsettled = clock.state == .unsettled
        switch clock.judge(answer, at: now) {
        case .unchanged:
            if wasUnsettled, clock.state == .unsettled { probeAt = probeAt ?? now.boot + ClockJudge.probeInterval }
        case .doubted(let offset):
            probeAt = now.boot + ClockJudge.probeInterval
            effects.append(
                .report(
                    Report(
                        .clockStepped,
                        "an answer of the API is \(offset.words) off the host's clock; no event begins until another "
                            + "answer tells which is right")))
        case .trustsLocal:
            if clockWarnedAt != nil {
                clockWarnedAt = nil
                effects.append(.report(Report(.clockRight, "the host's clock agrees with the API's again")))
            }
            settle()
        case .trustsAPI:
            settle()
            warnOfClock()
        }
    }

    /// The host's clock was set: what it says now has to be judged anew.
    mutating func noticeStep(from earlier: Moment) {
        guard clock.state == .local else { return }
        let step = (now.local - earlier.local) - (now.boot - earlier.boot)
        guard step.magnitude > settings.maxClockSkew else { return }
        clock.doubt()
        probeAt = now.boot
        effects.append(
            .report(
                Report(
                    .clockStepped,
                    "the host's clock was set \(step.magnitude.words) \(step < .zero ? "back" : "ahead"); no event begins "
                        + "until the API has confirmed it")))
    }

    mutating func warnOfClock() {
        guard clock.state == .api, let offset = clock.offset else { return }
        if let warned = clockWarnedAt, now.boot - warned < Self.hour { return }
        clockWarnedAt = now.boot
        effects.append(
            .report(
                Report(
                    .clockWrong,
                    "the host's clock is \(offset.magnitude.words) \(offset < .zero ? "ahead of" : "behind") the API's; "
                        + "the API's time is used")))
    }

    /// Events may begin: brings everything that a wrong clock had written into the trusted time.
    private mutating func settle() {
        if isCallable { probeAt = nil }
        sweep.nextAt = now.boot
        shiftProvisionalFreeze()
        // Worked out once, and not by a call that would have the engine copied for each job.
        let trusted = Dictionary(provisional.keys.map { ($0, shifted($0)) }) { first, _ in first }
        var pulledBack = 0
        for i in services.indices {
            if !provisional.isEmpty { noteChange(i) }
            shiftProvisional(i, trusted)
            if !services[i].record.owed.isEmpty { settleOwed(i, trusted) }
            if pullBack(i) {
                pulledBack += 1
                if pulledBack <= Self.namedServices {
                    var entry = Report(
                        .watermarkPulledBack,
                        "\(services[i].name): its watermark lay in the future, written under a clock that was ahead; "
                            + "pulled back to \(shown(time, of: i))")
                    entry.service = services[i].name
                    entry.serviceId = services[i].serviceId
                    effects.append(.report(entry))
                }
            }
        }
        if pulledBack > Self.namedServices {
            effects.append(
                .report(
                    Report(
                        .watermarkPulledBack,
                        "the watermarks of \(pulledBack) services in all lay in the future and are pulled back")))
        }
        provisional = [:]
        resolveHolds()
        markAll()
    }

    /// The trusted time is not known yet, and something is to be stamped with it.
    mutating func noteProvisionalTime() {
        if clock.state == .unsettled { provisional[time] = now.boot }
    }

    /// What was taken as *now* by a clock that nobody had judged, by the trusted one.
    private func shifted(_ instant: Instant) -> Instant {
        guard let boot = provisional[instant] else { return instant }
        let actual = time - (now.boot - boot)
        // The host's clock may have been set right since then and be trusted now.
        return clock.state == .api || (actual - instant).magnitude > settings.maxClockSkew ? actual : instant
    }

    private mutating func shiftProvisionalFreeze() {
        guard let freeze = fleet.freeze, provisional[freeze.since] != nil else { return }
        let since = shifted(freeze.since)
        let until = resolved(freeze.until, for: services.indices, after: since)
        fleet.freeze?.since = since
        fleet.freeze?.until = until
        isFleetChanged = true
    }

    /// What was taken as *now* by a clock that nobody had judged becomes what it was by the trusted clock.
    private mutating func shiftProvisional(_ i: Int, _ trusted: [Instant: Instant]) {
        guard !trusted.isEmpty else { return }
        var record = services[i].record
        record.watermark = trusted[record.watermark] ?? record.watermark
        record.jobs.update { $0.since = trusted[$0.since] ?? $0.since }
        if let action = record.scheduledAction, let since = trusted[action.since] {
            record.scheduledAction?.since = since
        }
        for place in record.skipped.indices {
            let span = record.skipped[place]
            record.skipped[place].since = trusted[span.since] ?? span.since
            record.skipped[place].until = trusted[span.until] ?? span.until
        }
        if let pause = record.pause, let since = trusted[pause.since] {
            record.pause?.since = since
            record.pause?.until = resolved(pause.until, for: i..<i + 1, after: since)
        }
        guard record != services[i].record else { return }
        services[i].record = record
        services[i].isNextDueStale = true
    }

    /// A clock that was ahead made some due whose time has not come, or had not when a reload took them from their job:
    /// the schedule in force decides then. One that was behind let others come after their job was known.
    private mutating func settleOwed(_ i: Int, _ trusted: [Instant: Instant]) {
        let settledTime = time
        services[i].record.owed.removeAll { owed in
            let taken = trusted[owed.takenAt] ?? owed.takenAt
            return owed.event.instant > min(taken, settledTime)
                || owed.event.instant <= trusted[owed.since] ?? owed.since
        }
        dropGone(i)
        services[i].isNextDueStale = true
        noteChange(i)
    }

    private mutating func pullBack(_ i: Int) -> Bool {
        let latest = time + settings.maxClockSkew
        var record = services[i].record
        if record.watermark > latest { record.watermark = time }
        let settledTime = time
        record.jobs.update { job in
            if job.since > latest { job.since = settledTime }
        }
        if let since = record.scheduledAction?.since, since > latest { record.scheduledAction?.since = time }
        // An earlier run of the daemon took it down and ended before the clock was judged: all that was due by now fell
        // into the pause.
        let watermark = record.watermark
        if let since = record.pause?.since, since > latest { record.pause?.since = watermark }
        for place in record.skipped.indices where record.skipped[place].until > latest {
            record.skipped[place].until = time
        }
        if let since = record.override?.since, since > latest { record.override?.since = time }
        // What ended then would count as newer than all that is to come.
        if let last = record.last, last.id.instant > latest {
            record.last = nil
            record.failedUnder = nil
            record.failedGoal = nil
        }
        record.jobs.update { job in
            if let last = job.last, last > latest {
                job.last = nil
                job.result = nil
            }
        }
        if let intent = record.intent, intent.occurrence.id.instant > latest {
            if case .command = intent.occurrence.id.cause {
                // Nothing would bring it back: it is of now.
                record.intent?.occurrence.id.instant = time
                record.intent?.occurrence.openedAt = time
            } else {
                // Its instant has not come: it is taken up again then.
                record.intent = nil
                services[i].endIntent()
                modifyQueue.remove(i)
                services[i].isQueued = false
            }
        }
        guard record != services[i].record else { return false }
        services[i].record = record
        services[i].isNextDueStale = true
        noteChange(i)
        return true
    }
}
