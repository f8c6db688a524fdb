import CivilTime
import TIONE

/// Counts arrivals as a strict server would: in every second, wherever it begins.
struct RateCheck {
    private(set) var limit: Int
    /// Per action, when the newest calls arrived, oldest first; never more than ``limit``.
    private var arrivals: [[Instant]] = Action.allCases.map { _ in [] }

    init(limit: Int) { self.limit = limit }

    /// A reload may allow more; one that allows less is not judged by its own limit until a second has passed, so the
    /// generator makes none.
    mutating func raise(to limit: Int) { self.limit = max(self.limit, limit) }

    /// Whether this arrival is one too many. An arrival exactly a second after another still shares a second with it.
    mutating func exceeds(with action: Action, at instant: Instant) -> Bool {
        let place = action.place
        let oldest = arrivals[place].count == limit ? arrivals[place].first : nil
        arrivals[place].append(instant)
        if arrivals[place].count > limit { arrivals[place].removeFirst() }
        return oldest.map { instant - $0 <= .seconds(1) } ?? false
    }
}
