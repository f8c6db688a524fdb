/// What `tidectl reload` gets once the new configuration is in force.
public struct ReloadResult: Hashable, Codable, Sendable {
    /// Schedules in force.
    public var schedules: Int
    /// Faults of files, a line each. Their last good content, where there is one, stays in force.
    public var faults: [String]

    public init(schedules: Int, faults: [String]) {
        self.schedules = schedules
        self.faults = faults
    }
}

/// What a command did.
public struct CommandResult: Hashable, Codable, Sendable {
    /// What follows from it, in a sentence.
    public var message: String

    public init(message: String) { self.message = message }
}

/// One call to the API may be made now.
public struct SlotLent: Hashable, Codable, Sendable {
    /// As in `X-TC-Action`.
    public var action: String

    public init(action: String) { self.action = action }
}
