/// How `tidectl` ends; also what the daemon answers an error with.
///
/// The numbers are part of the interface: scripts test them.
public enum ExitStatus: Int32, Codable, Sendable, CaseIterable {
    case done = 0
    /// Asked for in the right way, and not done.
    case failed = 1
    /// The command line, or the request, is wrong.
    case usage = 2
    case notRunning = 3
    /// A configuration file is faulty.
    case faulty = 4
    /// Not permitted, or held back by a rule.
    case refused = 5
    /// No such service, job or file.
    case notFound = 6
    /// A check found something, or two things differ.
    case findings = 7
}
