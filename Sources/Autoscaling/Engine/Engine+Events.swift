import CivilTime
import CronSchedule

extension Engine {
    /// How many missed firings of one job are kept as rows of their own; older ones are counted.
    static let listedFirings = 1000
    /// How far older ones are counted: a job of every minute is a week behind then, and no turn may take long.
    static let countedFirings = 10_000
    /// How many pauses with `--skip` of one service are kept that an override keeps from being settled.
    static let keptSpans = 20
    /// How many superseded events of one service are reported one by one.
    static let reportedFirings = 10

    /// Folds the events that have come due into one, and opens it. Returns whether one of them decided: all may be
    /// excluded, skipped or held.
    mutating func takeUpEvents(_ i: Int) -> Bool {
        guard let due = nextDue(of: i), due <= time else { return false }
        if services[i].record.isHeld {
            if let pause = services[i].record.pause, pause.skips { skipPaused(i, pause, upTo: time) }
            return false
        }
        let events = withoutSkipped(passed(of: i, upTo: time), of: i)
        return decide(among: withoutHeldByStop(events, of: i), of: i)
    }

    /// A pause with `--skip` ends: what fell into it is settled, or where an override holds what came before it, noted to
    /// be settled with that.
    mutating func skipEnded(_ i: Int, _ pause: Hold, upTo end: Instant) {
        if clock.state == .unsettled {
            // What has fallen into it can't be told yet.
            noteProvisionalTime()
        } else {
            skipPaused(i, pause, upTo: end)
            guard services[i].record.override != nil, let due = nextDue(of: i), due <= end else { return }
        }
        services[i].record.skipped.append(SkippedSpan(by: pause.by, since: pause.since, until: end))
        if services[i].record.skipped.count > Self.keptSpans { services[i].record.skipped.removeFirst() }
        noteChange(i)
    }

    /// What fell into pauses with `--skip` that ended before it could be settled is settled now.
    private mutating func withoutSkipped(_ events: [Event], of i: Int) -> [Event] {
        let spans = services[i].record.skipped
        guard !spans.isEmpty, !events.isEmpty else { return events }
        services[i].record.skipped = []
        return events.filter { event in
            guard let span = spans.first(where: { $0.covers(event.instant) }) else {
                return true
            }
            skip([event], of: i, .paused, Reason(.skippedByPause, "paused with --skip by \(span.by)"))
            return false
        }
    }

    /// `pause --skip`: what fell into the pause is settled as skipped, also where it ended during downtime or a freeze.
    ///
    /// What something else had held before the pause began is no part of it: it waits for the end of an override, or of
    /// the pause.
    mutating func skipPaused(_ i: Int, _ pause: Hold, upTo end: Instant) {
        guard let due = nextDue(of: i) else { return }
        if due <= pause.since, services[i].record.override != nil { return }
        let events = passed(of: i, upTo: end)
        let earlier = events.prefix { $0.instant <= pause.since }
        _ = decide(among: withoutHeldByStop(withoutSkipped(Array(earlier), of: i), of: i), of: i)
        skip(
            Array(events.dropFirst(earlier.count)), of: i, .paused,
            Reason(.skippedByPause, "paused with --skip by \(pause.by)"))
    }

    /// The events up to `end`, taken up: the watermark moves to the newest.
    private mutating func passed(of i: Int, upTo end: Instant) -> [Event] {
        let events = events(of: i, upTo: end)
        guard let newest = events.last else { return [] }
        services[i].record.watermark = newest.instant
        services[i].record.owed = []
        services[i].isNextDueStale = true
        noteChange(i)
        return events
    }

    /// The next instant at which anything of the service fires, excluded or not; nil if there is none.
    mutating func nextDue(of i: Int) -> Instant? {
        if services[i].isNextDueStale {
            services[i].nextDue = computeNextDue(of: i, after: services[i].record.watermark)
            services[i].isNextDueStale = false
            if let next = services[i].nextDue { nextEvents.insert(i, at: next) }
        }
        return services[i].nextDue
    }

    /// The next instant after `start` at which anything of the service fires.
    mutating func computeNextDue(of i: Int, after start: Instant) -> Instant? {
        guard services[i].schedule.isEnabled else { return nil }
        var next: Instant?
        let jobs = services[i].schedule.jobs
        let isKnown = services[i].record.jobs.latestSince <= start
        for place in jobs.indices where jobs[place].isEnabled {
            var after = start
            if !isKnown {
                guard let since = services[i].record.jobs.since(of: jobs[place].name) else { continue }
                after = max(since, start)
            }
            guard let firing = jobs[place].schedule.next(after: after, in: jobs[place].zone) else { continue }
            next = next.map { min($0, firing) } ?? firing
        }
        if let stop = services[i].schedule.scheduledAction, let since = services[i].record.scheduledAction?.since,
            stop.stopTime > max(since, start)
        {
            next = next.map { min($0, stop.stopTime) } ?? stop.stopTime
        }
        for owed in services[i].record.owed where owed.event.instant > start {
            next = next.map { min($0, owed.event.instant) } ?? owed.event.instant
        }
        return next
    }

    /// Everything that fires after the watermark and up to `end`, in order.
    func events(of i: Int, upTo end: Instant) -> [Event] {
        events(of: i, after: services[i].record.watermark, upTo: end)
    }

    /// Everything that fires after `start` and up to `end`, in order.
    func events(of i: Int, after start: Instant, upTo end: Instant) -> [Event] {
        var events = ownEvents(of: i, after: start, upTo: end)
        let owed = owed(of: i, after: start, upTo: end, besides: events)
        if !owed.isEmpty { events = owed.map(\.event) + events }
        // Mostly it is one.
        if events.count > 1 { events.sort(by: Event.precedes) }
        return events
    }

    /// What an earlier schedule had due after `start` and up to `end`, but for what the schedule in force has itself: a
    /// clock that was judged since then may have set *since* back.
    private func owed(of i: Int, after start: Instant, upTo end: Instant, besides own: [Event]) -> [OwedEvent] {
        guard !services[i].record.owed.isEmpty else { return [] }
        let serviceId = services[i].serviceId
        let known = Set(own.map { $0.id(in: serviceId) })
        return services[i].record.owed.filter { owed in
            owed.event.instant > start && owed.event.instant <= end && !known.contains(owed.event.id(in: serviceId))
        }
    }

    /// What is due, with what the reload that is about to replace the schedule has to keep of it.
    func due(of i: Int) -> [OwedEvent] {
        let (record, start) = (services[i].record, services[i].record.watermark)
        let own = ownEvents(of: i, after: start, upTo: time)
        let earlier = owed(of: i, after: start, upTo: time, besides: own)
        let due = own.map { event in
            let since: Instant? =
                switch event.cause {
                case .job(let name): record.jobs.since(of: name)
                case .scheduledAction, .command: record.scheduledAction?.since
                }
            return OwedEvent(event: event, since: since ?? .distantPast, takenAt: time)
        }
        return (earlier + due).sorted { Event.precedes($0.event, $1.event) }
    }

    /// What the schedule in force has fire after `start` and up to `end`, job by job.
    func ownEvents(of i: Int, after start: Instant, upTo end: Instant) -> [Event] {
        var events: [Event] = []
        let jobs = services[i].schedule.jobs
        let isKnown = services[i].record.jobs.latestSince <= start
        for order in jobs.indices where jobs[order].isEnabled {
            var after = start
            if !isKnown {
                guard let since = services[i].record.jobs.since(of: jobs[order].name) else { continue }
                after = max(since, start)
            }
            // Of several jobs mostly one has fired: only that is handed on, which copies it.
            guard
                let newest = jobs[order].schedule.previousFiring(
                    before: end + .nanoseconds(1), in: jobs[order].zone), newest.instant > after
            else { continue }
            Self.appendFirings(of: jobs[order], order: order, newest: newest, after: after, to: &events)
        }
        if let stop = services[i].schedule.scheduledAction, let since = services[i].record.scheduledAction?.since,
            stop.stopTime > max(since, start), stop.stopTime <= end
        {
            events.append(
                Event(
                    cause: .scheduledAction, instant: stop.stopTime, nominal: stop.nominal, target: .stop, order: .max))
        }
        return events
    }

    private static func appendFirings(
        of job: CronScaleJob, order: Int, newest: CronExpression.Firing, after start: Instant,
        to events: inout [Event]
    ) {
        let first = events.count
        var before = newest.instant
        func append(_ firing: CronExpression.Firing) {
            events.append(
                Event(
                    cause: .job(job.name), instant: firing.instant, nominal: firing.nominal, target: job.target,
                    order: order, exclusion: job.exclusion(of: firing.nominal)?.text, deadline: job.startingDeadline))
            before = firing.instant
        }
        append(newest)
        while events.count - first < listedFirings,
            let firing = job.schedule.previousFiring(before: before, in: job.zone), firing.instant > start
        {
            append(firing)
        }
        guard events.count - first == listedFirings else { return }
        var older = count(of: job, after: start, before: before)
        // A long holiday may hide the one that counts.
        if events[first...].allSatisfy({ $0.exclusion != nil }),
            let standing = job.schedule.previousFiring(
                before: before, after: start, in: job.zone, excluding: job.exclusions)
        {
            append(standing)
            older -= 1
        }
        events[events.count - 1].folded = older
    }

    /// How many firings a job has between two instants; of more than ``countedFirings`` that many.
    private static func count(of job: CronScaleJob, after start: Instant, before end: Instant) -> Int {
        var count = 0
        var after = start
        while count < countedFirings, let firing = job.schedule.next(after: after, in: job.zone), firing < end {
            count += 1
            after = firing
        }
        return count
    }

    /// Whether a scheduled stop holds all jobs of a service until its file changes.
    func isHeldByStop(_ i: Int) -> Bool {
        guard let stoppedUnder = services[i].record.stoppedUntilChanged else { return false }
        return stoppedUnder == services[i].record.scheduleIdentity ?? services[i].schedule.identity
    }

    /// `StopUntilChanged=yes`: what fires after such a stop waits for the file to change.
    private mutating func withoutHeldByStop(_ events: [Event], of i: Int) -> [Event] {
        let action = services[i].schedule.scheduledAction
        guard action?.stopsUntilChanged == true || services[i].record.stoppedUntilChanged != nil else { return events }
        let schedule = services[i].schedule
        let identity = schedule.identity
        var isStopped = isHeldByStop(i)
        var kept: [Event] = []
        var held: [Event] = []
        for event in events {
            if isStopped {
                held.append(event)
                continue
            }
            kept.append(event)
            if event.cause == .scheduledAction, schedule.scheduledAction?.stopsUntilChanged == true {
                isStopped = true
                services[i].record.stoppedUntilChanged = identity
            }
        }
        skip(
            held, of: i, .stoppedUntilChanged,
            Reason(.stoppedUntilChanged, "its scheduled stop holds all jobs until the file changes"))
        return kept
    }

    private mutating func skip(_ events: [Event], of i: Int, _ why: Outcome.SkipReason, _ reason: Reason) {
        for event in events where event.exclusion == nil {
            settle(event, of: i, .skipped(why), reason, report: .eventSkipped)
        }
        settleExcluded(events, of: i)
    }

    /// Drops what is owed of jobs that a reload has taken away.
    mutating func dropGone(_ i: Int) {
        let gone = services[i].record.owed.filter(\.isGone)
        guard !gone.isEmpty else { return }
        services[i].record.owed.removeAll(where: \.isGone)
        if isLeader { drop(gone.map(\.event), of: i, "its job is gone or disabled") }
    }

    /// Events that are due and were not begun, whose job a reload takes away.
    mutating func drop(_ events: [Event], of i: Int, _ why: String) {
        let standing = events.filter { $0.exclusion == nil }
        for (place, event) in standing.enumerated() {
            settle(
                event, of: i, .dropped, Reason(.removed, why),
                report: place >= standing.count - Self.reportedFirings ? .eventDropped : nil)
        }
        settleExcluded(events, of: i)
    }

    private mutating func settleExcluded(_ events: [Event], of i: Int) {
        for event in events {
            guard let exclusion = event.exclusion else { continue }
            let reason = Reason(.excluded, "ExcludeDates=\(exclusion) takes \(event.nominal) out")
            settle(event, of: i, .excluded(by: exclusion), reason, report: .eventExcluded)
        }
    }

    private mutating func decide(among events: [Event], of i: Int) -> Bool {
        settleExcluded(events, of: i)
        let standing = events.allSatisfy { $0.exclusion == nil } ? events : events.filter { $0.exclusion == nil }
        guard let deciding = standing.last else { return false }

        var size = services[i].record.intent?.foldedSize
        for event in standing { size = remembered(event.target.size, after: size, of: i) }
        let goal = Goal(deciding.target, after: size)
        let id = deciding.id(in: services[i].serviceId)
        supersede(standing.dropLast(), of: i, by: id)

        let late = time - deciding.instant
        if let deadline = deciding.deadline, late > deadline, !deciding.target.endsCapacity {
            // What a hold's end, or an operator, asked for since is newer, and goes on.
            if services[i].record.intent.map({ $0.occurrence.id.instant <= deciding.instant }) ?? false {
                closeIntent(of: i, supersededBy: id)
            }
            let reason = Reason(
                .deadlinePassed, "it is \(late.words) late, more than StartingDeadlineSec=\(deadline.words) allows")
            settle(deciding, of: i, .skipped(.deadline), reason, report: .eventSkippedLate)
            return true
        }
        services[i].record.lastGoal = goal
        if isDryRun(i) {
            closeIntent(of: i, supersededBy: id)
            // Where it was before is no longer what anybody asks for: not to be reverted to when the dry run ends.
            services[i].record.convergedGoal = nil
            settle(deciding, of: i, .dryRun, dryRunReason(goal, of: i), report: .eventDryRun)
            return true
        }
        let reason =
            late < .seconds(2)
            ? Reason(.due, "its time has come")
            : Reason(.caughtUp, "due \(late.words) ago, made good now")
        var occurrence = Occurrence(
            id: id, nominal: deciding.nominal, target: deciding.target, goal: goal, reason: reason)
        occurrence.folded = deciding.folded
        open(occurrence, foldedSize: size, of: i)
        return true
    }

    /// The size that a RESUME takes after an event of `size`: none from one that stops the service, as 0 instances do,
    /// unless it is a hybrid one, which then runs on its prepaid instances.
    func remembered(_ size: Size?, after earlier: Size?, of i: Int) -> Size? {
        size == .replicas(0) && services[i].record.lastKnownHybrid != true ? earlier : size ?? earlier
    }

    private mutating func supersede(_ events: ArraySlice<Event>, of i: Int, by id: OccurrenceID) {
        for (place, event) in events.enumerated() {
            let isTie = event.instant == id.instant
            let reason = Reason(
                .newerEvent,
                isTie
                    ? "\(id.cause) falls in the same instant and comes later in the file"
                    : "\(id.cause) of \(shown(id.instant, of: i)) is newer")
            let isReported = place >= events.count - Self.reportedFirings
            settle(
                event, of: i, .superseded(by: id), reason,
                report: isTie ? .eventTied : isReported ? .eventSuperseded : nil)
        }
        let unreported = events.count - Self.reportedFirings
        if unreported > 0 {
            var report = Report(
                .eventSuperseded, "\(unreported) older events are superseded too; `tidectl history` lists them")
            report.service = services[i].name
            report.serviceId = services[i].serviceId
            effects.append(.report(report))
        }
    }

    /// Records how an event ended that was never opened.
    private mutating func settle(
        _ event: Event, of i: Int, _ outcome: Outcome, _ reason: Reason, report kind: EventKind?
    ) {
        let id = event.id(in: services[i].serviceId)
        var occurrence = Occurrence(
            id: id, nominal: event.nominal, target: event.target, goal: Goal(event.target, after: nil), reason: reason)
        occurrence.outcome = outcome
        occurrence.endedAt = time
        occurrence.folded = event.folded
        record(occurrence, of: i)
        if let kind {
            report(kind, .ended(event.cause), occurrence, of: i)
        }
    }

    /// The state that the schedule holds at the trusted time: what its newest firing that no exclusion takes out asks
    /// for, *since* or not; nil where nothing has ever fired.
    func scheduledState(of i: Int) -> (event: Event, goal: Goal)? {
        let schedule = services[i].schedule
        let end = time + .nanoseconds(1)
        var newest: [Event] = []
        for (order, job) in schedule.jobs.enumerated() where job.isEnabled {
            guard
                let firing = job.schedule.previousFiring(before: end, in: job.zone, excluding: job.exclusions)
            else { continue }
            newest.append(
                Event(
                    cause: .job(job.name), instant: firing.instant, nominal: firing.nominal, target: job.target,
                    order: order))
        }
        if let stop = schedule.scheduledAction, stop.stopTime <= time {
            newest.append(
                Event(
                    cause: .scheduledAction, instant: stop.stopTime, nominal: stop.nominal, target: .stop, order: .max))
        }
        newest.sort(by: Event.precedes)
        guard let deciding = newest.last else { return nil }
        let size = newest.reduce(nil) { remembered($1.target.size, after: $0, of: i) }
        return (deciding, Goal(deciding.target, after: size))
    }
}
