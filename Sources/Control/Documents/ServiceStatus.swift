public import Autoscaling

/// Everything about one service: `tidectl status SERVICE`.
public struct ServiceStatus: Hashable, Codable, Sendable {
    public struct Job: Hashable, Codable, Sendable {
        public var job: String
        public var action: String
        public var target: String
        public var isEnabled: Bool
        /// Identifier of the zone that it fires in.
        public var zone: String
        @OrNull public var next: Timestamp?
        @OrNull public var last: Timestamp?
        @OrNull public var result: String?
    }

    /// What the newest Describe reply said.
    public struct Observation: Hashable, Codable, Sendable {
        public var status: String
        public var businessStatus: String
        /// `MANUAL` or `AUTO`
        public var scaleMode: String
        @OrNull public var replicas: Int?
        @OrNull public var ready: Int?
        @OrNull public var minReplicas: Int?
        @OrNull public var maxReplicas: Int?
        public var chargeType: String
        public var resourceGroupId: String
        public var instanceType: String
    }

    /// What the end of the holds on the service brings, as far as its schedule tells now.
    public struct Release: Hashable, Codable, Sendable {
        /// When the last of them ends; null where an operator must end one.
        @OrNull public var at: Timestamp?
        /// The event that decides then, or would if they ended now; null where none has fallen due by then. Its outcome
        /// is `held`, or says why it will not be made good.
        @OrNull public var event: HistoryEntry?
        /// What the service goes to then; null where it stays as it is.
        @OrNull public var goal: GoalText?

        public init(at: Timestamp?, event: HistoryEntry?, goal: GoalText?) {
            self.at = at
            self.event = event
            self.goal = goal
        }
    }

    /// The trusted time.
    public var time: Timestamp
    public var summary: ServiceSummary
    public var jobs: [Job]
    @OrNull public var observation: Observation?
    /// null where nothing holds the service's events.
    @OrNull public var release: Release?
    @OrNull public var api: APIStatus?
    /// As in ``FleetStatus``.
    @OrEmpty public var configurationDirectories: [String]
    /// The newest occurrences, newest first.
    public var history: [HistoryEntry]

    public init(
        _ service: ServiceSnapshot, at time: Timestamp, api: FleetSnapshot.API? = nil, faults: [String] = [],
        directories: [String] = [], history: [HistoryEntry]
    ) {
        self.time = time
        summary = ServiceSummary(service, faults: faults)
        jobs = service.jobs.map {
            Job(
                job: $0.cause.description, action: $0.target.action.rawValue, target: $0.target.word,
                isEnabled: $0.isEnabled, zone: $0.zone, next: Timestamp($0.next), last: Timestamp($0.last),
                result: $0.result)
        }
        observation = service.observation.map(Observation.init)
        release = service.release.map { release in
            Release(
                at: Timestamp(release.at),
                event: release.event.map { event in
                    event.outcome == nil
                        ? HistoryEntry(held: event, service: service.name) : HistoryEntry(event, service: service.name)
                }, goal: release.goal.map(GoalText.init))
        }
        self.api = api.map(APIStatus.init)
        configurationDirectories = directories
        self.history = history
    }
}

extension ServiceStatus.Observation {
    init(_ observation: Autoscaling.Observation) {
        self.init(
            status: observation.status.rawValue, businessStatus: observation.businessStatus,
            scaleMode: observation.isAuto ? "AUTO" : "MANUAL", replicas: observation.replicas,
            ready: observation.readyReplicas, minReplicas: observation.hpa?.minReplicas,
            maxReplicas: observation.hpa?.maxReplicas, chargeType: observation.chargeType,
            resourceGroupId: observation.resourceGroupId, instanceType: observation.instanceType)
    }
}
