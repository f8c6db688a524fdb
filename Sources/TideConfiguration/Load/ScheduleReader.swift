import Autoscaling
import CronSchedule

/// Reads the values of a merged `*.schedule` file.
struct ScheduleReader {
    private let file: MergedFile
    private let defaults: ScheduleDefaults
    private var faults: [ConfigurationFault] = []

    /// The schedule, or everything that is wrong with it.
    static func read(
        _ file: MergedFile, name: String, defaults: ScheduleDefaults
    ) -> (schedule: ServiceSchedule, faults: [ConfigurationFault]) {
        var reader = ScheduleReader(file: file, defaults: defaults)
        let schedule = reader.readSchedule(name: name)
        return (schedule, reader.faults)
    }

    private init(file: MergedFile, defaults: ScheduleDefaults) {
        self.file = file
        self.defaults = defaults
    }

    private mutating func readSchedule(name: String) -> ServiceSchedule {
        var service = SectionReader(.service, of: file)
        let id = service.value(.serviceId, ValueSyntax.serviceId)
        if !service.has(.serviceId) { service.report(.missing(nearestJob: nil), .serviceId) }

        var schedule = ServiceSchedule(name: name, serviceId: id ?? "")
        schedule.tiProjectId = service.value(.tiProjectId, ValueSyntax.identifier) ?? defaults.tiProjectId
        schedule.isEnabled = service.value(.enabled, ValueSyntax.boolean) ?? true
        schedule.appliesOnLoad = service.value(.applyOnLoad, ValueSyntax.boolean) ?? false
        schedule.onManualChange = service.choice(.onManualChange, of: ManualChangePolicy.self) ?? .adopt
        // Dry run of the whole daemon is a promise; a schedule can't take itself out of it.
        schedule.isDryRun = (service.value(.dryRun, ValueSyntax.boolean) ?? false) || defaults.isDryRun
        schedule.convergeTimeout = service.convergeTimeout() ?? defaults.convergeTimeout
        schedule.rails = rails(&service)
        schedule.hpaMetrics = service.words(.hpaMetrics, ValueSyntax.metric)
        var jobDefaults = JobReader.Defaults(
            zone: service.value(.timeZone, ValueSyntax.timeZone) ?? defaults.timeZone,
            startingDeadline: service.startingDeadline() ?? Limit(finite: defaults.startingDeadline))
        jobDefaults.floor = schedule.rails.floor ?? 0
        faults += service.faults

        let jobs = file.jobs
        jobDefaults.names = jobs.filter { $0.has(.schedule) }.compactMap(\.jobName)
        for section in jobs {
            let (job, faults) = JobReader.read(section, of: file, defaults: jobDefaults)
            if let job { schedule.jobs.append(job) }
            self.faults += faults
        }
        schedule.scheduledAction = scheduledAction(floor: jobDefaults.floor)
        return schedule
    }

    private func rails(_ service: inout SectionReader) -> GuardRails {
        var rails = GuardRails()
        rails.floor = service.count(.replicasFloor, in: JobReader.replicas)
        rails.ceiling = service.count(.replicasCeiling, in: JobReader.replicas)
        rails.maxStep = service.count(.maxStep, in: 1...JobReader.replicas.upperBound)
        rails.onMaxStep = service.choice(.onMaxStep, of: GuardRails.OverStep.self) ?? .split
        if let floor = rails.floor, let ceiling = rails.ceiling, floor > ceiling {
            service.report(.aboveMaximum(floor, maximumKey: .replicasCeiling, maximum: ceiling), .replicasFloor)
        }
        return rails
    }

    private mutating func scheduledAction(floor: Int) -> ScheduledAction? {
        var section = SectionReader(.scheduledAction, of: file)
        defer { faults += section.faults }
        let stops = section.value(.scheduleStop, ValueSyntax.boolean) ?? false
        var action = section.value(.scheduleStopTime, ValueSyntax.time)
        action?.stopsUntilChanged = section.value(.stopUntilChanged, ValueSyntax.boolean) ?? false
        guard stops else { return nil }
        if !section.has(.scheduleStopTime) { section.report(.missing(nearestJob: nil), .scheduleStopTime) }
        if floor > 0 { section.report(.stopsBelowFloor(floor: floor), .scheduleStop) }
        return action
    }
}
