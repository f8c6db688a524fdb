public import CivilTime

/// A promise of Tide's that was broken in a simulated world.
public struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was promised.
    public enum Promise: String, Hashable, Sendable, CaseIterable {
        /// No scheduled event is lost: each ends with an outcome, and the outcome is true.
        case accountedFor
        /// After faults stop, each service is where its schedule's latest target puts it.
        case converges
        /// No second holds more calls of one action than the limit, as the server counts.
        case rate
        /// No ModifyModelService while dry-run, frozen, held or not the leader; none for an excluded time.
        case heldBack
        /// A restart neither loses an event nor repeats one whose final outcome was durable; a record stands in the
        /// store before the call that it covers.
        case durable
        /// A call fits what was observed: one at a time for a service, none blind after an unknown outcome, RESUME only
        /// of a stopped service.
        case careful
        /// Nothing begins before its time, and in quiet times nothing begins late.
        case timely
        /// Time passes: the engine does not ask for turns without end.
        case progress
        /// The same inputs give the same effects.
        case deterministic
    }

    public var promise: Promise
    /// The true time at which it was noticed.
    public var instant: Instant
    public var sentence: String

    public var description: String { "\(instant.rfc3339()): \(promise.rawValue): \(sentence)" }
}
