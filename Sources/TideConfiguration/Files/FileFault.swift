/// Why a file or a directory could not be read.
public struct FileFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        /// A system call failed; `code` is errno, `meaning` its text.
        case system(call: String, code: Int32, meaning: String)
        /// A directory, device, socket or pipe.
        case notARegularFile
        case notADirectory
        case tooLarge(limit: Int)
    }

    public var path: String
    public var problem: Problem

    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public var description: String { "\(path): \(reason)" }

    /// The sentence without the path.
    public var reason: String {
        switch problem {
        case .system(let call, _, let meaning): "\(call): \(meaning)"
        case .notARegularFile: "is not a regular file; to mask a file, make a symbolic link to /dev/null"
        case .notADirectory: "is not a directory"
        case .tooLarge(let limit): "is larger than \(limit) bytes"
        }
    }
}
