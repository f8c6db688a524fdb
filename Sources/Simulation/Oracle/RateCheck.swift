import CivilTime
import TIONE

/// Counts arrivals as a strict server would: in every second, wherever it begins.
struct RateCheck {
    private(set) var limit: Int
    /// Per action, when the newest calls arrived, oldest first; never more than ``limit``.
    private var arrivals: [Action: [Instant]] = [:]

    init(limit: Int) { self.limit = limit }

    /// A reload may allow more; one that allows less is not judged by its own limit until a second has passed, so the
    /// generator makes none.
    mutating func raise(to limit: Int) { self.limit = max(self.limit, limit) }

    /// Whether this arrival is one too many. An arrival exactly a second after another still shares a second with it.
    mutating func exceeds(with action: Action, at instant: Instant) -> Bool {
        var newest = arrivals[action, default: []]
        defer {
            newest.append(instant)
            if newest.count > limit { newest.removeFirst() }
            arrivals[action] = newest
        }
        guard newest.count == limit, let oldest = newest.first else { return false }
        return instant - oldest <= .seconds(1)
    }
}
