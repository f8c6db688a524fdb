import Autoscaling
import CivilTime
import CronSchedule

extension Oracle {
    /// The daemon is given a configuration: new versions of what changed begin, old ones end.
    mutating func configured(_ next: FleetConfiguration, at now: Instant) {
        let isNewIdentity = configuration.settings.apiIdentity != next.settings.apiIdentity
        let wasDryRun = configuration.settings.isDryRun
        configuration = next
        rate.raise(to: next.settings.rateLimit)
        let schedules = Dictionary(next.schedules.map { ($0.serviceId, $0) }, uniquingKeysWith: { first, _ in first })
        for schedule in next.schedules { _ = book(schedule.serviceId) }
        for serviceId in order {
            guard let book = books[serviceId] else { continue }
            let schedule = schedules[serviceId]
            if wasDryRun || book.schedule?.isDryRun == true { book.wasDryRunUntil = now }
            if isNewIdentity || book.schedule != schedule { book.reloadedAt = now }
            if let before = book.schedule?.rails, before != schedule?.rails { book.earlierRails.append((before, now)) }
            replaceVersions(of: book, with: schedule, at: now)
            if schedule == nil {
                // The state of a service without a file is dropped, its holds too.
                book.endHolds(at: now)
                book.commandedGoals.removeAll()
            }
            book.schedule = schedule
            if !book.unwritten.isEmpty { forgetUnwritten(book, at: now) }
        }
        resolveHolds(at: now)
    }

    private func replaceVersions(of book: Book, with schedule: ServiceSchedule?, at now: Instant) {
        var fresh = schedule.map { Oracle.versions(in: $0, at: now) } ?? []
        for index in book.versions.indices where book.versions[index].left == nil {
            let old = book.versions[index]
            let same = fresh.firstIndex {
                $0.cause == old.cause && $0.identity == old.identity && $0.isEnabled == old.isEnabled
            }
            if let same {
                book.versions[index].follow(fresh.remove(at: same))
            } else {
                owe(version: index, of: book, at: now)
                book.versions[index].left = now
                for place in fresh.indices where fresh[place].cause == old.cause { fresh[place].succeed(old) }
            }
        }
        book.versions += fresh
    }

    private static func versions(in schedule: ServiceSchedule, at now: Instant) -> [JobVersion] {
        var versions = schedule.jobs.enumerated().map { order, job in
            JobVersion(job: job, isEnabled: schedule.isEnabled, order: order, loaded: now)
        }
        if let stop = schedule.scheduledAction {
            versions.append(JobVersion(stop: stop, isEnabled: schedule.isEnabled, loaded: now))
        }
        return versions
    }

    /// A job goes or changes: what it fired well before that, in steady times, must end with an outcome all the same.
    private func owe(version index: Int, of book: Book, at now: Instant) {
        let slack = Duration.seconds(900) + tolerance
        guard isUp, episodes == 0, !isStoreFailing, steadySince < now - slack, !isHeld(book),
            book.versions[index].isEnabled,
            let since = since(of: book.versions[index], in: book.durableRecord)
        else { return }
        var after = max(book.accountedUpTo ?? since, since, steadySince)
        while let firing = book.versions[index].next(after: after), firing.instant < now - slack {
            let id = OccurrenceID(
                serviceId: book.serviceId, cause: book.versions[index].cause, instant: firing.instant)
            book.owed[id] = "it was due well before its job was changed"
            after = firing.instant
        }
    }

    func isHeld(_ book: Book) -> Bool {
        freezes.contains { $0.ended == nil } || book.pauses.contains { $0.ended == nil }
            || book.overrides.contains { $0.ended == nil }
    }

    /// From when on a version fires, as the daemon itself recorded it.
    func since(of version: JobVersion, in record: ServiceRecord?) -> Instant? {
        let kept =
            switch version.cause {
            case .job(let name): record?.jobs[name]
            case .scheduledAction: record?.scheduledAction
            case .command: nil as JobRecord?
            }
        guard let kept else { return nil }
        // A record of the moment before a reload that changes its times.
        if kept.identity != version.identity { return nil }
        // A record of the moment before a reload that enables it.
        if kept.isEnabled != version.isEnabled { return nil }
        return kept.since
    }
}

extension Book {
    func endHolds(at now: Instant) {
        for index in pauses.indices where pauses[index].ended == nil { pauses[index].ended = now }
        for index in overrides.indices where overrides[index].ended == nil { overrides[index].ended = now }
    }
}
