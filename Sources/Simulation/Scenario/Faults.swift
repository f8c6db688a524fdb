import CivilTime

/// Which faults a world has, and how often.
///
/// Each world draws its own: many kinds are off in any one of them, so that no kind always hides behind another, and
/// those that are on are rare in some worlds and dense in others.
struct Faults {
    /// What may happen to one call on its way.
    struct Network {
        /// Longest way there or back in ordinary times.
        var slowest = Duration.milliseconds(75)
        /// Chances, each of one call.
        var refused = 0.0
        var requestLost = 0.0
        var replyLost = 0.0
        /// The server acts after the client has given up.
        var actsLate = 0.0
        /// The server acts twice.
        var actsTwice = 0.0
        /// Answered by a gateway, not by the API; the server may have acted.
        var gateway = 0.0
        /// No answer until the client gives up.
        var hangs = 0.0
        /// The API answers with an error of its own, of any class.
        var apiError = 0.0
    }

    /// Things that happen at points of time; how many of each.
    struct Counts {
        var crashes = 0
        var reboots = 0
        var suspends = 0
        var clockSteps = 0
        var diskFull = 0
        var outages = 0
        var capacityShortages = 0
        var throttlings = 0
        var credentialsRefused = 0
        var credentialsMissing = 0
        var permissionsDenied = 0
        var balanceShortages = 0
        var leadershipLosses = 0
        var commands = 0
        var reloads = 0
        var consoleChanges = 0
        var serviceLosses = 0
    }

    var network = Network()
    var counts = Counts()
    /// Chance that the process dies within one turn of the engine, after some of its effects.
    var crashInTurn = 0.0
    /// The clock is wrong from the start by this.
    var initialWallError = Duration.zero
    /// Longest write to the disk.
    var slowestWrite = Duration.milliseconds(20)
    /// The API sends no `Date`.
    var hidesDate = false

    static let none = Faults()

    init() {}

    init(level: FaultLevel, random: inout SeededRandom) {
        guard level != .none else { return }
        network = Network(random: &random)
        counts.outages = Faults.count(upTo: 3, &random)
        counts.capacityShortages = Faults.count(upTo: 3, &random)
        counts.throttlings = Faults.count(upTo: 3, &random)
        counts.permissionsDenied = Faults.count(upTo: 2, &random)
        counts.balanceShortages = Faults.count(upTo: 2, &random)
        counts.consoleChanges = Faults.count(upTo: 6, &random)
        guard level == .all else { return }
        counts.crashes = Faults.count(upTo: 6, &random)
        counts.reboots = Faults.count(upTo: 2, &random)
        counts.suspends = Faults.count(upTo: 2, &random)
        counts.clockSteps = Faults.count(upTo: 4, &random)
        counts.diskFull = Faults.count(upTo: 2, &random)
        counts.credentialsRefused = Faults.count(upTo: 2, &random)
        counts.credentialsMissing = Faults.count(upTo: 2, &random)
        counts.leadershipLosses = Faults.count(upTo: 2, &random)
        counts.commands = Faults.count(upTo: 12, &random)
        counts.reloads = Faults.count(upTo: 5, &random)
        counts.serviceLosses = Faults.count(upTo: 1, &random)
        if random.chance(0.4) { crashInTurn = Faults.rate(0.0002, 0.03, &random) }
        if random.chance(0.2) { slowestWrite = random.span(.milliseconds(50), .seconds(3)) }
        if random.chance(0.15) { initialWallError = Faults.wallError(&random) }
        if initialWallError == .zero, counts.clockSteps == 0, random.chance(0.1) { hidesDate = true }
    }

    /// Off in half of all worlds.
    private static func count(upTo most: Int, _ random: inout SeededRandom) -> Int {
        random.chance(0.5) ? 0 : random.int(1...most)
    }

    /// Any order of magnitude alike.
    private static func rate(_ low: Double, _ high: Double, _ random: inout SeededRandom) -> Double {
        var rate = low
        while rate * 2 < high, random.chance(0.75) { rate *= 2 }
        return rate
    }

    /// From a second to five years, either way.
    static func wallError(_ random: inout SeededRandom) -> Duration {
        let size: Duration =
            switch random.below(6) {
            case 0: random.span(.seconds(1), .seconds(25))
            case 1: random.span(.seconds(35), .seconds(120))
            case 2: .seconds(3_600)
            case 3: random.span(.seconds(3_600), .seconds(86_400))
            case 4: .seconds(365 * 86_400)
            default: .seconds(5 * 365 * 86_400)
            }
        return random.chance(0.5) ? size : .zero - size
    }
}

extension Faults.Network {
    init(random: inout SeededRandom) {
        func chance(_ high: Double) -> Double {
            guard random.chance(0.4) else { return 0 }
            return high / Double(1 << random.below(6))
        }
        refused = chance(0.2)
        requestLost = chance(0.2)
        replyLost = chance(0.2)
        actsLate = chance(0.2)
        actsTwice = chance(0.1)
        gateway = chance(0.2)
        hangs = chance(0.1)
        apiError = chance(0.3)
        if random.chance(0.2) { slowest = random.span(.milliseconds(100), .seconds(4)) }
    }
}
