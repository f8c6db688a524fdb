import CivilTime

/// Counts requests in a sliding second, refused ones among them: the API's own message about the limit names counts
/// beyond it.
struct RequestWindow: Sendable {
    /// Ascending; those before `start` have left the window.
    private var arrivals: [Instant] = []
    private var start = 0

    /// Arrivals in the second that ends at `instant`, this one included. One exactly a second ago is outside.
    mutating func count(arrivalAt instant: Instant) -> Int {
        let edge = instant - .seconds(1)
        while start < arrivals.count, arrivals[start] <= edge { start += 1 }
        if start > 64, start > arrivals.count / 2 {
            arrivals.removeFirst(start)
            start = 0
        }
        arrivals.append(instant)
        return arrivals.count - start
    }
}
