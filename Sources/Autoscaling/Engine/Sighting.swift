import CivilTime

/// What every listing of the fleet asks for of each service, beside the rest of its state: a fleet is much larger than
/// the processor's caches, and nearly all of it is at rest.
struct Sighting: Sendable {
    /// When the request that brought ``ServiceState/observation`` was sent.
    @Compact var sentAt: MonotonicInstant?
    /// The fingerprint of that observation where it asked for nothing and nothing has concerned the service since: another
    /// like it need only be stamped.
    var restingAs: Int?
}

extension Engine {
    /// While an event is open its service is looked at every 10 s: what is older than this was seen before a hold, an
    /// outage or the host's sleep.
    static let longestFresh: Duration = .seconds(120)

    @inline(__always)
    func isFreshlyObserved(_ i: Int) -> Bool {
        guard let sent = sightings[i].sentAt, services[i].observation != nil else { return false }
        return sent >= services[i].freshness && now.boot - sent <= Self.longestFresh
    }

    /// Takes in an observation of a service at rest, by its fingerprint, that says what is known already; false where
    /// there is more to it.
    mutating func stamp(_ i: Int, _ fingerprint: Int, sentAt: MonotonicInstant) -> Bool {
        guard sightings[i].restingAs == fingerprint, let known = sightings[i].sentAt, known <= sentAt else {
            return false
        }
        sightings[i].sentAt = sentAt
        return true
    }
}
