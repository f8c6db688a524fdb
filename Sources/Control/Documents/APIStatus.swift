public import Autoscaling
package import CivilTime

/// Whether the API answers at all; an error is an answer.
public struct APIStatus: Hashable, Codable, Sendable {
    /// Several calls in a row ended without an answer.
    public var isUnreachable: Bool
    /// Several calls in a row could not be signed, for no credentials can be had; null from an older daemon.
    @OrNull public var isUnsigned: Bool?
    /// Since when calls end without one; null where the newest had one.
    @OrNull public var failingSince: Timestamp?
    /// Why the newest had none.
    @OrNull public var problem: String?
    /// null before the first since the daemon's start.
    @OrNull public var lastAnswer: Timestamp?

    public init(_ api: FleetSnapshot.API) {
        func whole(_ instant: Instant?) -> Timestamp? {
            Timestamp(instant.map { Instant(secondsSince1970: $0.secondsSince1970) })
        }
        isUnreachable = api.isUnreachable
        isUnsigned = api.isUnsigned
        failingSince = whole(api.failingSince)
        problem = api.problem
        lastAnswer = whole(api.lastAnswer)
    }
    /// As ``FleetSnapshot/API/sentence(_:)``.
    package func sentence(_ shown: (Instant) -> String) -> String? {
        FleetSnapshot.API(
            failingSince: failingSince?.instant, problem: problem, isUnreachable: isUnreachable,
            isUnsigned: isUnsigned ?? false, lastAnswer: lastAnswer?.instant
        ).sentence(shown)
    }
}
