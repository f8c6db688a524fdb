import Glibc

/// How often malloc(3) was called in this process: its own definition stands before the C library's.
enum AllocationCount {
    static var current: Int { allocations }
}

// Counted without a lock: exact on one thread, and only ever read there. Other threads may lose each other's counts.
nonisolated(unsafe) private var allocations = 0

@_silgen_name("__libc_malloc") private func libraryMalloc(_ size: Int) -> UnsafeMutableRawPointer?

@_cdecl("malloc") func countedMalloc(_ size: Int) -> UnsafeMutableRawPointer? {
    allocations &+= 1
    return libraryMalloc(size)
}
