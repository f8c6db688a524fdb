/// What `tidectl reload` gets once the new configuration is in force.
public struct ReloadResult: Hashable, Codable, Sendable {
    /// Schedules in force.
    public var schedules: Int
    /// Faults of files, a line each. Their last good content, where there is one, stays in force.
    public var faults: [String]
    /// Faulty files whose last good content stays in force, by name.
    @OrEmpty public var lastGoodInForce: [String]
    /// Faulty files of which nothing is in force.
    @OrEmpty public var notInForce: [String]

    public init(
        schedules: Int, faults: [String], lastGoodInForce: [String] = [], notInForce: [String] = []
    ) {
        self.schedules = schedules
        self.faults = faults
        self.lastGoodInForce = lastGoodInForce
        self.notInForce = notInForce
    }

    /// What the faults mean for what is in force, a sentence a file.
    public var consequences: [String] {
        lastGoodInForce.map { "\($0): its last good content stays in force" }
            + notInForce.map { "\($0): nothing of it is in force" }
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
