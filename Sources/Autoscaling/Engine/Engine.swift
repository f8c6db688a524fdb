public import CivilTime
import TIONE

/// Decides what happens to every service: a deterministic state machine.
///
/// The engine reads no clock, opens no socket and touches no file; given the same inputs at the same moments it has the
/// same effects. Occurrences go by the wall clock that ``ClockJudge`` trusts; the limiter, backoff, time-outs and
/// convergence by CLOCK_BOOTTIME.
///
/// Each input changes some state and marks the services that it concerns; ``advance(_:)`` then looks at each of those
/// and decides, from its state alone, what comes next. So a decision never depends on which input led to it.
///
/// What is asked of it for every event is mutating even where it changes nothing: it is then asked of the engine where
/// that stands, and for anything else the whole of it is copied first.
public struct Engine: Sendable {
    // Configuration
    var settings = FleetSettings()
    var isConfigured = false
    var services: [ServiceState] = []
    /// Of each service, at the same place.
    var sightings: [Sighting] = []
    /// By ServiceId.
    var index: [String: Int] = [:]
    /// What the store held of services until the first configuration says which of them still exist.
    var stored: [String: ServiceRecord] = [:]

    // The moment of the input at hand
    var now = Moment(local: Instant(secondsSince1970: 0), boot: MonotonicInstant(nanosecondsSinceBoot: 0))
    var generator = SplitMix64(seed: 0)

    // The fleet
    var clock = ClockJudge()
    var fleet = FleetRecord()
    var isLeader = true
    var credentialsProblem: String? = "no credentials yet"
    /// The API refuses the key or the host: the code, until a probe is answered otherwise.
    var refusal: String?
    var probeAt: MonotonicInstant?
    var isProbing = false
    var clockWarnedAt: MonotonicInstant?
    /// Wall-clock instants that were taken as *now* while no answer had judged the clock, with the time by
    /// CLOCK_BOOTTIME.
    var provisional: [Instant: MonotonicInstant] = [:]

    // Calls
    var limiters = PerAction<RateLimiter>()
    var modifyQueue = CallQueue()
    var describeQueue = CallQueue()
    var calls: [CallID: InFlight] = [:]
    var lastCallID: UInt64 = 0
    var reach = Reachability()
    var sweep = Sweep()
    /// Services that want to be observed now.
    var unobserved = Marks()
    /// Services that wait for the cloud to have capacity.
    var capacityWaiters = Marks()
    /// Services whose STOP waits for `MaxConcurrentStops=`.
    var heldStops = Marks()
    /// Services whose ``ServiceState/stoppingSince`` is set.
    var stopping = Marks()

    /// Programs beside the daemon that wait for a slot, in the order of asking, and those that have one.
    var borrowers: [(id: LoanID, action: Action)] = []
    var loans: [LoanID: Action] = [:]

    // Durability
    var isDurable = true
    var sequence: UInt64 = 0
    var persistedSequence: UInt64 = 0
    var unwritten = UnwrittenRecords()
    /// Rows of history that were given up while the store could not take them.
    var forgottenRows = 0
    /// Calls whose slot is taken and whose record is not yet durable, oldest first.
    var awaitingRecord: [(sequence: UInt64, call: Call)] = []

    // Wake-ups
    /// What ``readAhead(_:)`` read last; nothing is made of it.
    var lastRead: Int64 = 0
    /// By the trusted clock. Entries whose instant is no longer the service's are passed over, here and below.
    var dues = Agenda()
    var wakeHeap = Heap<Wake>()
    var armedWall: Instant?
    var armedMonotonic: MonotonicInstant?
    var status: StatusLine?
    /// An earlier run may have made calls until then.
    var startedAt = MonotonicInstant(nanosecondsSinceBoot: 0)
    var tally = Tally()
    var statusFacts = StatusFacts()
    /// What the status line says of the event that comes first, for it outlives many lines; nil where that must be
    /// worked out.
    var statusEvent: (due: Due, event: NextEvent?)?
    /// Each service's next event, for the status line.
    var nextEvents = Agenda()
    /// Of services whose next firing is excluded: that firing, and the event that comes instead.
    var excludedDue: [Int: (firing: Instant, event: NextEvent)] = [:]

    // The turn at hand
    var effects: [Effect] = []
    /// In the order of their sequence numbers, for of two with one key the store keeps the one that comes last.
    var persists: [Effect] = []
    var marked = Marks()
    var changedServices = Marks()
    var changedOccurrences: [Occurrence] = []
    var removedServices: [String] = []
    var endedHolds: [EndedHold] = []
    var isFleetChanged = false
    var preparedCalls: [Call] = []
    /// A slot came free after the turn's calls had been handed out.
    var hasReturnedSlot = false

    public init() {}

    /// Takes one input and says what shall be done about it.
    public mutating func handle(_ input: Input, at now: Moment) -> [Effect] {
        let earlier = self.now
        self.now = now
        if isConfigured { noticeStep(from: earlier) }
        take(input)
        if isConfigured {
            wakeServices()
            advanceMarked()
            runFleetTimers()
            repeat {
                advanceMarked()
                dispatch()
            } while !marked.isEmpty
            lendSlots()
        }
        return endTurn()
    }

    private mutating func take(_ input: Input) {
        switch input {
        case .started(let state, let seed): start(state, seed: seed)
        case .configured(let configuration): configure(configuration)
        case .wallTimerDue: armedWall = nil
        case .monotonicTimerDue: armedMonotonic = nil
        case .callEnded(let id, let report): callEnded(id, report)
        case .persisted(let upTo): persisted(upTo: upTo)
        case .persistingFailed(let why): persistingFailed(why)
        case .storeHealed: storeHealed()
        case .credentials(let available, let sentence): credentials(available: available, sentence)
        case .command(let id, let command, let actor):
            effects.append(.reply(id, perform(command, by: actor)))
        case .slotAsked(let id, let action): slotAsked(id, action)
        case .slotReturned(let id): slotReturned(id)
        case .leadership(let leads):
            isLeader = leads
            markAll()
        }
    }

    private mutating func start(_ state: StoredState, seed: UInt64) {
        generator = SplitMix64(seed: seed)
        startedAt = now.boot
        fleet = state.fleet
        stored = Dictionary(state.services.map { ($0.serviceId, $0) }, uniquingKeysWith: { $1 })
        for action in [Action.modifyModelService, .describeModelService, .describeModelServiceGroups] {
            limiters[action] = RateLimiter(limit: settings.rateLimit, startedAt: now.boot)
        }
        probeAt = now.boot
    }

    /// The trusted time.
    var time: Instant { clock.trusted(at: now) }

    /// The trusted time at a moment; nil while no answer of the API has judged the host's clock.
    public func settledTime(at moment: Moment) -> Instant? {
        clock.state == .unsettled ? nil : clock.trusted(at: moment)
    }

    /// Whether events may be begun and calls made: asked everywhere, so not by way of the reason why not.
    var isFleetFree: Bool {
        if case .some = fleet.freeze { return false }
        return clock.state != .unsettled && isLeader
    }

    /// Why no event may be begun and no call made for any service; nil where all may.
    var fleetHold: Reason? {
        if isFleetFree { return nil }
        if clock.state == .unsettled {
            return Reason(.clockUnsettled, "the API has not confirmed what time it is")
        }
        if !isLeader { return Reason(.notLeader, "another host leads") }
        if let freeze = fleet.freeze {
            return Reason(.frozen, "frozen by \(freeze.by)\(freeze.reason.isEmpty ? "" : ": \(freeze.reason)")")
        }
        return nil
    }

    /// Whether calls can be made, as far as credentials go.
    var isCallable: Bool { credentialsProblem == nil && refusal == nil }

    /// Why no call can be made although events may be begun.
    var callHold: Reason? {
        if let credentialsProblem { return Reason(.credentialsUnusable, credentialsProblem) }
        if let refusal { return Reason(.credentialsUnusable, "the API refuses the key or this host: \(refusal)") }
        return nil
    }

    mutating func mark(_ service: Int) { marked.insert(service) }

    mutating func markAll() {
        for service in services.indices { marked.insert(service) }
    }

    private mutating func advanceMarked() {
        while let service = marked.popFirst() { advance(service) }
    }

    /// What a service needs next, decided from its state alone.
    private mutating func advance(_ service: Int) {
        sightings[service].restingAs = nil
        expireHolds(service)
        if isFleetFree {
            _ = takeUpEvents(service)
            applyDeferred(service)
        }
        noticeHeld(service)
        pursue(service)
        remindOfFailure(service)
        setWakes(service)
        count(service)
    }

    /// Keeps the tally, so that the status line costs the same for any number of services.
    private mutating func count(_ i: Int) {
        let isOpen = services[i].record.intent != nil
        if isOpen != services[i].isTalliedOpen {
            services[i].isTalliedOpen = isOpen
            tally.open += isOpen ? 1 : -1
        }
        let held = services[i].held?.newest.count ?? 0
        if held != services[i].talliedHeld {
            tally.held += held - services[i].talliedHeld
            services[i].talliedHeld = held
        }
        let isFailed = services[i].record.failedUnder != nil
        if isFailed != services[i].isTalliedFailed {
            services[i].isTalliedFailed = isFailed
            tally.failed += isFailed ? 1 : -1
        }
    }
}

/// What the status line counts.
struct Tally: Hashable, Sendable {
    var jobs = 0
    var open = 0
    /// Events that are held back, of each job the newest.
    var held = 0
    var failed = 0
}

/// When a service wants to be looked at by CLOCK_BOOTTIME.
struct Wake: Comparable, Sendable {
    var at: MonotonicInstant
    var service: Int

    static func < (a: Wake, b: Wake) -> Bool { a.at != b.at ? a.at < b.at : a.service < b.service }
}
