import CivilTime

extension Plan {
    /// What all services have together from here on.
    struct TotalStep {
        var at: Instant
        var level: Level
        /// Services whose size is not known, and which `level` leaves out.
        var unknown: Int
    }

    /// By time; the first is at ``from``.
    var total: [TotalStep] {
        typealias Change = (at: Instant, level: Level?, sign: Int)
        let changes: [Change] = services.flatMap { service in
            zip(service.steps, [nil] + service.steps).flatMap { step, before -> [Change] in
                (before.map { [(step.at, $0.level, -1)] } ?? []) + [(step.at, step.level, 1)]
            }
        }.sorted { $0.at < $1.at }
        var steps: [TotalStep] = []
        var sum = TotalStep(at: from, level: .stopped, unknown: 0)
        for change in changes {
            sum.level.minimum += change.sign * (change.level?.minimum ?? 0)
            sum.level.maximum += change.sign * (change.level?.maximum ?? 0)
            sum.unknown += change.level == nil ? change.sign : 0
            sum.at = change.at
            if steps.last?.at == change.at { steps.removeLast() }
            steps.append(sum)
        }
        return steps.isEmpty ? [sum] : steps
    }
}
