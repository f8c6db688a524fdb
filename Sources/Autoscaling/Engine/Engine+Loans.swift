import CivilTime
import TIONE

/// Names a slot that another program asks for, until it is returned.
public struct LoanID: Hashable, Sendable {
    public var value: UInt64

    public init(_ value: UInt64) { self.value = value }
}

// Slots of the limiters lent to programs beside the daemon, such as tidectl: the API counts the calls of all of them
// together. They come after the daemon's own calls and in the order of asking.
extension Engine {
    mutating func slotAsked(_ id: LoanID, _ action: Action) {
        if limiters[action] == nil {
            // The daemon makes no calls of it, but an earlier run may have lent slots until this one began.
            limiters[action] = RateLimiter(limit: settings.rateLimit, startedAt: startedAt)
        }
        borrowers.append((id, action))
    }

    /// The call has ended, or whoever asked has gone.
    mutating func slotReturned(_ id: LoanID) {
        borrowers.removeAll { $0.id == id }
        if let action = loans.removeValue(forKey: id) { limiters[action]?.ended(at: now.boot) }
    }

    mutating func lendSlots() {
        guard !borrowers.isEmpty else { return }
        borrowers.removeAll { borrower in
            guard limiters[borrower.action]?.admit(at: now.boot) == true else { return false }
            loans[borrower.id] = borrower.action
            effects.append(.lend(borrower.id))
            return true
        }
    }
}
