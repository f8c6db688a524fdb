import Autoscaling
import CronSchedule

/// Reads one `[CronScaleJob]` section.
struct JobReader {
    /// What the rest of the file and `tided.conf` give to its jobs.
    struct Defaults {
        var zone: TimeZoneRules
        var startingDeadline: Limit<Duration>
        var floor = 0
        /// The jobs that have a `Schedule=`: what a drop-in's section may have meant to change.
        var names: [String] = []

        init(zone: TimeZoneRules, startingDeadline: Limit<Duration>) {
            self.zone = zone
            self.startingDeadline = startingDeadline
        }
    }

    /// The API states no bound; this one is far beyond any service and far from overflow.
    static let replicas = 0...100_000

    private var reader: SectionReader

    /// The job; nil where it can't be made because of the faults.
    static func read(
        _ section: MergedFile.Section, of file: MergedFile, defaults: Defaults
    ) -> (job: CronScaleJob?, faults: [ConfigurationFault]) {
        var reader = JobReader(reader: SectionReader(section, kind: .cronScaleJob, of: file))
        let job = reader.job(named: section.jobName ?? "", defaults)
        return (job, reader.reader.faults)
    }

    private mutating func job(named name: String, _ defaults: Defaults) -> CronScaleJob? {
        let expression = reader.value(.schedule) { text throws(ValueFault) in
            let expression = try ValueSyntax.cronExpression(text)
            return (expression, try expression.timeZoneIdentifier.map(ValueSyntax.timeZone))
        }
        if !reader.has(.schedule) {
            let others = defaults.names.filter { $0 != name }
            reader.report(.missing(nearestJob: nearestName(to: name, among: others)), .schedule)
        }
        let ownZone = reader.value(.timeZone, ValueSyntax.timeZone)
        let exclusions = reader.values(.excludeDates, ValueSyntax.exclusion)
        let isEnabled = reader.value(.enabled, ValueSyntax.boolean) ?? true
        let deadline = reader.startingDeadline() ?? defaults.startingDeadline
        let target = target()
        if isEnabled, defaults.floor > 0 {
            if target == .stop { reader.report(.stopsBelowFloor(floor: defaults.floor), .serviceAction) }
            if target == .replicas(0) { reader.report(.stopsBelowFloor(floor: defaults.floor), .targetReplicas) }
        }

        guard let (expression, expressionZone) = expression, let target else { return nil }
        var job = CronScaleJob(
            name: name, schedule: expression, zone: expressionZone ?? ownZone ?? defaults.zone, target: target)
        job.exclusions = exclusions
        job.isEnabled = isEnabled
        job.startingDeadline = deadline.finite
        return job
    }

    /// The one target; nil after reporting what is wrong.
    private mutating func target() -> Target? {
        let count = reader.count(.targetReplicas, in: Self.replicas)
        let minimum = reader.count(.minReplicas, in: 1...Self.replicas.upperBound)
        let maximum = reader.count(.maxReplicas, in: 1...Self.replicas.upperBound)
        let action = reader.value(.serviceAction, Self.action)

        let keys = [Key.targetReplicas, .minReplicas, .maxReplicas, .serviceAction].filter { reader.has($0) }
        guard let first = keys.first else {
            reader.report(.noTarget)
            return nil
        }
        guard keys.count == 1 || keys == [.minReplicas, .maxReplicas] else {
            reader.report(.severalTargets(keys), keys.last)
            return nil
        }
        switch first {
        case .targetReplicas: return count.map { .replicas($0) }
        case .serviceAction: return action
        default:
            guard keys.count == 2 else {
                reader.report(.boundMissing(first == .minReplicas ? .maxReplicas : .minReplicas), first)
                return nil
            }
            guard let minimum, let maximum else { return nil }
            if minimum > maximum {
                reader.report(.aboveMaximum(minimum, maximumKey: .maxReplicas, maximum: maximum), .minReplicas)
            }
            return .bounds(min: minimum, max: maximum)
        }
    }

    private static func action(_ text: String) throws(ValueFault) -> Target {
        switch text {
        case "STOP": return .stop
        case "RESUME": return .resume
        case "SCALE":
            throw ValueFault(
                "SCALE goes without ServiceAction=",
                allowed: "STOP or RESUME; to scale, TargetReplicas= or MinReplicas= and MaxReplicas=")
        default:
            throw ValueFault(
                "not an action", allowed: "STOP or RESUME", nearest: nearestName(to: text, among: ["STOP", "RESUME"]))
        }
    }
}
