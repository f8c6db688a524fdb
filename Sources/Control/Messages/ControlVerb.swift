public import Autoscaling

/// What can be asked of the daemon. Services are named by the stem of their file or by ServiceId.
public enum ControlVerb: Hashable, Sendable {
    /// ``FleetStatus``, or with a service ``ServiceStatus``.
    case status(service: String?)
    /// Array of ``TimerRow``. Without `all` only jobs that will fire.
    case list(all: Bool)
    /// ``ReloadResult``, once the new configuration is in force.
    case reload
    /// Array of ``HistoryEntry``, newest first: due at or after `since` and before `until`.
    case history(service: String?, since: Timestamp?, until: Timestamp? = nil, failed: Bool, limit: Int)
    /// ``PastHolds``: what held the service at a time and is over since.
    case holds(service: String, at: Timestamp)
    /// Array of ``CallEntry``, oldest first; with `follow` a stream of them that does not end. Without `full` they come
    /// without their replies, which are long.
    case calls(service: String?, failed: Bool, follow: Bool, full: Bool)

    /// A stream of one ``SlotLent`` once one call of this action may be made. The slot is given back by the end of the
    /// connection.
    case slot(action: String)

    // All of these answer with a ``CommandResult``.
    case pause(service: String, until: HoldEnd, skip: Bool, reason: String)
    case unpause(service: String)
    case freeze(until: HoldEnd, reason: String)
    case thaw
    case override(service: String, goal: Goal, until: HoldEnd, reason: String, force: Bool)
    case endOverride(service: String)
    case run(service: String, job: String, force: Bool)
    case retry(service: String)
    case drop(service: String, reason: String = "")
    /// Whether one of these would be done, changing nothing: a ``CommandResult``, or the refusal that it would have.
    indirect case trial(ControlVerb)

    /// Whether it changes nothing, so that readers may ask for it.
    public var isReadOnly: Bool {
        switch self {
        case .status, .list, .history, .holds, .calls: true
        // A slot is capacity that the daemon lacks meanwhile.
        case .reload, .slot, .pause, .unpause, .freeze, .thaw, .override, .endOverride, .run, .retry, .drop, .trial:
            false
        }
    }
}

extension ControlVerb: Codable {
    private enum Name: String, Codable {
        case status, list, reload, history, holds, calls, slot, pause, unpause, freeze, thaw, override, run, retry, drop
        case trial
        case endOverride = "end-override"
    }

    private enum CodingKeys: CodingKey { case verb, arguments }

    private struct Arguments: Codable {
        var service: String?
        var all: Bool?
        var since: Timestamp?
        var before: Timestamp?
        var at: Timestamp?
        var failed: Bool?
        var limit: Int?
        var follow: Bool?
        var full: Bool?
        var until: HoldEndText?
        var skip: Bool?
        var reason: String?
        var goal: GoalText?
        var force: Bool?
        var job: String?
        var action: String?
        var command: Name?
    }

    public func encode(to encoder: any Encoder) throws {
        let (name, arguments) = wire
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .verb)
        try container.encode(arguments, forKey: .arguments)
    }

    private var wire: (Name, Arguments) {
        var arguments = Arguments()
        let name: Name
        switch self {
        case .status(let service):
            name = .status
            arguments.service = service
        case .list(let all):
            name = .list
            arguments.all = all
        case .reload: name = .reload
        case .history(let service, let since, let until, let failed, let limit):
            name = .history
            arguments = Arguments(service: service, since: since, before: until, failed: failed, limit: limit)
        case .holds(let service, let at):
            name = .holds
            arguments = Arguments(service: service, at: at)
        case .calls(let service, let failed, let follow, let full):
            name = .calls
            arguments = Arguments(service: service, failed: failed, follow: follow, full: full)
        case .slot(let action):
            name = .slot
            arguments.action = action
        case .pause(let service, let until, let skip, let reason):
            name = .pause
            arguments = Arguments(service: service, until: HoldEndText(until), skip: skip, reason: reason)
        case .unpause(let service):
            name = .unpause
            arguments.service = service
        case .freeze(let until, let reason):
            name = .freeze
            arguments = Arguments(until: HoldEndText(until), reason: reason)
        case .thaw: name = .thaw
        case .override(let service, let goal, let until, let reason, let force):
            name = .override
            arguments = Arguments(
                service: service, until: HoldEndText(until), reason: reason, goal: GoalText(goal), force: force)
        case .endOverride(let service):
            name = .endOverride
            arguments.service = service
        case .run(let service, let job, let force):
            name = .run
            arguments = Arguments(service: service, force: force, job: job)
        case .retry(let service):
            name = .retry
            arguments.service = service
        case .drop(let service, let reason):
            name = .drop
            arguments = Arguments(service: service, reason: reason)
        case .trial(let command):
            let inner = command.wire
            name = .trial
            arguments = inner.1
            arguments.command = inner.0
        }
        return (name, arguments)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let name: Name
        do {
            name = try container.decode(Name.self, forKey: .verb)
        } catch {
            let text = (try? container.decode(String.self, forKey: .verb)) ?? ""
            throw ControlError(.usage, text.isEmpty ? "the request has no verb" : "unknown verb \"\(text)\"")
        }
        let arguments = try container.decodeIfPresent(Arguments.self, forKey: .arguments) ?? Arguments()
        self = try Self.verb(name, arguments)
    }

    private static func verb(_ name: Name, _ arguments: Arguments) throws(ControlError) -> ControlVerb {
        func service() throws(ControlError) -> String {
            guard let service = arguments.service, !service.isEmpty else {
                throw ControlError(.usage, "\(name.rawValue): the argument \"service\" is missing")
            }
            return service
        }
        let until = arguments.until?.end ?? .never
        let reason = arguments.reason ?? ""
        return switch name {
        case .status: .status(service: arguments.service)
        case .list: .list(all: arguments.all ?? false)
        case .reload: .reload
        case .history:
            .history(
                service: arguments.service, since: arguments.since, until: arguments.before,
                failed: arguments.failed ?? false, limit: arguments.limit ?? 1000)
        case .holds: .holds(service: try service(), at: try required(arguments.at, "at", name))
        case .calls:
            .calls(
                service: arguments.service, failed: arguments.failed ?? false, follow: arguments.follow ?? false,
                full: arguments.full ?? true)
        case .slot: .slot(action: try required(arguments.action, "action", name))
        case .pause:
            .pause(service: try service(), until: until, skip: arguments.skip ?? false, reason: reason)
        case .unpause: .unpause(service: try service())
        case .freeze: .freeze(until: until, reason: reason)
        case .thaw: .thaw
        case .override:
            .override(
                service: try service(), goal: try required(arguments.goal, "goal", name).goal, until: until,
                reason: reason, force: arguments.force ?? false)
        case .endOverride: .endOverride(service: try service())
        case .run:
            .run(
                service: try service(), job: try required(arguments.job, "job", name),
                force: arguments.force ?? false)
        case .retry: .retry(service: try service())
        case .drop: .drop(service: try service(), reason: reason)
        case .trial: try trial(required(arguments.command, "command", name), arguments)
        }
    }

    private static func trial(_ name: Name, _ arguments: Arguments) throws(ControlError) -> ControlVerb {
        switch name {
        case .pause, .unpause, .freeze, .thaw, .override, .endOverride, .run, .retry, .drop:
            return .trial(try verb(name, arguments))
        case .status, .list, .reload, .history, .holds, .calls, .slot, .trial:
            throw ControlError(.usage, "trial: \(name.rawValue) is no command")
        }
    }

    private static func required<Value>(_ value: Value?, _ key: String, _ name: Name) throws(ControlError) -> Value {
        guard let value else { throw ControlError(.usage, "\(name.rawValue): the argument \"\(key)\" is missing") }
        return value
    }
}
