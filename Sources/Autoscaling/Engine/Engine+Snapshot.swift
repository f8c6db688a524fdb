import CivilTime
import CronSchedule
import TIONE

extension Engine {
    /// The state of everything, for `tidectl`.
    ///
    /// - Parameter service: Name or ServiceId of the only service to tell of, and with what the end of its holds brings,
    ///   which takes long to work out; nil is all.
    public func snapshot(at now: Moment, of service: String? = nil) -> FleetSnapshot {
        let time = clock.trusted(at: now)
        return FleetSnapshot(
            at: time, statusLine: status?.description ?? "", isDryRun: settings.isDryRun, freeze: fleet.freeze,
            isLeader: isLeader,
            clock: clockSnapshot, credentialsProblem: callHold?.sentence, api: apiSnapshot(at: now),
            isDurable: isDurable,
            rates: limiters.actions.sorted { $0.rawValue < $1.rawValue }.compactMap { action in
                limiters[action].map {
                    FleetSnapshot.Rate(
                        action: action.rawValue, limit: $0.limit, current: $0.current, inFlight: $0.inFlight,
                        waiting: waiting(action))
                }
            },
            services: serviceSnapshots(of: service, at: time, boot: now.boot))
    }

    /// The stems of the files of all services, by ServiceId.
    public var serviceNames: [String: String] {
        Dictionary(services.lazy.map { ($0.serviceId, $0.name) }) { first, _ in first }
    }

    private func serviceSnapshots(of name: String?, at time: Instant, boot: MonotonicInstant) -> [ServiceSnapshot] {
        guard let name else { return services.indices.map { serviceSnapshot($0, at: time, boot: boot) } }
        // Whoever calls a schedule by the ServiceId of another means that: all verbs take a name so.
        guard let i = index[name] ?? services.firstIndex(where: { $0.name == name }) else { return [] }
        var snapshot = serviceSnapshot(i, at: time, boot: boot)
        snapshot.release = release(of: i)
        return [snapshot]
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
        let isHeldByStop = isHeldByStop(i)
        var jobs = service.schedule.jobs.map { job in
            let isEnabled = job.isEnabled && service.schedule.isEnabled
            return ServiceSnapshot.Job(
                cause: .job(job.name), target: job.target, isEnabled: isEnabled,
                next: isEnabled && !isHeldByStop ? Self.nextFiring(of: job, after: time) : nil,
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
        let held = heldOccurrences(of: i)
        for event in held {
            guard let place = jobs.firstIndex(where: { $0.cause == event.id.cause }) else { continue }
            jobs[place].last = event.id.instant
            jobs[place].result = "held"
        }
        return ServiceSnapshot(
            name: service.name, serviceId: service.serviceId, isEnabled: service.schedule.isEnabled,
            isDryRun: isDryRun(i), jobs: jobs, intent: record.intent, last: record.last,
            goal: record.lastGoal.map(service.schedule.rails.inForce),
            observation: service.observation,
            observedAt: sightings[i].sentAt.map { time - (boot - $0) }, waits: service.waits, pause: record.pause,
            override: record.override, freeze: fleet.freeze,
            stoppedUntilChanged: isHeldByStop ? record.stoppedUntilChanged : nil, held: held, warnings: warnings(i))
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
        if let other = service.otherVersion { warnings.append("\(other) of the same group runs without a schedule") }
        if let observation = service.observation, observation.isScheduledByTIONE {
            warnings.append("TI-ONE schedules this service too (\(observation.ownSchedule))")
        }
        if service.record.failedUnder != nil, case .failed(let code, let message, _) = service.record.last?.outcome {
            warnings.append("its last event failed: \(code)\(message.isEmpty ? "" : " (\(message))")")
        }
        if service.record.intent?.isStuck == true { warnings.append("its open event is stuck") }
        if isHeldByStop(i) {
            warnings.append("its scheduled stop holds all jobs until the file changes")
        }
        return warnings
    }
}
