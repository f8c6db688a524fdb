/// Everything that configuration tells the engine: `tided.conf` and all schedules that are in force.
public struct FleetConfiguration: Hashable, Sendable {
    public var settings = FleetSettings()
    /// In the order of their file names.
    public var schedules: [ServiceSchedule] = []

    public init(settings: FleetSettings = FleetSettings(), schedules: [ServiceSchedule] = []) {
        self.settings = settings
        self.schedules = schedules
    }
}

/// The keys of `tided.conf` that the engine decides by.
public struct FleetSettings: Hashable, Sendable {
    /// `RateLimit=`: calls of one action in any second, 1 to 1000.
    public var rateLimit = 20
    /// `TimeoutSec=`: the bound on one call.
    public var callTimeout: Duration = .seconds(10)
    /// `MaxClockSkewSec=`: where the host's clock is further off the API's, the API's is trusted.
    public var maxClockSkew: Duration = .seconds(30)
    /// `DryRun=` of `[Daemon]` or `--dry-run`.
    public var isDryRun = false
    /// `ObserveIntervalSec=`: how often services without an open event are looked at.
    public var observeInterval: Duration = .seconds(300)
    /// `MaxConcurrentStops=`; nil is infinity.
    public var maxConcurrentStops: Int?
    /// `TiProjectId=` of `[API]`; nil is the default workspace.
    public var tiProjectId: String?
    /// Changes whenever Region, Endpoint, TiProjectId or the credentials change: what had failed for good is then tried
    /// once more.
    public var apiIdentity = ""

    public init() {}
}
