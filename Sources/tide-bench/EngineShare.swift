import Autoscaling

/// What the engine is at work on in a turn, by the input that it is given.
enum EngineShare: Int, CaseIterable {
    /// Events that have come due: found, folded, opened, recorded, told.
    case events
    /// Records that became durable, and the calls that waited for them let go.
    case records
    /// Changes that were answered.
    case changes
    /// Services that stood on a page, the open ones taken further.
    case listed
    /// Services that were asked for by name.
    case single
    /// Waits that are over: slots of the rate come free, services are looked at again.
    case timers

    /// nil for what the minute has none of.
    init?(_ input: Input) {
        switch input {
        case .wallTimerDue: self = .events
        case .monotonicTimerDue: self = .timers
        case .persisted: self = .records
        case .callEnded(_, let report):
            switch report.outcome {
            case .page: self = .listed
            case .service: self = .single
            case .modified, .failed, .notSent, .unknown: self = .changes
            }
        default: return nil
        }
    }

    /// How many of its things an input and what came of it are.
    func count(_ input: Input, _ effects: [Effect]) -> Int {
        switch self {
        case .events:
            return effects.count { if case .report(let report) = $0 { report.kind == .eventDue } else { false } }
        case .listed:
            guard case .callEnded(_, let report) = input, case .page(let page, _) = report.outcome else { return 0 }
            return page.count
        case .records, .changes, .single, .timers: return 1
        }
    }

    var words: String {
        switch self {
        case .events: "events taken up"
        case .records: "turns in which records became durable"
        case .changes: "changes answered"
        case .listed: "services listed"
        case .single: "services observed by name"
        case .timers: "turns of the timer on CLOCK_BOOTTIME"
        }
    }
}
