/// What went wrong with the store, and where.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        /// Another daemon holds the state directory; its process id where it could be read.
        case inUse(pid: Int32?)
        /// Laid out by a newer version of the program.
        case newerSchema(version: Int, known: Int)
        /// Holds a value that only a newer version of the program knows.
        case newer
        /// An SQLite database, but not one of Tide's.
        case foreign(applicationID: Int32)
        /// The content contradicts itself or its checksum.
        case damaged
        /// No space left, or a quota is exceeded.
        case full
        case readOnly
        /// The file or its directory can't be opened: missing, or not permitted.
        case inaccessible
        /// Another program kept the database locked for longer than the time-out.
        case busy
        /// Reading, writing or syncing failed.
        case io
        /// Anything else that SQLite reports: a fault of this program.
        case unexpected
    }

    /// What to do about it.
    public enum Remedy: Sendable {
        /// Go on without durability and try again: it heals when the cause is gone.
        case retry
        /// Don't start, or stop: going on could do damage.
        case stop
        /// The file must be moved aside, which opening does; at run time that is at the next start.
        case replace
    }

    public var problem: Problem
    /// What was being done, as in "can't …".
    public var operation: String
    /// The file or directory.
    public var path: String
    /// The system's or SQLite's own words.
    public var detail: String

    public init(_ problem: Problem, operation: String, path: String, detail: String = "") {
        self.problem = problem
        self.operation = operation
        self.path = path
        self.detail = detail
    }

    /// What follows from ``problem``, whatever was being done.
    public var remedy: Remedy {
        switch problem {
        case .inUse, .newerSchema, .newer, .foreign: .stop
        case .damaged: .replace
        case .full, .readOnly, .inaccessible, .busy, .io, .unexpected: .retry
        }
    }

    public var description: String {
        let sentence = "\(path): can't \(operation): \(explanation)"
        return detail.isEmpty ? sentence : "\(sentence) (\(detail))"
    }

    private var explanation: String {
        switch problem {
        case .inUse(let pid?): "another tided (process \(pid)) uses this state directory"
        case .inUse(nil): "another tided uses this state directory"
        case .newer: "it was written by a newer tided"
        case .newerSchema(let version, let known):
            "it has schema version \(version), written by a newer tided; this one knows versions up to \(known)"
        case .foreign(let applicationID): "it is the database of another program (application id \(applicationID))"
        case .damaged: "the content is damaged"
        case .full: "no space left"
        case .readOnly: "the file system or the file is read-only"
        case .inaccessible: "it can't be opened"
        case .busy: "another program keeps it locked"
        case .io: "input/output error"
        case .unexpected: "unexpected answer of SQLite"
        }
    }
}
