/// A call to libsystemd or to the kernel that failed.
public struct SystemdError: Error, Equatable, CustomStringConvertible {
    /// What was being done, as the end of "can't …".
    public let operation: String
    /// errno(3).
    public let code: Int32

    public init(operation: String, code: Int32) {
        self.operation = operation
        self.code = code
    }

    public var description: String { "can't \(operation): \(errorText(code))" }
}
