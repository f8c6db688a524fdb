import CivilTime

extension Plan {
    /// What all services have together from here on.
    struct TotalStep {
        var at: Instant
        var level: Level
        /// Services whose size is not known, and which `level` leaves out.
        var unknown: Int
    }

    /// Whether the size of any service is known at any time.
    var hasKnownSizes: Bool { services.isEmpty || services.contains(where: \.isKnown) }

    /// By time; the first is at ``from``.
    var total: [TotalStep] {
        var changes: [TotalStep] = []
        changes.reserveCapacity(services.reduce(0) { $0 + $1.steps.count })
        for service in services {
            // What of the sum is this service's.
            var own = TotalStep(at: from, level: .stopped, unknown: 0)
            for step in service.steps {
                let (level, unknown) = (step.level ?? .stopped, step.level == nil ? 1 : 0)
                let change = Level(
                    minimum: level.minimum - own.level.minimum, maximum: level.maximum - own.level.maximum)
                changes.append(TotalStep(at: step.at, level: change, unknown: unknown - own.unknown))
                own = TotalStep(at: step.at, level: level, unknown: unknown)
            }
        }
        changes.sort { $0.at < $1.at }
        var steps: [TotalStep] = []
        var sum = TotalStep(at: from, level: .stopped, unknown: 0)
        for change in changes {
            sum.level.minimum += change.level.minimum
            sum.level.maximum += change.level.maximum
            sum.unknown += change.unknown
            sum.at = change.at
            if steps.last?.at == change.at { steps.removeLast() }
            steps.append(sum)
        }
        return steps.isEmpty ? [sum] : steps
    }
}
