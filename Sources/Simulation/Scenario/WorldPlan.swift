import Autoscaling
import CivilTime
import CronSchedule

/// Everything about a world that is settled before it begins.
struct WorldPlan {
    /// What came due within it may still be under way when a world is judged.
    static let slack = Duration.seconds(2_700)

    let seed: UInt64
    let start: Instant
    /// When faults stop; nil where the world is not judged by its end.
    let quiet: Instant?
    let end: Instant
    let configuration: FleetConfiguration
    let account: Account
    let faults: Faults
    let disturbances: [Disturbance]
    /// Makes the changes of reloads; nil where the files are the operator's.
    let generator: FleetGenerator?
    /// Other programs that call the API with the daemon's slots; nil where there are none.
    let neighbour: Neighbour?

    /// A world of at most 8 services and 3 days of which everything follows from the seed.
    init(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let start = WorldPlan.start(&random)
        let quiet = start + random.span(.seconds(4 * 3_600), .seconds(48 * 3_600))
        let end = quiet + random.span(.seconds(4 * 3_600), .seconds(24 * 3_600))
        // A source of its own: worlds in which it comes out as before keep their course.
        var habits = SeededRandom(seed: seed ^ 0x6861_6269_7473)
        var generator = FleetGenerator(
            random: SeededRandom(seed: random.next()), isThorough: habits.chance(0.33), start: start)
        let configuration = generator.fleet()
        let faults = Faults(level: random.chance(0.03) ? .none : .all, random: &random)
        self.seed = seed
        self.start = start
        self.quiet = quiet
        self.end = end
        self.configuration = configuration
        self.faults = faults
        self.generator = generator
        neighbour = Neighbour(seed: seed)
        account = Account(drawing: 8, random: &random, at: start)
        disturbances = WorldPlan.disturbances(faults, configuration, from: start, to: quiet, random: &random)
    }

    /// The operator's own fleet, from `start` on, on days as bad as `level` says.
    init(
        seed: UInt64, configuration: FleetConfiguration, account: Account, level: FaultLevel, from start: Instant,
        to end: Instant
    ) {
        var random = SeededRandom(seed: seed)
        let faults = Faults(level: level, random: &random)
        self.seed = seed
        self.start = start
        self.end = end
        self.configuration = configuration
        self.account = account
        self.faults = faults
        generator = nil
        neighbour = nil
        // The last hours are left to come right where there is time for it.
        quiet = end - start > .seconds(4 * 3_600) ? end - .seconds(2 * 3_600) : nil
        disturbances = WorldPlan.disturbances(
            faults, configuration, from: start, to: quiet ?? end, random: &random
        ).filter { $0.kind.befallsAnyFleet }
    }

    /// The operator's own fleet on ordinary days: the network and the disk take their time, services take theirs, and
    /// so many times the daemon is killed and back within a minute, half of them just when an event is due.
    init(
        seed: UInt64, configuration: FleetConfiguration, account: Account, crashes: Int, from start: Instant,
        to end: Instant
    ) {
        var random = SeededRandom(seed: seed)
        var faults = Faults.none
        faults.counts.crashes = crashes
        self.seed = seed
        self.start = start
        self.end = end
        self.configuration = configuration
        self.account = account
        self.faults = faults
        generator = nil
        neighbour = nil
        quiet = nil
        disturbances = WorldPlan.disturbances(faults, configuration, from: start, to: end, random: &random).map {
            var crash = $0
            crash.lasting = min(crash.lasting, .seconds(60))
            return crash
        }
    }

    /// Any day of some years, every other time the day on which some clocks change.
    private static func start(_ random: inout SeededRandom) -> Instant {
        let day: Int64 = 86_400
        // 2026-11-01, 2027-10-03, 2027-03-14, 2027-03-28, 2027-10-31, 2027-11-07, 2028-02-29, 2027-01-01
        let changes: [Int64] = [20_758, 21_094, 20_891, 20_905, 21_122, 21_129, 21_243, 20_819]
        let first = random.chance(0.5) ? random.pick(changes, or: 20_905) - 1 : 20_450 + Int64(random.below(1_200))
        return Instant(secondsSince1970: first * day) + random.span(.zero, .seconds(86_400))
    }
}

extension Disturbance.Kind {
    /// Whether it is the world's doing, not that of a person who edits files or gives commands.
    fileprivate var befallsAnyFleet: Bool {
        switch self {
        case .command, .reload: false
        default: true
        }
    }
}
