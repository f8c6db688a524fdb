import Glibc

/// The absolute path of a file or directory without links, `.` and `..`; where there is none, the path as it was given.
///
/// Source: realpath(3).
public func canonicalPath(_ path: String) -> String {
    guard let found = realpath(path, nil) else { return path }
    defer { free(found) }
    return String(cString: found)
}
