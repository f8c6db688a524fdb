public import Autoscaling
import CivilTime

/// What the daemon knows of itself, besides what the engine does.
public struct DaemonFacts: Hashable, Sendable {
    public var version: String
    public var processId: Int32
    /// How long it has run, by a clock that nobody sets.
    public var uptime: Duration
    /// Faults of configuration files, a line each with file and line number.
    public var faults: [String]
    /// Of these those of schedules whose last good content is in force, by the file's stem.
    public var lastGoodFaults: [String: [String]]
    /// Where it reads its configuration, by absolute paths; the first ranks highest.
    public var configDirectories: [String]

    public init(
        version: String, processId: Int32, uptime: Duration, faults: [String],
        lastGoodFaults: [String: [String]] = [:], configDirectories: [String] = []
    ) {
        self.lastGoodFaults = lastGoodFaults
        self.version = version
        self.processId = processId
        self.uptime = uptime
        self.faults = faults
        self.configDirectories = configDirectories
    }
}

/// The daemon and all services: `tidectl status`.
public struct FleetStatus: Hashable, Codable, Sendable {
    public struct Clock: Hashable, Codable, Sendable {
        /// `unsettled` until an answer of the API has judged the host's clock; `local` where that is trusted, `api`
        /// where the API's time is taken instead.
        public var state: String
        /// The API's clock less the host's.
        @OrNull public var offsetSeconds: Double?
    }

    public struct Rate: Hashable, Codable, Sendable {
        public var action: String
        /// Calls in a second: what the configuration allows, and what throttling leaves of it.
        public var limit: Int
        public var current: Int
        public var inFlight: Int
        public var waiting: Int
    }

    public var version: String
    public var processId: Int32
    /// When it was started, by the trusted time.
    public var since: Timestamp
    /// The trusted time.
    public var time: Timestamp
    /// As in `systemctl status`.
    public var summary: String
    /// Faults of configuration files; empty where all are good.
    public var configurationFaults: [String]
    /// Where the configuration is read, by absolute paths; the first ranks highest.
    @OrEmpty public var configurationDirectories: [String]
    public var isDryRun: Bool
    @OrNull public var freeze: HoldStatus?
    public var isLeader: Bool
    public var clock: Clock
    /// Why no call can be made; null where they can.
    @OrNull public var credentialsProblem: String?
    @OrNull public var api: APIStatus?
    /// False while records can't be written.
    public var isDurable: Bool
    public var rates: [Rate]
    public var services: [ServiceSummary]

    public init(_ snapshot: FleetSnapshot, _ daemon: DaemonFacts) {
        version = daemon.version
        processId = daemon.processId
        // On the time line of all else here: the host's clock may have been wrong then, and right since.
        let start = snapshot.at - daemon.uptime + .milliseconds(500)
        since = Timestamp(Instant(secondsSince1970: start.secondsSince1970))
        time = Timestamp(snapshot.at)
        summary = snapshot.statusLine
        configurationFaults = daemon.faults
        configurationDirectories = daemon.configDirectories
        isDryRun = snapshot.isDryRun
        freeze = snapshot.freeze.map(HoldStatus.init)
        isLeader = snapshot.isLeader
        clock = Clock(snapshot.clock)
        credentialsProblem = snapshot.credentialsProblem
        api = APIStatus(snapshot.api)
        isDurable = snapshot.isDurable
        rates = snapshot.rates.map {
            Rate(action: $0.action, limit: $0.limit, current: $0.current, inFlight: $0.inFlight, waiting: $0.waiting)
        }
        services = snapshot.services.map { ServiceSummary($0, faults: daemon.lastGoodFaults[$0.name] ?? []) }
    }
}

extension FleetStatus.Clock {
    init(_ clock: FleetSnapshot.Clock) {
        switch clock {
        case .unsettled: self.init(state: "unsettled", offsetSeconds: nil)
        case .local(let offset): self.init(state: "local", offsetSeconds: offset.map { Double($0.nanoseconds) / 1e9 })
        case .api(let offset): self.init(state: "api", offsetSeconds: Double(offset.nanoseconds) / 1e9)
        }
    }
}
