/// Where configuration is read from: the disk, or a test's dictionary.
public protocol ConfigurationFiles: Sendable {
    /// The names in a directory in any order, without `.` and `..`; nil where there is no such directory.
    func names(in directory: String) throws(FileFault) -> [String]?

    func content(of path: String) -> FileContent
}

/// A file as it was found.
public enum FileContent: Hashable, Sendable {
    case bytes([UInt8])
    /// A symbolic link to `/dev/null`: the file and its namesakes in later directories are as good as not there.
    case masked
    case absent
    /// There, but not to be read. Never taken for removed.
    case unreadable(FileFault)
}
