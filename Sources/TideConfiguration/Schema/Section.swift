/// Which of the two kinds of file a section belongs to.
public enum FileKind: Hashable, Sendable, CaseIterable {
    /// `tided.conf`
    case daemon
    /// `*.schedule`
    case schedule

    public var sections: [Section] { Section.allCases.filter { $0.file == self } }
}

/// The sections that configuration files may have.
public enum Section: String, Hashable, Sendable, CaseIterable {
    case api = "API"
    case schedule = "Schedule"
    case daemon = "Daemon"
    case control = "Control"

    case service = "Service"
    case cronScaleJob = "CronScaleJob"
    case scheduledAction = "ScheduledAction"

    public var file: FileKind {
        switch self {
        case .api, .schedule, .daemon, .control: .daemon
        case .service, .cronScaleJob, .scheduledAction: .schedule
        }
    }

    /// The keys of this section in the order in which the manual has them.
    public var keys: [Key] {
        switch self {
        case .api:
            [.region, .endpoint, .caCertificateFile, .tiProjectId, .rateLimit, .timeoutSec, .credentials, .cvmRole]
        case .schedule: [.timeZone, .startingDeadlineSec, .maxClockSkewSec]
        case .daemon: [.dryRun, .observeIntervalSec, .convergeTimeoutSec, .historyRetention, .maxConcurrentStops]
        case .control: [.operatorGroup]
        case .service:
            [
                .serviceId, .tiProjectId, .enabled, .timeZone, .startingDeadlineSec, .applyOnLoad, .onManualChange,
                .replicasFloor, .replicasCeiling, .maxStep, .onMaxStep, .hpaMetrics, .convergeTimeoutSec, .dryRun,
            ]
        case .cronScaleJob:
            [
                .name, .schedule, .timeZone, .excludeDates, .targetReplicas, .minReplicas, .maxReplicas, .serviceAction,
                .startingDeadlineSec, .enabled,
            ]
        case .scheduledAction: [.scheduleStop, .scheduleStopTime, .stopUntilChanged]
        }
    }
}
