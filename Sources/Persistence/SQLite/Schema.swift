/// The tables, and how older files become newer ones.
///
/// `PRAGMA user_version` counts the migrations that a file has seen. A file with more than this program knows is
/// refused: what it means can't be guessed.
struct Schema {
    /// "Tide" in ASCII, in the file's header for file(1) and for us.
    static let applicationID: Int32 = 0x5469_6465

    /// Entry N makes version N + 1 of version N. Only ever append.
    var migrations: [String]

    static let current = Schema(migrations: [version1, version2])

    var version: Int { migrations.count }

    /// Instants are nanoseconds since 1970-01-01T00:00:00Z; records are sealed ``WireMessage``s. The other columns are
    /// what queries need, and what helps a person with sqlite3(1).
    private static let version1 = """
        CREATE TABLE service (
            service_id TEXT NOT NULL PRIMARY KEY,
            record BLOB NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE fleet (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            record BLOB NOT NULL
        );

        CREATE TABLE occurrence (
            service_id TEXT NOT NULL,
            instant INTEGER NOT NULL,
            cause TEXT NOT NULL,
            target TEXT NOT NULL,
            outcome TEXT,
            is_failure INTEGER NOT NULL,
            record BLOB NOT NULL,
            PRIMARY KEY (service_id, instant, cause)
        ) WITHOUT ROWID;
        CREATE INDEX occurrence_by_instant ON occurrence (instant);
        CREATE INDEX occurrence_failed ON occurrence (instant) WHERE is_failure;

        CREATE TABLE good_text (
            file_name TEXT NOT NULL PRIMARY KEY,
            text TEXT NOT NULL
        ) WITHOUT ROWID;

        CREATE TABLE probe (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            count INTEGER NOT NULL
        );
        INSERT INTO probe VALUES (1, 0);
        """

    /// Holds that are over; of a freeze the ServiceId is empty.
    private static let version2 = """
        CREATE TABLE hold (
            service_id TEXT NOT NULL,
            since INTEGER NOT NULL,
            kind TEXT NOT NULL,
            ended INTEGER NOT NULL,
            record BLOB NOT NULL,
            PRIMARY KEY (service_id, since, kind)
        ) WITHOUT ROWID;
        """

    /// Makes sure that the database is one of ours and not newer, before anything is changed in it.
    func admit(_ connection: SQLiteConnection) throws(SQLiteFailure) {
        let applicationID = try connection.integer("PRAGMA application_id")
        let found = Int(try connection.integer("PRAGMA user_version"))
        let isEmpty = try connection.integer("SELECT count(*) FROM sqlite_schema") == 0
        guard applicationID == Int64(Self.applicationID) || applicationID == 0 && found == 0 && isEmpty else {
            throw SQLiteFailure(.foreign(Int32(truncatingIfNeeded: applicationID)), "")
        }
        guard found <= version else { throw SQLiteFailure(.newerSchema(found, known: version), "") }
    }

    /// Brings an admitted database to this version, one transaction a step.
    func migrate(_ connection: SQLiteConnection) throws(SQLiteFailure) {
        let found = Int(try connection.integer("PRAGMA user_version"))
        for (index, migration) in migrations.enumerated().dropFirst(max(0, found)) {
            try connection.transaction { () throws(SQLiteFailure) in
                try connection.execute("PRAGMA application_id = \(Self.applicationID)")
                try connection.execute(migration)
                try connection.execute("PRAGMA user_version = \(index + 1)")
            }
        }
    }
}
