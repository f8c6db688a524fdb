import Autoscaling

/// One thing that a configuration is checked for.
protocol Rule: Sendable {
    /// Stable, in words joined by hyphens: what tools filter by.
    var name: String { get }
}

/// A rule about one schedule by itself.
protocol ScheduleRule: Rule {
    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding]
}

/// A rule about one job by itself.
protocol JobRule: ScheduleRule {
    func findings(in job: CheckedJob, of checked: CheckedSchedule, _ subject: Subject) -> [Finding]
}

extension JobRule {
    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        checked.jobs.filter(\.job.isEnabled).flatMap { findings(in: $0, of: checked, subject) }
    }
}

/// A rule about all of it.
protocol FleetRule: Rule {
    func findings(in subject: Subject) -> [Finding]
}
