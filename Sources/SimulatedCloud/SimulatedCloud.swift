public import CivilTime
import TIONE

/// The TI-ONE API and the model services behind it, as a state machine without clock, randomness or network of its own.
///
/// The owner passes the time with every request and takes the answer together with how it is delivered: a fault may
/// lose it, cut it short or hold it back. The HTTP simulator and the simulation of the engine drive the same machine.
///
/// What the public reference leaves open is decided the way that is hardest on a client: a RESUME of a running service
/// throws its loaded instances away, SCALE of a stopped one is refused, a request beyond the limit counts against it.
/// Schedules that the platform would run itself (`CronScaleJobs`, `ScheduledAction`) are kept and shown, never run.
public struct SimulatedCloud: Sendable {
    public var settings: CloudSettings
    /// The latest instant that this machine was taken to.
    public private(set) var now: Instant
    /// Consulted in this order for each request; the first that applies is the one that happens.
    public var faults: [Fault] = []
    /// Changes of services are kept for ``takeChanges()`` only where this is set.
    public var recordsChanges = false

    public internal(set) var services: [SimulatedService] = []
    var indices: [String: Int] = [:]
    /// In the order in which their first services came.
    var groups: [SimulatedGroup] = []
    /// The index of each service's group.
    private var groupIndices: [Int] = []
    private var groupNumbers: [String: Int] = [:]
    /// The latest page of groups, until something changes: a fleet at rest is asked for the same page again and again.
    var lastPage: (request: DescribeModelServiceGroupsRequest, response: DescribeModelServiceGroupsResponse)?
    private var changes: [ServiceChange] = []
    /// Services, by index, that changed in any way since ``takeTouched()``.
    private var touched: Set<Int> = []
    /// When each service next changes by itself.
    private var transitions: [Instant] = []
    private var windows: [RequestWindow]
    private var nextTransition = Instant.distantFuture

    public init(settings: CloudSettings = CloudSettings(), services: [SimulatedService] = [], now: Instant) {
        self.settings = settings
        self.now = now
        windows = Action.allCases.map { _ in RequestWindow() }
        for service in services { add(service) }
    }

    // MARK: Services

    /// Adds a service, or replaces the one with its id.
    public mutating func add(_ service: SimulatedService) {
        if let index = indices[service.serviceId] {
            services[index] = service
            transitions[index] = service.nextTransition
            touched.insert(index)
            regroup()
        } else {
            indices[service.serviceId] = services.count
            touched.insert(services.count)
            transitions.append(service.nextTransition)
            services.append(service)
            join(services.count - 1)
        }
        nextTransition = min(nextTransition, service.nextTransition)
    }

    public mutating func remove(serviceId: String) {
        services.removeAll { $0.serviceId == serviceId }
        indices.removeAll(keepingCapacity: true)
        for (index, service) in services.enumerated() { indices[service.serviceId] = index }
        transitions = services.map(\.nextTransition)
        touched = Set(services.indices)
        regroup()
    }

    private mutating func regroup() {
        lastPage = nil
        groups.removeAll(keepingCapacity: true)
        groupNumbers.removeAll(keepingCapacity: true)
        groupIndices.removeAll(keepingCapacity: true)
        for index in services.indices { join(index) }
    }

    /// Puts the service into its group. Called for each index in order.
    private mutating func join(_ index: Int) {
        lastPage = nil
        let id = services[index].groupId
        if let group = groupNumbers[id] {
            groups[group].members.append(index)
            groups[group].forgetView()
            groupIndices.append(group)
        } else {
            groupNumbers[id] = groups.count
            groupIndices.append(groups.count)
            groups.append(SimulatedGroup(id: id, members: [index]))
        }
    }

    public func service(_ serviceId: String) -> SimulatedService? {
        indices[serviceId].map { services[$0] }
    }

    // MARK: Time

    /// When something will next change by itself; ``Instant/distantFuture`` where nothing is under way.
    public var nextChange: Instant { nextTransition }

    /// Lets everything happen that is due up to `instant`. An instant in the past changes nothing.
    public mutating func advance(to instant: Instant) {
        guard instant > now else { return }
        if nextTransition <= instant {
            for index in transitions.indices {
                while transitions[index] <= instant {
                    let due = transitions[index]
                    change(index, at: due) { $0.step(at: due) }
                }
            }
            nextTransition = transitions.min() ?? .distantFuture
        }
        now = instant
    }

    /// What happened to services since this was last asked, in order.
    public mutating func takeChanges() -> [ServiceChange] {
        guard !changes.isEmpty else { return [] }
        defer { changes.removeAll(keepingCapacity: true) }
        return changes.sorted { $0.at < $1.at }
    }

    /// Ids of the services that changed in any way since this was last asked: also of what ``ServiceChange`` does not
    /// tell, and those that were added. In the order of ``services``.
    public mutating func takeTouched() -> [String] {
        guard !touched.isEmpty else { return [] }
        defer { touched.removeAll(keepingCapacity: true) }
        return touched.sorted().map { services[$0].serviceId }
    }

    /// The one way in which a service changes.
    mutating func change(_ index: Int, at instant: Instant, _ body: (inout SimulatedService) -> Void) {
        let before = services[index].summary
        services[index].remember(until: instant, for: settings.historyKept)
        body(&services[index])
        services[index].forgetView()
        groups[groupIndices[index]].forgetView()
        lastPage = nil
        touched.insert(index)
        transitions[index] = services[index].nextTransition
        nextTransition = min(nextTransition, transitions[index])
        let after = services[index].summary
        if recordsChanges, after != before {
            changes.append(
                ServiceChange(at: instant, serviceId: services[index].serviceId, before: before, after: after))
        }
    }

    // MARK: Requests

    /// Takes one request that arrives at `instant` and is properly signed.
    ///
    /// - Parameter generator: decides faults that have a probability below 1, and nothing else.
    public mutating func handle(
        _ request: CloudRequest, at instant: Instant, using generator: inout some RandomNumberGenerator
    ) -> CloudOutcome {
        advance(to: instant)
        let action = request.action
        let count = countArrival(of: action)
        if count > settings.rateLimit {
            return CloudOutcome(result: .failure(.requestLimitExceeded(count: count, limit: settings.rateLimit)))
        }
        guard let fault = takeFault(for: request, using: &generator) else {
            return CloudOutcome(result: answer(request))
        }
        return outcome(of: request, under: fault)
    }

    /// Requests of this action in the second that ends now, this one included.
    private mutating func countArrival(of action: Action) -> Int {
        windows[action.place].count(arrivalAt: now)
    }

    private mutating func takeFault(
        for request: CloudRequest, using generator: inout some RandomNumberGenerator
    ) -> Fault? {
        for index in faults.indices where faults[index].concerns(request) {
            if faults[index].skipped < faults[index].skip {
                faults[index].skipped += 1
                continue
            }
            if faults[index].probability < 1, Double.random(in: 0..<1, using: &generator) >= faults[index].probability {
                continue
            }
            let fault = faults[index]
            if let left = fault.count {
                if left <= 1 { faults.remove(at: index) } else { faults[index].count = left - 1 }
            }
            return fault
        }
        return nil
    }

    private mutating func outcome(of request: CloudRequest, under fault: Fault) -> CloudOutcome {
        var outcome = CloudOutcome(result: nil, delay: fault.delay)
        switch fault.effect {
        case .none:
            outcome.result = answer(request)
        case .error(let error):
            outcome.result = .failure(error)
        case .drop(let acts):
            if acts { outcome.result = answer(request) }
            outcome.delivery = .dropped
        case .httpStatus(let status, let acts):
            if acts { outcome.result = answer(request) }
            outcome.delivery = .httpStatus(status)
        case .truncate:
            outcome.result = answer(request)
            outcome.delivery = .truncated
        case .stale(let age):
            outcome.result = answer(request, age: age)
        case .wrongDate(let error):
            outcome.result = answer(request)
            outcome.dateError = error
        case .noDate:
            outcome.result = answer(request)
            outcome.dateError = nil
        }
        return outcome
    }

    private mutating func answer(
        _ request: CloudRequest, age: Duration = .zero
    ) -> Result<CloudReply, CloudError> {
        do {
            switch request {
            case .modifyModelService(let request): return .success(.modifyModelService(try modify(request)))
            case .describeModelService(let request):
                return .success(.describeModelService(try describe(request, age: age)))
            case .describeModelServiceGroups(let request):
                return .success(.describeModelServiceGroups(try describeGroups(request, age: age)))
            case .describeBillingSpecsPrice(let request):
                return .success(.describeBillingSpecsPrice(try prices(of: request)))
            }
        } catch {
            return .failure(error)
        }
    }
}
