internal import Autoscaling

/// The key column of history: a word for the kind, then the name.
extension Cause {
    var storedText: String {
        switch self {
        case .job(let name): "job:\(name)"
        case .scheduledAction: "scheduled-action"
        case .command(let what): "command:\(what)"
        }
    }
}
