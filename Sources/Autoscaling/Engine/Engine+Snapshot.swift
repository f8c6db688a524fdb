import CivilTime
import CronSchedule
import TIONE

extension Engine {
    /// The line for `STATUS=`. It changes with events, not with time.
    mutating func publishStatus() {
        let line = statusLine()
        guard isConfigured, line != status else { return }
        status = line
        effects.append(.publishStatus(line))
    }

    func statusLine() -> String {
        let jobs = tally.jobs
        var line =
            "\(services.count) \(services.count == 1 ? "service" : "services"), \(jobs) \(jobs == 1 ? "job" : "jobs")"
        if let (due, i) = firstDue {
            // What is due first may be excluded; then the line says what really comes first for that service.
            let event = Self.nextEvent(services[i].schedule, after: due - .nanoseconds(1))
            let zone = event?.zone ?? .utc
            line += event.map { "; next \(services[i].name) \($0.target) at \(clockTime($0.instant, zone))" } ?? ""
        } else {
            line += "; nothing to come"
        }
        line += "; \(tally.open) open, \(tally.failed) failed"
        var modes: [String] = []
        if settings.isDryRun { modes.append("dry run") }
        if fleet.freeze != nil { modes.append("frozen") }
        if let credentialsProblem { modes.append(credentialsProblem) }
        if let refusal { modes.append("the API refuses the key: \(refusal)") }
        switch clock.state {
        case .unsettled: modes.append("the API has not confirmed the time yet")
        case .api: modes.append("host's clock off by \((clock.offset ?? .zero).words)")
        case .local: break
        }
        if !isDurable { modes.append("records are not durable") }
        return modes.isEmpty ? line : line + "; " + modes.joined(separator: "; ")
    }

    /// Where the next event falls.
    private var firstDue: (Instant, Int)? {
        guard let first = dueHeap.first else { return nil }
        if services[first.service].nextDue == first.at { return (first.at, first.service) }
        // It is the end of a hold; what comes after it has to be looked for.
        let due = services.enumerated().compactMap { i, service in
            service.nextDue.flatMap { $0 > time ? ($0, i) : nil }
        }
        return due.min { $0.0 < $1.0 }
    }

    /// `08:30:00+08:00`, with the date where it is not within a day.
    private func clockTime(_ instant: Instant, _ zone: TimeZoneRules) -> String {
        let text = instant.rfc3339(in: zone)
        let isSoon = instant - time < Self.day
        return isSoon ? String(text.drop { $0 != "T" }.dropFirst()) : text
    }

    /// The state of everything, for `tidectl`.
    public func snapshot(at now: Moment) -> FleetSnapshot {
        let time = clock.trusted(at: now)
        return FleetSnapshot(
            at: time, statusLine: statusLine(), isDryRun: settings.isDryRun, freeze: fleet.freeze, isLeader: isLeader,
            clock: clockSnapshot, credentialsProblem: callHold?.sentence, isDurable: isDurable,
            rates: limiters.sorted { $0.key.rawValue < $1.key.rawValue }.map { action, limiter in
                FleetSnapshot.Rate(
                    action: action.rawValue, limit: limiter.limit, current: limiter.current, inFlight: limiter.inFlight,
                    waiting: waiting(action))
            },
            services: services.indices.map { serviceSnapshot($0, at: time, boot: now.boot) })
    }

    private var clockSnapshot: FleetSnapshot.Clock {
        switch clock.state {
        case .unsettled: .unsettled
        case .local: .local(offset: clock.offset)
        case .api: .api(offset: clock.offset ?? .zero)
        }
    }

    private func waiting(_ action: Action) -> Int {
        switch action {
        case .modifyModelService: modifyQueue.count
        case .describeModelService: describeQueue.count
        case .describeModelServiceGroups: sweep.pendingOffsets.count
        case .describeBillingSpecsPrice: 0
        }
    }

    private func serviceSnapshot(_ i: Int, at time: Instant, boot: MonotonicInstant) -> ServiceSnapshot {
        let service = services[i]
        let record = service.record
        var jobs = service.schedule.jobs.map { job in
            ServiceSnapshot.Job(
                cause: .job(job.name), target: job.target, isEnabled: job.isEnabled && service.schedule.isEnabled,
                next: job.isEnabled && service.schedule.isEnabled ? Self.nextFiring(of: job, after: time) : nil,
                last: record.jobs[job.name]?.last, result: result(record.jobs[job.name], .job(job.name), record),
                zone: job.zone.identifier)
        }
        if let stop = service.schedule.scheduledAction {
            jobs.append(
                ServiceSnapshot.Job(
                    cause: .scheduledAction, target: .stop, isEnabled: service.schedule.isEnabled,
                    next: stop.stopTime > time && service.schedule.isEnabled ? stop.stopTime : nil,
                    last: record.scheduledAction?.last,
                    result: result(record.scheduledAction, .scheduledAction, record),
                    zone: "UTC"))
        }
        return ServiceSnapshot(
            name: service.name, serviceId: service.serviceId, isEnabled: service.schedule.isEnabled,
            isDryRun: isDryRun(i), jobs: jobs, intent: record.intent, last: record.last, goal: record.lastGoal,
            observation: service.observation,
            observedAt: service.observationSentAt.map { time - (boot - $0) }, waits: service.waits, pause: record.pause,
            override: record.override, warnings: warnings(i))
    }

    private func result(_ job: JobRecord?, _ cause: Cause, _ record: ServiceRecord) -> String? {
        guard let job, job.last != nil else { return nil }
        if let intent = record.intent, intent.occurrence.id.cause == cause { return intent.isStuck ? "stuck" : "open" }
        return job.result
    }

    private func warnings(_ i: Int) -> [String] {
        let service = services[i]
        var warnings: [String] = []
        if service.isMissing { warnings.append("the service is not in the account") }
        if let observation = service.observation, observation.isScheduledByTIONE {
            warnings.append("TI-ONE schedules this service too (\(observation.ownSchedule))")
        }
        if service.record.failedUnder != nil, case .failed(let code, let message, _) = service.record.last?.outcome {
            warnings.append("its last event failed: \(code)\(message.isEmpty ? "" : " (\(message))")")
        }
        if service.record.intent?.isStuck == true { warnings.append("its open event is stuck") }
        if service.record.stoppedUntilChanged == service.schedule.identity {
            warnings.append("its scheduled stop holds all jobs until the file changes")
        }
        return warnings
    }
}
