public import Autoscaling
public import CivilTime

/// What held a service at a time that is past and is over since. A hold that is still in force stands in
/// ``ServiceSummary``.
public struct PastHolds: Hashable, Codable, Sendable {
    @OrNull public var freeze: HoldStatus?
    @OrNull public var pause: HoldStatus?
    @OrNull public var override: OverrideStatus?
    /// Events and holds that ended before this are deleted; null where all are kept.
    @OrNull public var historySince: Timestamp?

    /// - Parameter holds: those of one service, and freezes; of several of a kind, which only a clock that was set can
    ///   bring about, the first counts.
    public init(_ holds: [EndedHold], historySince: Instant?) {
        for hold in holds.reversed() {
            switch hold.kind {
            case .freeze: freeze = HoldStatus(hold.hold, ended: hold.endedAt)
            case .pause: pause = HoldStatus(hold.hold, ended: hold.endedAt)
            case .override: override = hold.goal.map { OverrideStatus(hold.hold, goal: $0, ended: hold.endedAt) }
            }
        }
        self.historySince = Timestamp(historySince)
    }
}
