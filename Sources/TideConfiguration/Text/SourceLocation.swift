/// A place in a configuration file.
public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    public var path: String
    /// Counted from 1; 0 where the file as a whole is meant.
    public var line: Int
    /// In characters (Unicode scalars), counted from 1; 0 where the line as a whole is meant.
    public var column: Int

    public init(path: String, line: Int = 0, column: Int = 0) {
        self.path = path
        self.line = line
        self.column = column
    }

    /// `/etc/tide/chat.schedule:7:10`, in the form that compilers and editors use.
    public var description: String {
        if line == 0 { return path }
        return column == 0 ? "\(path):\(line)" : "\(path):\(line):\(column)"
    }

    /// `/etc/tide/chat.schedule:7`
    public var fileAndLine: String { line == 0 ? path : "\(path):\(line)" }
}
