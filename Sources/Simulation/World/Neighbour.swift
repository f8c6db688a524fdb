import Autoscaling
import CivilTime
import TIONE

/// Other programs on the host that call the same API with the same key, as `tidectl import` does: each call needs a
/// slot that the daemon lends.
///
/// It has a source of chance of its own, so that a world without one takes the same course as before there were any.
struct Neighbour {
    var random: SeededRandom
    /// What was asked for and was neither lent nor given up yet.
    var asked: [LoanID: (action: Action, since: Instant)] = [:]
    /// Calls under way, for each of which a slot is lent, and whether the server has them.
    var lent: [LoanID: (action: Action, hasArrived: Bool)] = [:]
    var lastLoan: UInt64 = 0

    /// One world in four has one.
    init?(seed: UInt64) {
        random = SeededRandom(seed: seed ^ 0x6e65_6967_6862_6f72)
        guard random.chance(0.25) else { return nil }
    }
}

// What it does.
extension World {
    /// A program starts and asks for all the slots that it will need; another one will start some time later.
    mutating func neighbourAsks() throws(Violation) {
        guard var neighbour else { return }
        agenda.enter(.neighbourAsks, at: clocks.now + neighbour.random.skewedSpan(.seconds(20), .seconds(6 * 3_600)))
        let action = neighbour.random.pick(Action.allCases, or: .describeModelServiceGroups)
        let count = neighbour.random.int(1...neighbour.random.int(1...60))
        self.neighbour = neighbour
        guard engine != nil, suspendedUntil == nil else { return }
        for _ in 0..<count {
            guard engine != nil, let loan = enterLoan(action) else { return }
            try take(.slotAsked(loan, action))
            if self.neighbour?.random.chance(0.02) == true { try giveBack(loan) }
        }
    }

    private mutating func enterLoan(_ action: Action) -> LoanID? {
        guard neighbour != nil else { return nil }
        neighbour?.lastLoan += 1
        let loan = LoanID(neighbour?.lastLoan ?? 0)
        neighbour?.asked[loan] = (action, clocks.now)
        return loan
    }

    /// The daemon lends it a slot: it makes its call, or doesn't any more.
    mutating func isLent(_ loan: LoanID) throws(Violation) {
        guard var neighbour, let action = neighbour.asked.removeValue(forKey: loan)?.action else {
            throw Violation(promise: .rate, instant: clocks.now, sentence: "a slot is lent that nobody has asked for")
        }
        neighbour.lent[loan] = (action, false)
        let timeout = configuration.settings.callTimeout
        let arrival = neighbour.random.skewedSpan(.milliseconds(2), .seconds(4))
        let answer = neighbour.random.skewedSpan(.milliseconds(2), .seconds(60))
        if neighbour.random.chance(0.95) {
            agenda.enter(.neighbourArrives(loan), at: clocks.now + min(arrival, timeout - .milliseconds(1)))
        }
        agenda.enter(.neighbourEnds(loan), at: clocks.now + min(arrival + answer, timeout))
        self.neighbour = neighbour
    }

    /// Whoever asked for a slot in a quiet time has one.
    func checkLoans(slack: Duration) throws(Violation) {
        let oldest = neighbour?.asked.values.map(\.since).min()
        guard let oldest, oldest < clocks.now - slack else { return }
        throw Violation(
            promise: .converges, instant: clocks.now,
            sentence: "a slot that was asked for at \(oldest.rfc3339()) was never lent")
    }

    mutating func neighbourArrives(_ loan: LoanID) throws(Violation) {
        guard let call = neighbour?.lent[loan], !call.hasArrived else { return }
        neighbour?.lent[loan]?.hasArrived = true
        try oracle.arrived(call.action, at: clocks.now)
    }

    /// Its call has ended, or it has gone, with a slot or while waiting for one.
    mutating func giveBack(_ loan: LoanID) throws(Violation) {
        let call = neighbour?.lent.removeValue(forKey: loan)
        let waiting = neighbour?.asked.removeValue(forKey: loan)
        guard call != nil || waiting != nil, engine != nil else { return }
        try take(.slotReturned(loan))
    }

    /// The daemon is gone, and with it the sockets over which slots are lent: nothing is asked for any more, and a call
    /// on its way arrives now or never.
    mutating func cutOffNeighbour() throws(Violation) {
        guard var neighbour else { return }
        let loans = neighbour.lent.filter { !$0.value.hasArrived }.keys.sorted { $0.value < $1.value }
        let arriving = loans.filter { _ in neighbour.random.chance(0.5) }
        let actions = arriving.compactMap { neighbour.lent[$0]?.action }
        neighbour.asked.removeAll()
        neighbour.lent.removeAll()
        self.neighbour = neighbour
        for action in actions { try oracle.arrived(action, at: clocks.now) }
    }
}
