public import CivilTime

/// Admits calls of one action so that the server, however it cuts its seconds, never counts more than `limit` in one.
///
/// A slot is taken when a request is handed to the transport, and is free again ``hold`` after its reply arrived or its
/// connection closed. The server saw the request no later than that moment, so whatever the network does to requests on
/// their way, `limit` + 1 of them can't reach the server within one second.
///
/// Below the hard limit lies an adaptive one: other programs share the account. A throttled call halves it, a second
/// without one raises it by a twentieth of the hard limit, at least by 1.
///
/// A value: the caller owns it and supplies the time.
public struct RateLimiter: Sendable {
    /// How long a slot stays taken after its call has ended: a second, and a millisecond for clocks that differ.
    public static let hold: Duration = .milliseconds(1001)

    /// Calls in any second, 1 or more.
    public private(set) var limit: Int
    /// What throttling leaves of ``limit``, 1 or more.
    public private(set) var current: Int
    /// Calls that have a slot and have not ended.
    public private(set) var inFlight = 0
    /// When the slots of ended calls come free, oldest first from `head` on.
    private var freeing: [MonotonicInstant] = []
    private var head = 0
    private var raisedAt: MonotonicInstant

    /// A limiter whose slots are all taken by calls that may have ended just now: what a program that crashed and was
    /// started again may have sent is counted.
    public init(limit: Int, startedAt now: MonotonicInstant) {
        self.limit = max(1, limit)
        current = self.limit
        raisedAt = now
        freeing = Array(repeating: now + Self.hold, count: self.limit)
    }

    /// Takes a slot, if one is free.
    public mutating func admit(at now: MonotonicInstant) -> Bool {
        update(to: now)
        guard taken < current else { return false }
        inFlight += 1
        return true
    }

    /// The call that took a slot has ended: its reply arrived, or its connection closed.
    public mutating func ended(at end: MonotonicInstant) {
        inFlight = max(0, inFlight - 1)
        let free = end + Self.hold
        // Ends are told in order but for a few that cross; kept sorted so that the head is always the earliest.
        var place = freeing.count
        while place > head, freeing[place - 1] > free { place -= 1 }
        freeing.insert(free, at: place)
    }

    /// A slot taken for a call that was then not sent at all is free at once.
    public mutating func returned() {
        inFlight = max(0, inFlight - 1)
    }

    /// The server refused a call for its rate. Returns whether this begins an episode: the rate was whole before.
    public mutating func throttled(at now: MonotonicInstant) -> Bool {
        let beginsEpisode = current == limit
        current = max(1, current / 2)
        raisedAt = now
        return beginsEpisode
    }

    /// When the next slot comes free by time alone; nil when one is free now, or only the end of a call can free one.
    public mutating func nextFree(at now: MonotonicInstant) -> MonotonicInstant? {
        update(to: now)
        guard taken >= current else { return nil }
        // As many slots must come free as exceed the limit, plus one.
        let place = head + (taken - current)
        var free = place < freeing.count ? freeing[place] : nil
        if current < limit {
            let raise = raisedAt + .seconds(1)
            free = free.map { min($0, raise) } ?? raise
        }
        return free
    }

    /// Another hard limit, by a reload; at least 1. What throttling has left stays, unless it is more than that.
    public mutating func setLimit(_ newLimit: Int) {
        let newLimit = max(1, newLimit)
        current = current == limit ? newLimit : min(current, newLimit)
        limit = newLimit
    }

    private var taken: Int { inFlight + freeing.count - head }

    private mutating func update(to now: MonotonicInstant) {
        while head < freeing.count, freeing[head] <= now { head += 1 }
        if head > 64, head * 2 > freeing.count {
            freeing.removeFirst(head)
            head = 0
        }
        while current < limit, raisedAt + .seconds(1) <= now {
            current = min(limit, current + max(1, limit / 20))
            raisedAt = raisedAt + .seconds(1)
        }
    }
}
