public import Autoscaling
public import CivilTime
private import Synchronization

/// The store of a single host: one SQLite database, `state.sqlite`, in the state directory.
///
/// In WAL mode with `synchronous=FULL`: what ``commit(_:)`` returned for survives a power cut. In exclusive locking
/// mode, which needs no shared memory file and so can read its state on a full disk too; nobody else looks into it
/// while the daemon runs but through the daemon.
///
/// After an input/output error the connection is dropped and the next call opens the file anew, so that nothing rests
/// on what a failed sync may have left in the page cache.
public final class SQLiteStore: Store {
    /// A database that was damaged, and what became of it.
    public struct Replacement: Hashable, Sendable {
        /// What was found.
        public var reason: StoreError
        /// Where the damaged file is now; those of its log begin with the same path.
        public var path: String
        /// Services whose records could be read, and are in the new file.
        public var servicesSaved: Int
        /// Rows of history likewise.
        public var occurrencesSaved: Int
    }

    /// Set where opening found the database damaged and began a new one.
    public let replacement: Replacement?

    private let file: StateDatabase
    private let content: Mutex<Content>

    private struct Content {
        var connection: SQLiteConnection?
        var fault: StoreError?
        /// What was read while opening, until it is asked for.
        var loaded: StoredState?
        /// Reused from record to record.
        var writer = WireWriter()
    }

    /// Opens the store of `directory`, which it makes where it is missing. A damaged database is moved aside to
    /// `state.sqlite.damaged-TIME` and what can be read of it carried over.
    ///
    /// Where there is no database yet and none can be made, the store opens empty with ``fault`` set, and makes it as
    /// soon as that is possible.
    ///
    /// - Parameters:
    ///   - now: names the damaged file.
    ///   - checkLimit: the longest time that checking the whole file may take; records of services are checked always.
    /// - Throws: a ``StoreError`` whose remedy is *stop* if another daemon uses the directory, or the file is of a
    ///   newer version or of another program; *retry* if a file that is there can't be opened.
    public convenience init(directory: String, at now: Instant, checkLimit: Duration = .seconds(2)) throws(StoreError) {
        try self.init(directory: directory, at: now, checkLimit: checkLimit, schema: .current)
    }

    init(directory: String, at now: Instant, checkLimit: Duration, schema: Schema) throws(StoreError) {
        try StateFiles.makeDirectory(directory)
        file = StateDatabase(directory: directory, lock: try DirectoryLock(directory: directory), schema: schema)
        let isNew = !StateFiles.exists(file.path)
        do {
            let opened = try file.open(at: now, checkLimit: checkLimit)
            replacement = opened.replacement
            content = Mutex(Content(connection: opened.connection, loaded: opened.state))
        } catch {
            guard isNew, error.remedy == .retry else { throw error }
            replacement = nil
            content = Mutex(Content(fault: error, loaded: StoredState()))
        }
    }

    public var fault: StoreError? { content.withLock { $0.fault } }

    public func load() throws(StoreError) -> StoredState {
        try content.withLock { content throws(StoreError) in
            if let loaded = content.loaded {
                content.loaded = nil
                return loaded
            }
            return try self.access(&content, "read the state") { connection, _ throws(SQLiteFailure) in
                try connection.loadState()
            }
        }
    }

    public func commit(_ records: [Record]) throws(StoreError) {
        try write("write the state") { connection, writer throws(SQLiteFailure) in
            for record in records { try connection.store(record, &writer) }
        }
    }

    public func probe() throws(StoreError) {
        try write("write the state") { connection, _ throws(SQLiteFailure) in
            try connection.run("UPDATE probe SET count = count + 1")
        }
    }

    public func checkpoint() throws(StoreError) {
        try read("move the log into the database") { connection, _ throws(SQLiteFailure) in
            try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    public func history(_ query: HistoryQuery) throws(StoreError) -> [Occurrence] {
        try read("read the history") { connection, _ throws(SQLiteFailure) in try connection.history(query) }
    }

    public func holds(of serviceId: String, at instant: Instant) throws(StoreError) -> [EndedHold] {
        try read("read the history") { connection, _ throws(SQLiteFailure) in
            try connection.holds(of: serviceId, at: instant)
        }
    }

    public func prune(before instant: Instant, keepingAtMost limit: Int) throws(StoreError) -> Int {
        try write("prune the history") { connection, _ throws(SQLiteFailure) in
            try connection.deleteHolds(endedBefore: instant)
        }
        var deleted = 0
        var last = 0
        repeat {
            last = try write("prune the history") { connection, _ throws(SQLiteFailure) in
                try connection.deleteOccurrences(dueBefore: instant, atMost: Self.pruneBatch)
            }
            deleted += last
        } while last == Self.pruneBatch
        var excess = try read("prune the history") { connection, _ throws(SQLiteFailure) in
            Int(try connection.integer("SELECT count(*) FROM occurrence WHERE outcome IS NOT NULL")) - max(0, limit)
        }
        while excess > 0 {
            let batch = min(excess, Self.pruneBatch)
            last = try write("prune the history") { connection, _ throws(SQLiteFailure) in
                try connection.deleteOccurrences(dueBefore: .distantFuture, atMost: batch)
            }
            deleted += last
            excess = last == 0 ? 0 : excess - last
        }
        return deleted
    }

    /// Rows in one transaction while pruning: some milliseconds, for which a commit may have to wait.
    private static let pruneBatch = 500

    public func goodTexts() throws(StoreError) -> [String: String] {
        try read("read the last good configuration") { connection, _ throws(SQLiteFailure) in
            let rows = try connection.rows("SELECT file_name, text FROM good_text") { ($0.text(0), $0.text(1)) }
            return Dictionary(rows) { first, _ in first }
        }
    }

    public func setGoodTexts(_ texts: [String: String?]) throws(StoreError) {
        try write("keep the last good configuration") { connection, _ throws(SQLiteFailure) in
            for (name, text) in texts {
                if let text {
                    try connection.run("INSERT OR REPLACE INTO good_text VALUES (?1, ?2)", .text(name), .text(text))
                } else {
                    try connection.run("DELETE FROM good_text WHERE file_name = ?1", .text(name))
                }
            }
        }
    }

    private func write<Result: Sendable>(
        _ operation: String, _ body: @Sendable (SQLiteConnection, inout WireWriter) throws(SQLiteFailure) -> Result
    ) throws(StoreError) -> Result {
        try content.withLock { content throws(StoreError) in
            do throws(StoreError) {
                let result = try self.access(&content, operation) { connection, writer throws(SQLiteFailure) in
                    try connection.transaction { () throws(SQLiteFailure) in try body(connection, &writer) }
                }
                content.fault = nil
                content.loaded = nil
                return result
            } catch {
                content.fault = error
                throw error
            }
        }
    }

    private func read<Result: Sendable>(
        _ operation: String, _ body: @Sendable (SQLiteConnection, inout WireWriter) throws(SQLiteFailure) -> Result
    ) throws(StoreError) -> Result {
        try content.withLock { content throws(StoreError) in try self.access(&content, operation, body) }
    }

    /// Lends the connection, opened anew where an error has cost the last one.
    private func access<Result: Sendable>(
        _ content: inout Content, _ operation: String,
        _ body: @Sendable (SQLiteConnection, inout WireWriter) throws(SQLiteFailure) -> Result
    ) throws(StoreError) -> Result {
        do throws(SQLiteFailure) {
            let connection = if let open = content.connection { open } else { try file.reopen() }
            content.connection = connection
            return try body(connection, &content.writer)
        } catch {
            if error.mayCostConnection { content.connection = nil }
            throw StoreError(error, operation: operation, path: file.path)
        }
    }
}
