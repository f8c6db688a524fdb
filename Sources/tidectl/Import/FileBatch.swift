import CLinux
import Glibc
import TideConfiguration

/// Many files of one directory, put in place together: each as a whole or not at all, also after a crash.
enum FileBatch {
    /// As ``AtomicFile/write(_:to:)`` does with each. None is put in place before all are on the disk.
    static func write(_ files: [(text: String, path: String)]) throws(FileFault) {
        guard let directory = files.first.map({ AtomicFile.parent(of: $0.path) }) else { return }
        var drafts: [AtomicFile.Draft] = []
        defer { for draft in drafts { draft.discard() } }
        for file in files { drafts.append(try AtomicFile.Draft(of: file.text, for: file.path, isFlushed: false)) }
        try flush(directory)
        for draft in drafts { try draft.putInPlace() }
        AtomicFile.sync(directory)
    }

    /// One flush of the file system takes a fraction of what one of each file does.
    private static func flush(_ directory: String) throws(FileFault) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(descriptor) }
        guard descriptor >= 0, syncfs(descriptor) == 0 else {
            let meaning = String(cString: strerror(errno))
            throw FileFault(path: directory, problem: .system(call: "syncfs", code: errno, meaning: meaning))
        }
    }
}
