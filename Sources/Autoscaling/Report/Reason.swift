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
    private var text: Text

    public init(_ code: Code, _ sentence: String) {
        self.code = code
        text = .said(sentence)
    }

    /// What was seen of a service is put into words when somebody asks for them: most decisions are made anew, or acted
    /// on, before anybody does.
    init(_ code: Code, of observation: Observation, _ finding: Finding) {
        self.code = code
        text = .seen(observation, finding)
    }

    /// A change that the API accepted is waited for.
    init(accepted change: Modification.Change) {
        code = .converging
        text = .accepted(change)
    }

    public var sentence: String {
        get {
            switch text {
            case .said(let sentence): sentence
            case .seen(let observation, let finding): finding.sentence(of: observation)
            case .accepted(let change): "the API accepted \(change.words); it does not show yet"
            }
        }
        set { text = .said(newValue) }
    }

    public var description: String { sentence }

    public static func == (a: Reason, b: Reason) -> Bool { a.code == b.code && a.sentence == b.sentence }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(sentence)
    }
}

extension Reason {
    private enum Text: Sendable {
        case said(String)
        indirect case seen(Observation, Finding)
        indirect case accepted(Modification.Change)
    }

    /// What an observation says about what is wanted.
    enum Finding: Sendable {
        case `is`
        case isNotReady
        case differs(Modification.Change)

        func sentence(of seen: Observation) -> String {
            switch self {
            case .is: "the service is \(seen.summary)"
            case .isNotReady: "the service is \(seen.summary), not ready yet"
            case .differs(.resume): "the service is Stopped: RESUME first"
            case .differs(.stop): "the service is \(seen.summary), not Stopped"
            case .differs(.replicas(let count)): "the service is \(seen.summary), not MANUAL \(count)"
            case .differs(.hpa(let hpa)):
                "the service is \(seen.summary), not AUTO HPA \(hpa.minReplicas)-\(hpa.maxReplicas)"
            }
        }
    }
}

extension Reason {
    private enum CodingKeys: CodingKey { case code, sentence }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            try container.decode(Code.self, forKey: .code), try container.decode(String.self, forKey: .sentence))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encode(sentence, forKey: .sentence)
    }
}
