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
        var changes: [Instant: TotalStep] = [:]
        for service in services {
            // What of the sum is this service's.
            var own = TotalStep(at: from, level: .stopped, unknown: 0)
            for step in service.steps {
                let (level, unknown) = (step.level ?? .stopped, step.level == nil ? 1 : 0)
                let change = TotalStep(
                    at: step.at,
                    level: Level(
                        minimum: level.minimum - own.level.minimum, maximum: level.maximum - own.level.maximum),
                    unknown: unknown - own.unknown)
                changes[step.at, default: TotalStep(at: step.at, level: .stopped, unknown: 0)].add(change)
                own = TotalStep(at: step.at, level: level, unknown: unknown)
            }
        }
        var sum = TotalStep(at: from, level: .stopped, unknown: 0)
        let steps = changes.values.sorted { $0.at < $1.at }.map { change in
            sum.at = change.at
            sum.add(change)
            return sum
        }
        return steps.isEmpty ? [sum] : steps
    }
}

extension Plan.TotalStep {
    fileprivate mutating func add(_ change: Self) {
        level.minimum += change.level.minimum
        level.maximum += change.level.maximum
        unknown += change.unknown
    }
}
