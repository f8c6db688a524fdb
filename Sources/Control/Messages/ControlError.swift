/// Why a request was not done: one sentence for people, a status for scripts.
public struct ControlError: Error, Hashable, Codable, Sendable, CustomStringConvertible {
    public var status: ExitStatus
    public var message: String

    public init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    public var description: String { message }
}
