import CLinux
import Glibc

/// What concerns the process as a whole.
enum Process {
    /// No core and no ptrace(2) show the key; a client that goes away ends nothing.
    static func harden() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = linux_set_not_dumpable()
        signal(SIGPIPE, SIG_IGN)
        // Swift's backtraces print memory, and take so long that a watchdog's SIGABRT would not end the process.
        for number in [SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP] { signal(number, SIG_DFL) }
    }

    /// Has freed buffers go back to the kernel one by one: left alone, malloc(3) raises both limits up to 32 MiB with
    /// the largest block freed, and keeps what one load or one observation of the fleet needed. A dozen threads share
    /// two arenas, for each keeps free blocks of its own. Source: mallopt(3).
    static func limitFreeMemory() {
        mallopt(M_MMAP_THRESHOLD, 65_536)
        mallopt(M_TRIM_THRESHOLD, 65_536)
        mallopt(M_ARENA_MAX, 2)
    }

    /// Gives the pages of freed memory back to the kernel; malloc(3) would keep those between blocks in use.
    static func returnFreeMemory() {
        malloc_trim(0)
    }

    /// The environment as it was at the start.
    static let environment: [String: String] = {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }()
}
