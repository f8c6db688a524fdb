import Autoscaling
import CivilTime
import Glibc
import Testing

@testable import Persistence

@Suite struct SQLiteStoreTests {
    private let directory: TemporaryDirectory
    private let now = Sample.instant(0)

    init() throws { directory = try TemporaryDirectory() }

    private func open(schema: Schema = .current) throws -> SQLiteStore {
        try SQLiteStore(directory: directory.path, at: now, checkLimit: .seconds(10), schema: schema)
    }

    @Test("Everything is there after the store is closed and opened again")
    func reopen() throws {
        do {
            let store = try open()
            try store.commit([
                .service(Sample.service()), .fleet(Sample.fleet()), .occurrence(Sample.occurrence()),
            ])
            try store.setGoodTexts(["tided.conf": "x"])
        }
        let store = try open()
        #expect(store.replacement == nil)
        #expect(try store.load().services == [Sample.service()])
        #expect(try store.load().fleet == Sample.fleet())
        #expect(try store.history(HistoryQuery()) == [Sample.occurrence()])
        #expect(try store.goodTexts() == ["tided.conf": "x"])
    }

    @Test("The files are their owner's alone")
    func permissions() throws {
        let store = try open()
        try store.commit([.fleet(Sample.fleet())])
        #expect(directory.names == ["state.lock", "state.sqlite", "state.sqlite-wal"])
        for name in directory.names { #expect(File.mode("\(directory.path)/\(name)") == 0o600, "\(name)") }
    }

    @Test("A missing state directory is made; one that can't be made is named")
    func missingDirectory() throws {
        let path = "\(directory.path)/state"
        do {
            _ = try SQLiteStore(directory: path, at: now)
            #expect(File.mode(path) == 0o700)
        }
        for name in ["state.lock", "state.sqlite"] { unlink("\(path)/\(name)") }
        rmdir(path)
        #expect {
            try SQLiteStore(directory: "\(directory.path)/a/b", at: now)
        } throws: { error in
            "\(error)" == "\(directory.path)/a/b: can't make the state directory: it can't be opened"
                + " (No such file or directory)"
        }
    }

    @Test("A second opener is refused and told the process id of the first")
    func secondOpener() throws {
        let first = try open()
        let expected = StoreError(.inUse(pid: getpid()), operation: "lock the state directory", path: directory.path)
        #expect(throws: expected) { try open() }
        #expect(
            expected.description
                == "\(directory.path): can't lock the state directory: another tided (process \(getpid())) uses this"
                + " state directory")
        #expect(expected.remedy == .stop)
        // The refused one has not harmed the first.
        try first.commit([.service(Sample.service())])
        #expect(try first.load().services.count == 1)
    }

    @Test("The lock ends with its holder, and a stale file means nothing")
    func staleLock() throws {
        try File.write(Array("1\n".utf8), to: "\(directory.path)/state.lock")
        _ = try open()
        _ = try open()
    }

    @Test("A file of a newer schema is refused and left as it is")
    func newerSchema() throws {
        let future = Schema(migrations: Schema.current.migrations + ["CREATE TABLE later (x)"])
        do { _ = try open(schema: future) }
        let before = try File.read(directory.database)
        #expect {
            try open()
        } throws: { error in
            let error = error as? StoreError
            return error?.problem == .newerSchema(version: 3, known: 2) && error?.remedy == .stop
        }
        #expect(try File.read(directory.database) == before)
        #expect(!directory.names.contains { $0.contains("damaged") })
    }

    @Test("The database of another program is refused and left as it is")
    func foreign() throws {
        do {
            try StateFiles.makeFile(directory.database, in: directory.path)
            let other = try SQLiteConnection(path: directory.database)
            try other.execute("PRAGMA application_id = 77; CREATE TABLE theirs (x)")
        }
        let before = try File.read(directory.database)
        #expect {
            try open()
        } throws: { error in
            (error as? StoreError)?.problem == .foreign(applicationID: 77)
        }
        #expect(try File.read(directory.database) == before)
    }

    @Test("A value of a newer version under a known schema is refused, not moved aside")
    func newerValue() throws {
        do {
            let store = try open()
            try store.commit([.service(Sample.service())])
        }
        do {
            let connection = try SQLiteConnection(path: directory.database)
            var writer = WireWriter()
            let record = writer.sealed(NewerFleet())
            try connection.run("INSERT OR REPLACE INTO fleet VALUES (1, ?1)", .blob(record))
        }
        #expect {
            try open()
        } throws: { error in
            (error as? StoreError)?.problem == .newer
        }
        #expect(!directory.names.contains { $0.contains("damaged") })
    }

    /// A fleet whose freeze ends in a way that is not known.
    private struct NewerFleet: WireMessage {
        init() {}
        init(from reader: inout WireReader) {}
        func write(to writer: inout WireWriter) { writer.write(Freeze(), to: 1) }

        private struct Freeze: WireMessage {
            init() {}
            init(from reader: inout WireReader) {}
            func write(to writer: inout WireWriter) { writer.write(End(), to: 4) }
        }

        private struct End: WireMessage {
            init() {}
            init(from reader: inout WireReader) {}
            func write(to writer: inout WireWriter) { writer.write(true, to: 99) }
        }
    }

    @Test("A file that can't be opened stops the start, whatever the reason")
    func inaccessible() throws {
        mkdir(directory.database, 0o700)
        defer { rmdir(directory.database) }
        #expect {
            try open()
        } throws: { error in
            (error as? StoreError)?.remedy == .retry
        }
    }

    @Test("Migrations run in order, each with its version, and a failing one leaves the version before")
    func migrations() throws {
        do {
            let store = try open()
            try store.commit([.service(Sample.service())])
        }
        let broken = Schema(
            migrations: Schema.current.migrations + [
                "ALTER TABLE service ADD COLUMN note TEXT", "CREATE TABLE half (x); INSERT INTO nothing VALUES (1)",
            ])
        #expect(throws: StoreError.self) { try open(schema: broken) }
        let fixed = Schema(migrations: Array(broken.migrations.dropLast()) + ["CREATE TABLE half (x)"])
        let store = try open(schema: fixed)
        #expect(try store.load().services == [Sample.service()])
        #expect(store.replacement == nil)
    }

    @Test("A file that version 1 wrote is read")
    func version1() throws {
        do {
            try StateFiles.makeFile(directory.database, in: directory.path)
            let connection = try SQLiteConnection(path: directory.database)
            try connection.execute(Version1.sql)
        }
        let store = try open()
        let state = try store.load()
        #expect(state.services == [Version1.service])
        #expect(state.fleet == Sample.fleet())
        #expect(try store.history(HistoryQuery()) == [Version1.known(Sample.occurrence())])
        #expect(try store.goodTexts() == ["chat.schedule": "[Service]\nServiceId=ms-h29wqz2b-1\n"])
        #expect(store.replacement == nil)
        try store.commit([.hold(Sample.endedHold(since: 0, ended: 60))])
        #expect(try store.holds(of: "ms-1", at: Sample.instant(30)).count == 1)
    }
}
