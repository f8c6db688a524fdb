/// Why the engine decided as it did: a code for programs, a sentence for people.
///
/// The code is stable. The sentence holds the facts: numbers, names and times.
public struct Reason: Hashable, Codable, Sendable, CustomStringConvertible {
    public enum Code: String, Codable, Sendable, CaseIterable {
        // Why an event was opened.
        case due, caughtUp, appliedOnLoad, commanded, holdEnded, reverted, retried
        // What an open event waits for.
        case observing, waitingForStatus, converging, busy, retrying, capacityShort, permissionDenied, balanceShort
        case outcomeUnknown, maxStep, maxConcurrentStops, prepaidReplicasUnknown, statusUnknown
        case clockUnsettled, credentialsUnusable, frozen, paused, overridden, notLeader
        // Why a call is made.
        case targetDiffers, resumeFirst, sizeDiffers, stillDiffers, unobserved, periodicObservation, clockProbe
        case credentialsProbe, stepSplit
        // How an event ended.
        case converged, readinessUnknown, alreadyThere, newerEvent, manualChange, excluded, deadlinePassed,
            skippedByPause
        case stoppedUntilChanged, dryRun, permanentError, createFailed, hpaUnknown, convergeTimeout, removed, dropped
        case clockPulledBack
    }

    public var code: Code
    public var sentence: String

    public init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    public var description: String { sentence }
}
