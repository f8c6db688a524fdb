import Autoscaling
import CronSchedule

/// What `tided.conf` says, and what it gives schedules that don't say themselves.
struct DaemonFile: Hashable, Sendable {
    var daemon: DaemonConfiguration
    var settings = FleetSettings()
    var defaults: ScheduleDefaults
}

/// What applies to a schedule that doesn't say otherwise.
struct ScheduleDefaults: Hashable, Sendable {
    var timeZone: TimeZoneRules
    /// Whether `timeZone` is the host's, because no `TimeZone=` is set in `tided.conf`.
    var isHostTimeZone = true
    var startingDeadline: Duration?
    var convergeTimeout: Duration = .seconds(30 * 60)
    var isDryRun = false
    var tiProjectId: String?

    init(host: HostFacts) { timeZone = host.timeZone }
}

/// Reads the values of a merged `tided.conf`.
struct DaemonReader {
    private let file: MergedFile
    private var faults: [ConfigurationFault] = []

    /// The result holds defaults in the place of whatever was at fault.
    static func read(_ file: MergedFile, host: HostFacts) -> (file: DaemonFile, faults: [ConfigurationFault]) {
        var reader = DaemonReader(file: file)
        var result = DaemonFile(daemon: DaemonConfiguration(region: ""), defaults: ScheduleDefaults(host: host))
        reader.readAPI(into: &result)
        reader.readSchedule(into: &result)
        reader.readDaemon(into: &result)
        reader.readControl(into: &result)
        result.settings.apiIdentity = result.daemon.identity
        return (result, reader.faults)
    }

    private init(file: MergedFile) { self.file = file }

    private mutating func readAPI(into result: inout DaemonFile) {
        var api = SectionReader(.api, of: file)
        if let region = api.value(.region, ValueSyntax.region) {
            result.daemon.region = region
        } else if !api.has(.region) {
            api.report(.missing(nearestJob: nil), .region)
        }
        if let endpoint = api.value(.endpoint, Endpoint.parse) { result.daemon.endpoint = endpoint }
        result.daemon.caCertificateFile = api.value(.caCertificateFile, ValueSyntax.absolutePath)
        result.daemon.tiProjectId = api.value(.tiProjectId, ValueSyntax.identifier)
        result.settings.tiProjectId = result.daemon.tiProjectId
        result.defaults.tiProjectId = result.daemon.tiProjectId
        if let rate = api.count(.rateLimit, in: 1...1000) { result.settings.rateLimit = rate }
        if let timeout = api.span(.timeoutSec, in: .seconds(1) ... .seconds(300)) {
            result.settings.callTimeout = timeout
        }
        if let source = api.choice(.credentials, of: DaemonConfiguration.CredentialSource.self) {
            result.daemon.credentials = source
        }
        result.daemon.cvmRole = api.value(.cvmRole, ValueSyntax.identifier)
        faults += api.faults
    }

    private mutating func readSchedule(into result: inout DaemonFile) {
        var schedule = SectionReader(.schedule, of: file)
        if let zone = schedule.value(.timeZone, ValueSyntax.timeZone) {
            result.defaults.timeZone = zone
            result.defaults.isHostTimeZone = false
        }
        if let deadline = schedule.startingDeadline() { result.defaults.startingDeadline = deadline.finite }
        if let skew = schedule.span(.maxClockSkewSec, in: .seconds(2) ... .seconds(3600)) {
            result.settings.maxClockSkew = skew
        }
        faults += schedule.faults
    }

    private mutating func readDaemon(into result: inout DaemonFile) {
        var daemon = SectionReader(.daemon, of: file)
        if let isDryRun = daemon.value(.dryRun, ValueSyntax.boolean) {
            result.settings.isDryRun = isDryRun
            result.defaults.isDryRun = isDryRun
        }
        if let interval = daemon.span(.observeIntervalSec, in: .seconds(1) ... .seconds(86_400)) {
            result.settings.observeInterval = interval
        }
        if let timeout = daemon.convergeTimeout() { result.defaults.convergeTimeout = timeout }
        if let retention = daemon.limit(.historyRetention, atLeast: .seconds(3600)) {
            result.daemon.historyRetention = retention.finite
        }
        let stops = daemon.value(.maxConcurrentStops) { text throws(ValueFault) in
            Limit(finite: try ValueSyntax.integerOrInfinity(text, in: 1...1_000_000))
        }
        if let stops { result.settings.maxConcurrentStops = stops.finite }
        faults += daemon.faults
    }

    private mutating func readControl(into result: inout DaemonFile) {
        var control = SectionReader(.control, of: file)
        result.daemon.operatorGroup = control.value(.operatorGroup, ValueSyntax.identifier)
        faults += control.faults
    }
}
