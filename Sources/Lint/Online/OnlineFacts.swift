public import Autoscaling

/// What the API says of services, for what only it knows.
public struct OnlineFacts: Sendable {
    /// Every service that was seen, those without a schedule too, by ServiceId.
    public let services: [String: Observation]
    /// The same by the group that each is a version of; those of which it is not known are absent.
    let versions: [String: [Observation]]
    /// ServiceIds of schedules that the API says don't exist.
    public let missing: Set<String>

    public init(services: [Observation], missing: Set<String>) {
        self.services = Dictionary(services.map { ($0.serviceId, $0) }) { first, _ in first }
        versions = Dictionary(grouping: self.services.values, by: \.serviceGroupId).filter { !$0.key.isEmpty }
        self.missing = missing
    }
}

/// A rule that holds a schedule against the service as the API shows it; it finds nothing where the API was not asked.
protocol OnlineRule: ScheduleRule {
    func findings(in checked: CheckedSchedule, seen: Observation, _ facts: OnlineFacts, _ subject: Subject) -> [Finding]
}

extension OnlineRule {
    func findings(in checked: CheckedSchedule, of subject: Subject) -> [Finding] {
        guard let facts = subject.online, let seen = facts.services[checked.schedule.serviceId] else { return [] }
        return findings(in: checked, seen: seen, facts, subject)
    }
}

extension Observation {
    /// Whether instances of it serve, or are about to.
    var isUp: Bool {
        switch status {
        case .normal, .abnormal, .pending, .waiting, .timeout: true
        case .creating, .createFailed, .stopped, .stopping: false
        case .unknown: (replicas ?? 0) > 0
        }
    }
}
