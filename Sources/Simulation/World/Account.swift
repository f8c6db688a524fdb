import Autoscaling
import CivilTime
import SimulatedCloud
import TIONE

/// The account at the cloud: the simulated one, spoken to in the engine's own terms.
struct Account {
    /// Services draw on one of so many stocks of instances.
    static let resourceGroups = 3

    private var cloud: SimulatedCloud
    private(set) var serviceIds: [String] = []
    private var groups: [String: Int] = [:]
    /// Gone from the account for a while.
    private var hidden: [String: SimulatedService] = [:]
    /// How the services stood when each was last looked at, in the order in which they came.
    private var views: [Observation] = []
    private var places: [String: Int] = [:]
    /// The changes that it took, in order; nil where nobody wants to know.
    var log: [FleetEvidence.Change]?

    /// Services of every kind, in any state.
    init(drawing count: Int, random: inout SeededRandom, at now: Instant) {
        cloud = SimulatedCloud(now: now)
        cloud.settings.rateLimit = .max
        for index in 0..<count {
            let group = random.below(Account.resourceGroups)
            let serviceId = FleetGenerator.serviceId(index)
            add(Account.service(serviceId, group: group, &random), timing: Account.timing(&random), group: group)
        }
    }

    /// The services of a fleet: as observed, or else where the schedule's newest event before `now` left them.
    ///
    /// - Parameters:
    ///   - start: until when, inclusive, events have left the services where they are; nil stands for just before
    ///     `now`.
    ///   - timing: how long they take to change.
    init(
        assumedFor fleet: FleetConfiguration, at now: Instant, standingAt start: Instant? = nil,
        observed: [Observation], timing: ServiceTiming = .immediate
    ) {
        let next = start.map { $0 + .nanoseconds(1) } ?? now
        cloud = SimulatedCloud(now: now)
        cloud.settings.rateLimit = .max
        let observed = Dictionary(observed.map { ($0.serviceId, $0) }, uniquingKeysWith: { first, _ in first })
        for (index, schedule) in fleet.schedules.enumerated() where groups[schedule.serviceId] == nil {
            let service =
                observed[schedule.serviceId].map(Account.service)
                ?? Account.service(schedule.serviceId, in: schedule.lastState(before: next), hpa: schedule.hpaMetrics)
            add(service, timing: timing, group: index % Account.resourceGroups)
        }
    }

    private mutating func add(_ service: Service, timing: ServiceTiming, group: Int) {
        guard let simulated = SimulatedService(service, timing: timing) else { return }
        cloud.add(simulated)
        serviceIds.append(simulated.serviceId)
        groups[simulated.serviceId] = group
    }

    // MARK: The API

    /// What the API says to a request that arrives now.
    mutating func answer(_ request: Request, at now: Instant) -> CallReport.Outcome {
        switch request {
        case .modify(let modification):
            var random = SeededRandom(seed: 0)
            let outcome = cloud.handle(.modifyModelService(modification.apiRequest), at: now, using: &random)
            if case .failure(let error) = outcome.result {
                return .failed(APIError(code: error.code, message: error.message, requestID: "simulated"))
            }
            log?.append(FleetEvidence.Change(at: now, modification: modification))
            return .modified
        case .describeService(let serviceId):
            guard let seen = truth(of: serviceId, at: now) else {
                return .failed(
                    APIError(code: "ResourceNotFound", message: "no such service", requestID: "simulated"))
            }
            return .service(seen)
        case .describeGroups(let offset, let limit):
            look(at: now)
            return .page(Array(views.dropFirst(max(0, offset)).prefix(max(0, limit))), totalCount: views.count)
        }
    }

    /// How a service stands; nil where it is not in the account.
    mutating func truth(of serviceId: String, at now: Instant) -> Observation? {
        look(at: now)
        return places[serviceId].map { views[$0] }
    }

    /// Brings up to date what changed: of a thousand services mostly one.
    private mutating func look(at now: Instant) {
        cloud.advance(to: now)
        for serviceId in cloud.takeTouched() {
            guard let seen = cloud.service(serviceId).flatMap({ Observation($0.described) }) else { continue }
            if let place = places[serviceId] {
                views[place] = seen
            } else {
                places[serviceId] = views.count
                views.append(seen)
            }
        }
    }

    /// Forgets how services stood, for one is gone.
    private mutating func lookAnew() {
        let known = cloud.services.compactMap { Observation($0.described) }
        _ = cloud.takeTouched()
        views = known
        places = Dictionary(known.enumerated().map { ($1.serviceId, $0) }) { first, _ in first }
    }

    // MARK: The world

    func resourceGroup(of serviceId: String) -> Int? { groups[serviceId] }

    /// Whether a change takes instances out of the stock.
    mutating func needsMoreRoom(_ modification: Modification, at now: Instant) -> Bool {
        guard let seen = truth(of: modification.serviceId, at: now) else { return false }
        return switch modification.change {
        case .stop: false
        case .resume: seen.isSeenStopped
        case .replicas(let count): count > seen.replicas ?? 0
        case .hpa(let hpa): hpa.minReplicas > seen.replicas ?? 0
        }
    }

    mutating func hide(_ serviceId: String) {
        guard let service = cloud.service(serviceId) else { return }
        hidden[serviceId] = service
        cloud.remove(serviceId: serviceId)
        lookAnew()
    }

    mutating func show(_ serviceId: String) {
        guard let service = hidden.removeValue(forKey: serviceId) else { return }
        cloud.add(service)
    }

    mutating func showAll() {
        for serviceId in serviceIds { show(serviceId) }
    }
}
