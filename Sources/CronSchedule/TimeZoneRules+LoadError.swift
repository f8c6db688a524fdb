extension TimeZoneRules {
    /// Why a zone cannot be used.
    public struct LoadError: Error, Hashable, Sendable, CustomStringConvertible {
        public enum Problem: Hashable, Sendable {
            /// The name is not one that is looked for: empty, absolute, with `..`, or below `right/`.
            case invalidName
            /// There is no file of that name in `directory`; `nearest` is a zone of a similar name.
            case unknown(directory: String, nearest: String?)
            /// The file at `path` cannot be read, for the reason that the system gave.
            case unreadable(path: String, errno: Int32)
            case tooLarge(path: String)
            /// The file's contents are not a zone's.
            case faulty(reason: String)
        }

        public var identifier: String
        public var problem: Problem

        public init(identifier: String, problem: Problem) {
            self.identifier = identifier
            self.problem = problem
        }

        public var description: String {
            let identifier = identifier.visible
            switch problem {
            case .invalidName:
                return "\"\(identifier)\" is not the name of a time zone, such as Asia/Shanghai"
            case .unknown(let directory, let nearest):
                return "time zone \"\(identifier)\" does not exist in \(directory)"
                    + (nearest.map { "; did you mean \($0)?" } ?? "")
            case .unreadable(let path, let errno):
                return "time zone \"\(identifier)\": \(path) cannot be read: \(systemMessage(errno))"
            case .tooLarge(let path):
                return "time zone \"\(identifier)\": \(path) is too large for a zone file"
            case .faulty(let reason):
                return "time zone \"\(identifier)\": \(reason)"
            }
        }
    }
}
