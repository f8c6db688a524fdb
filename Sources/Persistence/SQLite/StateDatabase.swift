internal import Autoscaling
internal import CivilTime

/// The file `state.sqlite`, from opening to moving aside.
struct StateDatabase: Sendable {
    struct Opened {
        var connection: SQLiteConnection
        var state: StoredState
        var replacement: SQLiteStore.Replacement?
    }

    let directory: String
    /// Held for as long as the store lives.
    let lock: DirectoryLock
    let schema: Schema

    var path: String { "\(directory)/state.sqlite" }

    /// Opens, migrates, checks and reads the database. A damaged one is replaced by a new one with what can be saved.
    func open(at now: Instant, checkLimit: Duration) throws(StoreError) -> Opened {
        var damaged: SQLiteConnection?
        // Read before SQLite takes the damaged part for unused space and writes over it.
        let log = WriteAheadLog(path: "\(path)-wal")
        let isEmptied = log.map { $0.hasFrames && (StateFiles.size(path) ?? 0) == 0 } ?? false
        try StateFiles.makeFile(path, in: directory)
        // SQLite deletes the log of an empty file. Of one with a page it reads the log first, and that page from there.
        if isEmptied { try StateFiles.extend(path, to: log?.pageSize ?? 4096) }
        do throws(SQLiteFailure) {
            let connection = try SQLiteConnection(path: path)
            damaged = connection
            try prepare(connection)
            if isEmptied { throw SQLiteFailure(.damaged, "it was empty or gone, and its log was not") }
            if let damage = log?.damage { throw SQLiteFailure(.damaged, damage) }
            try connection.check(within: checkLimit)
            return Opened(connection: connection, state: try connection.loadState())
        } catch {
            let failure = StoreError(error, operation: "open the state", path: path)
            guard failure.remedy == .replace else { throw failure }
            return try replace(damaged, because: failure, at: now)
        }
    }

    /// Opens the database again after an error. The file must still be there: a new one in its place would lack all
    /// that the engine believes to be durable.
    func reopen() throws(SQLiteFailure) -> SQLiteConnection {
        let connection = try SQLiteConnection(path: path)
        try prepare(connection)
        return connection
    }

    private func prepare(_ connection: SQLiteConnection) throws(SQLiteFailure) {
        connection.setBusyTimeout(milliseconds: 5000)
        // Before the first access, so that no shared memory file is made.
        try connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        try schema.admit(connection)
        try connection.execute("PRAGMA journal_mode = WAL")
        try connection.execute("PRAGMA synchronous = FULL")
        try schema.migrate(connection)
    }

    private func replace(
        _ damaged: SQLiteConnection?, because reason: StoreError, at now: Instant
    ) throws(StoreError) -> Opened {
        let saved = damaged.map { $0.salvage() } ?? Salvage()
        // Renamed while it is open: what closing does then touches the files that were moved, and no new one.
        let aside = try moveAside(at: now)
        try StateFiles.makeFile(path, in: directory)
        do {
            let connection = try reopen()
            try connection.transaction { () throws(SQLiteFailure) in try connection.restore(saved) }
            let replacement = SQLiteStore.Replacement(
                reason: reason, path: aside, servicesSaved: saved.services.count,
                occurrencesSaved: saved.occurrences.count)
            return Opened(connection: connection, state: try connection.loadState(), replacement: replacement)
        } catch {
            throw StoreError(error, operation: "begin a new state file", path: path)
        }
    }

    /// `state.sqlite` becomes `state.sqlite.damaged-20261124T103000Z`, and its log the log of that, so that sqlite3(1)
    /// opens the two together.
    private func moveAside(at now: Instant) throws(StoreError) -> String {
        let time = String(now.rfc3339().prefix(19).filter { $0 != "-" && $0 != ":" })
        var aside = "\(path).damaged-\(time)Z"
        var number = 1
        while StateFiles.exists(aside) {
            number += 1
            aside = "\(path).damaged-\(time)Z.\(number)"
        }
        for suffix in ["-wal", "-shm", "-journal", ""] where StateFiles.exists(path + suffix) {
            try StateFiles.rename(path + suffix, to: aside + suffix)
        }
        StateFiles.syncDirectory(directory)
        return aside
    }
}

extension StoreError {
    init(_ failure: SQLiteFailure, operation: String, path: String) {
        let problem: Problem =
            switch failure.kind {
            case .damaged: .damaged
            case .newer: .newer
            case .newerSchema(let version, let known): .newerSchema(version: version, known: known)
            case .foreign(let applicationID): .foreign(applicationID: applicationID)
            case .full: .full
            case .readOnly: .readOnly
            case .inaccessible: .inaccessible
            case .busy: .busy
            case .io: .io
            case .interrupted, .other: .unexpected
            }
        self.init(problem, operation: operation, path: path, detail: failure.detail)
    }
}

extension SQLiteFailure {
    /// Whether what the connection holds in memory may no longer be what the file holds.
    var mayCostConnection: Bool {
        switch kind {
        case .io, .inaccessible, .readOnly, .full, .damaged: true
        case .newer, .newerSchema, .foreign, .busy, .interrupted, .other: false
        }
    }
}
