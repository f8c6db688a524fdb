import Autoscaling
import CivilTime
import CronSchedule
import Persistence
import TIONE

/// A host with the daemon on it, a network, a server, the people who use both, and everything that can go wrong: all
/// of it from one seed, in virtual time.
///
/// The engine is the real one. The world does what the daemon's shell does: carries its effects out in order, commits
/// the records of a turn in one transaction, makes one attempt for a call, and tells it what came of all that.
struct World {
    let plan: WorldPlan
    let disturbances: [Disturbance]
    var random: SeededRandom
    var clocks: Clocks
    var agenda = Agenda<Happening>()
    var trace: Trace
    var oracle: Oracle
    var account: Account
    var disk = Disk()
    var conditions: Conditions

    // The host
    var engine: Engine?
    /// How often the daemon was started.
    var life = 0
    var suspendedUntil: Instant?
    /// What would have happened on the host while it is suspended.
    var deferred: [Happening] = []
    /// What it is told while it is suspended.
    var inbox: [Input] = []
    var armedWall: Instant?
    var wallTimer = 0
    var armedBoot: MonotonicInstant?
    var bootTimer = 0
    var records: [WriteQueue.Entry] = []
    var lastSequence: UInt64 = 0
    /// What the files say.
    var configuration: FleetConfiguration
    var generator: FleetGenerator?
    var lastCommand: UInt64 = 0

    // The network
    var wires: [Int: Wire] = [:]
    var lastWire = 0
    var neighbour: Neighbour?

    var summary = WorldSummary()

    init(_ plan: WorldPlan, isRecording: Bool) {
        self.plan = plan
        var random = SeededRandom(seed: plan.seed &+ 0x5eed)
        configuration = plan.configuration
        generator = plan.generator
        disturbances = plan.disturbances
        clocks = Clocks(
            now: plan.start, wallError: plan.faults.initialWallError,
            booted: plan.start - random.span(.seconds(20), .seconds(86_400)))
        trace = Trace(isRecording: isRecording)
        oracle = Oracle(configuration: plan.configuration, at: plan.start)
        account = plan.account
        neighbour = plan.neighbour
        conditions = Conditions(faults: plan.faults)
        self.random = random
    }

    /// Runs the world to its end.
    mutating func run() throws(Violation) {
        for (index, disturbance) in disturbances.enumerated() {
            agenda.enter(.begins(disturbance: index), at: disturbance.at)
        }
        agenda.enter(.starts, at: clocks.now)
        if neighbour != nil { agenda.enter(.neighbourAsks, at: clocks.now + .seconds(10)) }
        if let quiet = plan.quiet {
            agenda.enter(.quiet, at: quiet)
            agenda.enter(.check(slack: WorldPlan.slack), at: quiet + WorldPlan.slack + .seconds(900))
            agenda.enter(.check(slack: WorldPlan.slack), at: plan.end - .seconds(1))
        }
        while let (instant, happening) = agenda.takeNext(), instant < plan.end {
            clocks.now = max(clocks.now, instant)
            if suspendedUntil != nil, happening.isOnHost {
                deferred.append(happening)
                continue
            }
            try happen(happening)
        }
        clocks.now = plan.end
        summary.services = configuration.schedules.count
        summary.simulated = plan.end - plan.start
        summary.findings = oracle.findings
    }

    private mutating func happen(_ happening: Happening) throws(Violation) {
        switch happening {
        case .wallTimer(let number):
            guard number == wallTimer, armedWall != nil else { return }
            armedWall = nil
            try take(.wallTimerDue)
        case .bootTimer(let number):
            guard number == bootTimer, armedBoot != nil else { return }
            armedBoot = nil
            try take(.monotonicTimerDue)
        case .ends(let wire): try end(wire)
        case .written(let life): try written(in: life)
        case .starts: try start()
        case .arrives(let wire): try arrive(wire)
        case .acts(let wire): act(wire)
        case .neighbourAsks: try neighbourAsks()
        case .neighbourArrives(let loan): try neighbourArrives(loan)
        case .neighbourEnds(let loan): try giveBack(loan)
        case .begins(let index): try begin(disturbances[index], index)
        case .isOver(let index): try finish(disturbances[index])
        case .quiet: try quiet()
        case .check(let slack):
            let now = clocks.now
            var truths: [String: Observation] = [:]
            for serviceId in account.serviceIds { truths[serviceId] = account.truth(of: serviceId, at: now) }
            try checkLoans(slack: slack)
            try oracle.checkConvergence(slack: slack, truth: { truths[$0] }, at: now)
            trace.note(.check, "everything due has ended, each service is in its place", at: clocks)
        }
    }
}
