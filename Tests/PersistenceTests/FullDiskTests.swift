import Autoscaling
import CivilTime
import Glibc
import Testing

@testable import Persistence

/// On a file system of 1 MiB, made in a mount namespace of the child's own.
@Suite struct FullDiskTests {
    @Test(
        "A full disk is survived and heals; a read-only one is told",
        .enabled(if: geteuid() == 0, "needs root to mount a file system"),
        arguments: ["full", "fullAtStart", "readOnlyAtStart"])
    func onSmallDisk(test: String) throws {
        let directory = try TemporaryDirectory()
        let script = "mount -t tmpfs -o size=1m,mode=0700 tmpfs \"$0\" && exec \"$@\""
        let child = try ChildProcess(
            test: "FullDiskTests/\(test)\\(", directory: directory.path,
            wrapper: ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, directory.path])
        let output = child.readToEnd()
        #expect(child.wait() == 0, "\(output)")
        #expect(output.contains("with 1 test"), "\(output)")
    }

    /// Takes all space of the disk, down to the last block.
    private func fill(_ directory: String) throws -> String {
        let path = "\(directory)/ballast"
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0xFF, count: 4096)
        while write(descriptor, block, block.count) > 0 {}
        #expect(errno == ENOSPC)
        return path
    }

    /// Commits until it fails, at most as often as a disk of 1 MiB can't bear.
    private func commitUntilFailure(_ store: SQLiteStore, from first: Int64) -> (failure: StoreError?, next: Int64) {
        var number = first
        while number < first + 5000 {
            do throws(StoreError) {
                try store.commit([
                    .service(Sample.service(watermark: number)), .occurrence(Sample.occurrence(at: number)),
                ])
            } catch {
                return (error, number)
            }
            number += 1
        }
        return (nil, number)
    }

    @Test("(child) a full disk", .enabled(if: ChildProcess.directory != nil))
    func full() throws {
        let directory = try #require(ChildProcess.directory)
        let store = try SQLiteStore(directory: directory, at: Sample.instant(0))
        try store.commit([.service(Sample.service(watermark: 0))])
        let ballast = try fill(directory)
        let (failure, next) = commitUntilFailure(store, from: 1)
        #expect(failure?.problem == .full, "\(failure as Any)")
        #expect(failure?.remedy == .retry)
        #expect(store.fault?.problem == .full)
        #expect(throws: StoreError.self) { try store.probe() }
        // What is durable can be read all the while.
        #expect(try store.load().services == [Sample.service(watermark: next - 1)])
        unlink(ballast)
        try store.probe()
        #expect(store.fault == nil)
        try store.commit([.service(Sample.service(watermark: next))])
        #expect(try store.load().services == [Sample.service(watermark: next)])
    }

    @Test("(child) a disk that is read-only when the daemon starts", .enabled(if: ChildProcess.directory != nil))
    func readOnlyAtStart() throws {
        let directory = try #require(ChildProcess.directory)
        do {
            let store = try SQLiteStore(directory: directory, at: Sample.instant(0))
            try store.commit([.service(Sample.service())])
        }
        // MS_REMOUNT, with and without MS_RDONLY.
        #expect(mount("tmpfs", directory, "tmpfs", 32 | 1, nil) == 0)
        let failure = #expect(throws: StoreError.self) {
            try SQLiteStore(directory: directory, at: Sample.instant(0))
        }
        #expect(failure?.problem == .readOnly)
        #expect(mount("tmpfs", directory, "tmpfs", 32, nil) == 0)
        let store = try SQLiteStore(directory: directory, at: Sample.instant(0))
        #expect(try store.load().services == [Sample.service()])
    }

    @Test("(child) a disk that is full when the daemon starts", .enabled(if: ChildProcess.directory != nil))
    func fullAtStart() throws {
        let directory = try #require(ChildProcess.directory)
        do {
            // Without a database: it is made as soon as there is room.
            let ballast = try fill(directory)
            let store = try SQLiteStore(directory: directory, at: Sample.instant(0))
            #expect(store.fault?.problem == .full)
            #expect(try store.load() == StoredState())
            #expect(throws: StoreError.self) { try store.commit([.service(Sample.service())]) }
            unlink(ballast)
            try store.commit([.service(Sample.service())])
        }
        // With one: it is read.
        _ = try fill(directory)
        let store = try SQLiteStore(directory: directory, at: Sample.instant(0))
        #expect(store.replacement == nil)
        #expect(try store.load().services == [Sample.service()])
    }
}
