import Autoscaling
import CivilTime
import CronSchedule

/// What the oracle knows of a job, or of a scheduled stop, from when the daemon was told of it until it was told
/// otherwise.
struct JobVersion {
    enum Firing {
        case cron(CronExpression, TimeZoneRules, [CronExclusion])
        case once(Instant, CivilDateTime)
    }

    let cause: Cause
    let firing: Firing
    let identity: String
    /// The target, and those that it had before while its times stayed the same.
    var targets: [Target]
    var isEnabled: Bool
    /// By each reload since: what was due by a reload goes by the one before it.
    private var terms: [Terms]
    /// The true time at which the daemon was told of it.
    let loaded: Instant
    /// The true time at which the daemon was told that it is gone or changed; nil while it is in force.
    var left: Instant?
    /// The newest firing that was looked up, and from where, for the next look.
    private var cached: (after: Instant, firing: CronExpression.Firing?)?

    /// What may change while its times stay the same.
    private struct Terms {
        var deadline: Duration?
        /// In merged section order.
        var order: Int
    }

    init(job: CronScaleJob, isEnabled: Bool, order: Int, loaded: Instant) {
        cause = .job(job.name)
        firing = .cron(job.schedule, job.zone, job.exclusions)
        identity = job.identity
        targets = [job.target]
        self.isEnabled = isEnabled && job.isEnabled
        terms = [Terms(deadline: job.startingDeadline, order: order)]
        self.loaded = loaded
    }

    init(stop: ScheduledAction, isEnabled: Bool, loaded: Instant) {
        cause = .scheduledAction
        firing = .once(stop.stopTime, stop.nominal)
        identity = stop.stopTime.rfc3339()
        targets = [.stop]
        self.isEnabled = isEnabled
        terms = [Terms(deadline: nil, order: .max)]
        self.loaded = loaded
    }

    var target: Target { targets.last ?? .resume }
    /// No deadline applies to a stop, nor to a count of 0.
    var endsCapacity: Bool { target == .stop || target == .replicas(0) }
    /// What was due before a reload goes by the target that it had then.
    private var hasGivenCapacity: Bool { targets.contains { $0 != .stop && $0 != .replicas(0) } }

    var deadline: Duration? { terms.last?.deadline }
    /// In merged section order.
    var order: Int { terms.last?.order ?? .max }

    /// A reload that leaves its times as they are.
    mutating func follow(_ newer: JobVersion) {
        if target != newer.target { targets.append(newer.target) }
        terms += newer.terms
    }

    /// A reload that changes the times of its job: what was due by then goes by the order of the older one.
    mutating func succeed(_ older: JobVersion) { terms.insert(contentsOf: older.terms, at: 0) }

    /// Those of the newest reload and of the one before; of a row that is late, for the disk was full, all.
    private func terms(isLate: Bool) -> ArraySlice<Terms> { terms.suffix(isLate ? terms.count : 2) }

    /// Whether it may come before another that fires in the same instant and has the same nominal time.
    func mayPrecede(_ other: JobVersion, isLate: Bool) -> Bool {
        let (own, others) = (terms(isLate: isLate), other.terms(isLate: isLate))
        return own.contains { earlier in others.contains { earlier.order < $0.order } }
    }

    /// Whether an event that has waited for so long may be too late.
    func mayBeLate(after wait: Duration, isLate: Bool) -> Bool {
        hasGivenCapacity && terms(isLate: isLate).contains { $0.deadline.map { wait >= $0 } ?? false }
    }

    /// The first firing after `instant`, excluded or not.
    mutating func next(after instant: Instant) -> CronExpression.Firing? {
        if let cached, cached.after <= instant, cached.firing.map({ $0.instant > instant }) ?? true {
            return cached.firing
        }
        let found = lookUp(after: instant)
        cached = (instant, found)
        return found
    }

    private func lookUp(after instant: Instant) -> CronExpression.Firing? {
        switch firing {
        case .cron(let expression, let zone, _): expression.nextFiring(after: instant, in: zone)
        case .once(let stop, let nominal):
            stop > instant ? CronExpression.Firing(instant: stop, nominal: nominal) : nil
        }
    }

    /// The last firing before `instant`, excluded or not.
    func previous(before instant: Instant) -> CronExpression.Firing? {
        switch firing {
        case .cron(let expression, let zone, _): expression.previousFiring(before: instant, in: zone)
        case .once(let stop, let nominal):
            stop < instant ? CronExpression.Firing(instant: stop, nominal: nominal) : nil
        }
    }

    /// The firing at exactly `instant`, if there is one.
    func firing(at instant: Instant) -> CronExpression.Firing? {
        guard let found = lookUp(after: instant - .nanoseconds(1)), found.instant == instant else { return nil }
        return found
    }

    /// The line of `ExcludeDates=` that takes a firing out.
    func exclusion(of firing: CronExpression.Firing) -> String? {
        guard case .cron(_, _, let exclusions) = self.firing else { return nil }
        return exclusions.first { $0.matches(firing.nominal) }?.text
    }

    func isExcluded(_ firing: CronExpression.Firing, by text: String) -> Bool {
        guard case .cron(_, _, let exclusions) = self.firing else { return false }
        return exclusions.contains { $0.text == text && $0.matches(firing.nominal) }
    }
}
