public import CivilTime

/// Names a command until its reply.
public struct CommandID: Hashable, Sendable {
    public var value: UInt64
    public init(_ value: UInt64) { self.value = value }
}

/// Who gave a command, from the peer credentials of the control socket.
public struct Actor: Hashable, Codable, Sendable, CustomStringConvertible {
    public var uid: UInt32
    /// The user's name where the host knows it.
    public var name: String

    public init(uid: UInt32, name: String) {
        self.uid = uid
        self.name = name
    }

    public var description: String { name.isEmpty ? "uid \(uid)" : name }
}

/// Until when a hold lasts.
public enum HoldEnd: Hashable, Codable, Sendable {
    /// Until an operator ends it.
    case never
    case instant(Instant)
    /// Just before the service's next event.
    case nextEvent

    /// nil of an end that is no time.
    public var instant: Instant? {
        if case .instant(let instant) = self { instant } else { nil }
    }
}

/// What an operator can ask for at run time. Services are named by ServiceId.
public enum Command: Hashable, Sendable {
    /// `skips`: events meanwhile are recorded as skipped and not made good at the end.
    case pause(serviceId: String, until: HoldEnd, skips: Bool, reason: String)
    case unpause(serviceId: String)
    case freeze(until: HoldEnd, reason: String)
    case thaw
    /// Hold the service at `goal`, then return to the schedule. `force` overrules a floor that forbids stopping.
    case override(serviceId: String, goal: Goal, until: HoldEnd, reason: String, force: Bool)
    case endOverride(serviceId: String)
    /// Do now what the job does. `force` also lets a step pass that `OnMaxStep=hold` holds.
    case run(serviceId: String, job: String, force: Bool)
    /// Open the service's failed event again.
    case retry(serviceId: String)
    /// Give up the service's open event.
    case drop(serviceId: String, reason: String = "")
}

/// What the engine answers to a command.
public enum CommandReply: Hashable, Sendable {
    /// Done; the sentence says what follows from it.
    case done(String)
    /// Not done; the sentence says why.
    case refused(String)
    case notFound(String)
}
