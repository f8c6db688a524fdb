public import TideConfiguration

/// Something about a configuration that loads but hardly does what was meant.
public struct Finding: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// It can't do what it says.
        case error
        /// It may be meant; somebody should look.
        case warning
    }

    /// ``Rule/name`` of the rule that found it, for example `either-rule`.
    public var rule: String
    public var severity: Severity
    public var location: SourceLocation
    /// What was found, beginning with the service's and the job's name where it is about one.
    public var message: String
    /// Why it matters.
    public var why: String
    /// What would put it right.
    public var fix: String

    init(_ severity: Severity, at location: SourceLocation, _ message: String, why: String, fix: String) {
        rule = ""
        self.severity = severity
        self.location = location
        self.message = message
        self.why = why
        self.fix = fix
    }
}
