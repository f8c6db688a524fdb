/// What a job or a scheduled stop asks of its service.
public enum Target: Hashable, Codable, Sendable, CustomStringConvertible {
    /// `TargetReplicas=`: a fixed number of instances, `ScaleMode` MANUAL. 0 or more.
    case replicas(Int)
    /// `MinReplicas=` and `MaxReplicas=`: bounds of the horizontal autoscaler, `ScaleMode` AUTO with strategy HPA.
    case bounds(min: Int, max: Int)
    /// `ServiceAction=STOP`, and a `ScheduledAction`.
    case stop
    /// `ServiceAction=RESUME`: start the service with the size it had.
    case resume

    /// The API action that brings the target about, as the journal and the lists name it: `SCALE`, `STOP`, `RESUME`.
    public var action: ServiceAction {
        switch self {
        case .replicas, .bounds: .scale
        case .stop: .stop
        case .resume: .resume
        }
    }

    /// The number or the bounds alone, `8` or `2–6`; nil for STOP and RESUME.
    public var size: Size? {
        switch self {
        case .replicas(let count): .replicas(count)
        case .bounds(let min, let max): .bounds(min: min, max: max)
        case .stop, .resume: nil
        }
    }

    /// Whether it takes capacity away altogether: STOP, or 0 instances. What gives capacity may come too late; this may
    /// not.
    var endsCapacity: Bool { self == .stop || self == .replicas(0) }

    /// `SCALE 8`, `SCALE 2-6`, `STOP`, `RESUME`.
    public var description: String {
        size.map { "SCALE \($0)" } ?? action.rawValue
    }
}

/// `ServiceAction` of ModifyModelService.
public enum ServiceAction: String, Hashable, Codable, Sendable {
    case scale = "SCALE"
    case stop = "STOP"
    case resume = "RESUME"
}

/// How large a running service shall be.
public enum Size: Hashable, Codable, Sendable, CustomStringConvertible {
    case replicas(Int)
    case bounds(min: Int, max: Int)

    public var description: String {
        switch self {
        case .replicas(let count): "\(count)"
        case .bounds(let min, let max): "\(min)-\(max)"
        }
    }

    /// The fewest instances that this size allows.
    public var minimum: Int {
        switch self {
        case .replicas(let count): count
        case .bounds(let min, _): min
        }
    }
}

/// The state that folded events ask for: stopped, or running with a size; without one, with whatever size it has.
public enum Goal: Hashable, Codable, Sendable, CustomStringConvertible {
    case stopped
    case running(Size?)

    /// The goal after `target` follows on events that asked for `earlier`: a RESUME takes the size of the newest event
    /// that had one.
    public init(_ target: Target, after earlier: Size?) {
        switch target {
        case .stop: self = .stopped
        case .resume: self = .running(earlier)
        case .replicas, .bounds: self = .running(target.size)
        }
    }

    public var size: Size? {
        if case .running(let size) = self { size } else { nil }
    }

    public var isStopped: Bool { self == .stopped }

    /// Whether it takes capacity away altogether: stopped, or 0 instances.
    var endsCapacity: Bool { isStopped || size == .replicas(0) }

    public var description: String {
        switch self {
        case .stopped: "stopped"
        case .running(nil): "running"
        case .running(let size?): "running \(size)"
        }
    }
}

extension Goal {
    /// The target that asks for this goal and nothing else.
    var target: Target {
        switch self {
        case .stopped: .stop
        case .running(nil): .resume
        case .running(.replicas(let count)?): .replicas(count)
        case .running(.bounds(let min, let max)?): .bounds(min: min, max: max)
        }
    }
}
