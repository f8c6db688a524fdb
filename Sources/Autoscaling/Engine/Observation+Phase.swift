/// What a status means for what can be done next.
enum Phase: Hashable, Sendable {
    case creating
    case createFailed
    case stopped
    case stopping
    /// Running and settled.
    case normal
    /// Running in name: starting, getting ready, abnormal or timed out. SCALE and STOP are tried at once.
    case unsettled
    case unknown

    var isRunning: Bool { self == .normal || self == .unsettled }
    /// Nothing is under way that would still bring an accepted change.
    var isAtRest: Bool { self == .normal || self == .stopped }
}

extension Observation {
    /// `Status`, or where it is empty, null or unheard of, what ServiceInfo.Status and Replicas tell.
    var phase: Phase {
        switch status {
        case .creating: .creating
        case .createFailed: .createFailed
        case .stopped: .stopped
        case .stopping: .stopping
        case .normal: .normal
        case .pending, .waiting, .abnormal, .timeout: .unsettled
        case .unknown: phaseByReplicas
        }
    }

    private var phaseByReplicas: Phase {
        guard let replicas else { return .unknown }
        if replicas > 0 { return readyReplicas.map { $0 == replicas } ?? true ? .normal : .unsettled }
        // A hybrid service may run on its prepaid instances alone.
        if isHybrid { return .unknown }
        return (workloadReplicas ?? 0) == 0 ? .stopped : .stopping
    }

    /// As words, for messages: `Normal MANUAL 8 (6 ready)`.
    var summary: String {
        var words = status == .unknown ? "status unknown" : status.rawValue
        if phase == .stopped || phase == .stopping { return words }
        if isAuto, let hpa {
            words += " AUTO \(hpa.minReplicas)-\(hpa.maxReplicas)"
        } else {
            words += isAuto ? " AUTO" : " MANUAL"
        }
        if let replicas { words += " \(replicas)" }
        if let readyReplicas { words += " (\(readyReplicas) ready)" }
        return words
    }
}
