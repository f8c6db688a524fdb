internal import CSQLite3
internal import Glibc

/// One connection to an SQLite database: the only file that calls its C functions.
///
/// Not thread-safe; whoever owns it sees to it that one thread uses it at a time. Statements are prepared once and
/// kept.
///
/// Source: sqlite.org/c3ref/intro.html
final class SQLiteConnection {
    enum Value {
        case text(String)
        case integer(Int64)
        case blob([UInt8])
        case null
    }

    private let handle: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]
    private var deadline = ContinuousClock.now

    /// Opens an existing file for reading and writing.
    init(path: String) throws(SQLiteFailure) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let failure = SQLiteFailure(code: code, handle: handle)
            sqlite3_close_v2(handle)
            throw failure
        }
        self.handle = handle
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Runs statements without parameters, separated by semicolons, and ignores their rows.
    func execute(_ sql: String) throws(SQLiteFailure) {
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw SQLiteFailure(code: code, handle: handle) }
    }

    /// Runs one statement that has no rows.
    func run(_ sql: String, _ values: Value...) throws(SQLiteFailure) {
        try each(sql, values) { _ in }
    }

    /// The rows of one statement, as `read` makes them.
    func rows<Element>(
        _ sql: String, _ values: Value..., read: (SQLiteRow) throws(SQLiteFailure) -> Element
    ) throws(SQLiteFailure) -> [Element] {
        var elements: [Element] = []
        try each(sql, values) { row throws(SQLiteFailure) in elements.append(try read(row)) }
        return elements
    }

    func integer(_ sql: String) throws(SQLiteFailure) -> Int64 {
        try rows(sql) { $0.integer(0) }.first ?? 0
    }

    /// Everything that `body` does, or nothing.
    ///
    /// IMMEDIATE takes the write lock at once: a transaction that turns from reading to writing can't wait for it.
    func transaction<Result>(_ body: () throws(SQLiteFailure) -> Result) throws(SQLiteFailure) -> Result {
        try run("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            // Some failures have rolled back already, and then this one must not be reported in place of theirs.
            if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
            throw error
        }
    }

    /// Rows changed by the newest statement.
    var changes: Int { Int(sqlite3_changes64(handle)) }

    func setBusyTimeout(milliseconds: Int32) { sqlite3_busy_timeout(handle, milliseconds) }

    /// Has statements that run in `body` end with ``SQLiteFailure/Kind/interrupted`` when `limit` has passed.
    func limit(to limit: Duration, _ body: () throws(SQLiteFailure) -> Void) throws(SQLiteFailure) {
        deadline = .now.advanced(by: limit)
        defer { sqlite3_progress_handler(handle, 0, nil, nil) }
        // The connection outlives the handler, which is gone when this returns.
        sqlite3_progress_handler(
            handle, 10_000,
            { context in
                guard let context else { return 0 }
                let connection = Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue()
                return connection.deadline < .now ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        try body()
    }

    func each(
        _ sql: String, _ values: [Value] = [], _ body: (SQLiteRow) throws(SQLiteFailure) -> Void
    ) throws(SQLiteFailure) {
        let statement = try prepared(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() {
            try bind(value, to: Int32(truncatingIfNeeded: index + 1), of: statement)
        }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try body(SQLiteRow(statement: statement))
            case SQLITE_DONE: return
            case let code: throw SQLiteFailure(code: code, handle: handle)
            }
        }
    }

    private func prepared(_ sql: String) throws(SQLiteFailure) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw SQLiteFailure(code: code, handle: handle) }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: Value, to index: Int32, of statement: OpaquePointer) throws(SQLiteFailure) {
        // SQLITE_TRANSIENT: SQLite makes its own copy before the call returns.
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code =
            switch value {
            case .text(let text):
                sqlite3_bind_text(statement, index, text, Int32(clamping: text.utf8.count), transient)
            case .integer(let number): sqlite3_bind_int64(statement, index, number)
            case .blob(let bytes):
                bytes.withUnsafeBytes {
                    sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), transient)
                }
            case .null: sqlite3_bind_null(statement, index)
            }
        guard code == SQLITE_OK else { throw SQLiteFailure(code: code, handle: handle) }
    }
}

/// The row that a statement stands at. Valid until the next one.
struct SQLiteRow {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    /// Text as it is stored, with what is no UTF-8 replaced.
    func text(_ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    func withBlob<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws(WireError) -> Result)
        throws(WireError) -> Result
    {
        let start = sqlite3_column_blob(statement, column)
        let count = Int(sqlite3_column_bytes(statement, column))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}

/// What SQLite, or the reading of a record, reports.
struct SQLiteFailure: Error {
    enum Kind: Equatable {
        case newerSchema(Int, known: Int)
        /// By its application id.
        case foreign(Int32)
        case damaged, newer, full, readOnly, inaccessible, busy, interrupted, io, other
    }

    var kind: Kind
    var detail: String

    init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }

    /// Source: sqlite.org/rescode.html. `code` may be an extended one.
    fileprivate init(code: Int32, handle: OpaquePointer?) {
        kind =
            switch code & 0xFF {
            case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
            case SQLITE_FULL: .full
            case SQLITE_READONLY: .readOnly
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .inaccessible
            case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy
            case SQLITE_INTERRUPT: .interrupted
            case SQLITE_IOERR, SQLITE_NOMEM: .io
            default: .other
            }
        var detail = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        let system = handle.map { sqlite3_system_errno($0) } ?? 0
        if system != 0, kind == .io || kind == .inaccessible || kind == .readOnly || kind == .full {
            detail += ": \(errorText(system))"
        }
        self.detail = detail
        // A write that finds no space during a checkpoint or while the file grows is an I/O error to SQLite.
        switch (kind, system) {
        case (.io, ENOSPC), (.io, EDQUOT), (.inaccessible, ENOSPC), (.inaccessible, EDQUOT): kind = .full
        case (.io, EROFS), (.inaccessible, EROFS): kind = .readOnly
        default: break
        }
    }

    init(_ error: WireError, in record: String) {
        switch error {
        case .damaged: self.init(.damaged, "checksum or structure of \(record)")
        case .newer: self.init(.newer, "a value in \(record) that this version does not know")
        }
    }
}
