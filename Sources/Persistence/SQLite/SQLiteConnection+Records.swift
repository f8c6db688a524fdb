internal import Autoscaling
internal import CivilTime

extension SQLiteConnection {
    func store(_ record: Record, _ writer: inout WireWriter) throws(SQLiteFailure) {
        switch record {
        case .service(let service):
            try run(
                "INSERT OR REPLACE INTO service VALUES (?1, ?2)", .text(service.serviceId),
                .blob(writer.sealed(service)))
        case .serviceRemoved(let serviceId):
            try run("DELETE FROM service WHERE service_id = ?1", .text(serviceId))
        case .fleet(let fleet):
            try run("INSERT OR REPLACE INTO fleet VALUES (1, ?1)", .blob(writer.sealed(fleet)))
        case .hold(let hold):
            try run(
                "INSERT OR REPLACE INTO hold VALUES (?1, ?2, ?3, ?4, ?5)", .text(hold.serviceId ?? ""),
                .integer(hold.hold.since.nanosecondsSince1970), .text(hold.kind.rawValue),
                .integer(hold.endedAt.nanosecondsSince1970), .blob(writer.sealed(hold)))
        case .occurrence(let occurrence):
            try run(
                "INSERT OR REPLACE INTO occurrence VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                .text(occurrence.id.serviceId), .integer(occurrence.id.instant.nanosecondsSince1970),
                .text(occurrence.id.cause.storedText), .text(occurrence.target.description),
                occurrence.outcome.map { .text($0.word) } ?? .null,
                .integer(occurrence.outcome?.isFailure == true ? 1 : 0), .blob(writer.sealed(occurrence)))
        }
    }

    func loadState() throws(SQLiteFailure) -> StoredState {
        let shared = SharedTexts()
        var state = StoredState()
        state.services = try rows("SELECT service_id, record FROM service ORDER BY service_id") {
            row throws(SQLiteFailure) in try row.service(shared)
        }
        let fleets = try rows("SELECT record FROM fleet") { row throws(SQLiteFailure) in
            try row.record(0, FleetRecord.self, shared) { "the fleet's record" }
        }
        state.fleet = fleets.first ?? FleetRecord()
        return state
    }

    func history(_ query: HistoryQuery) throws(SQLiteFailure) -> [Occurrence] {
        let shared = SharedTexts()
        var conditions = ["instant >= ?1 AND instant < ?2"]
        if query.serviceId != nil { conditions.append("service_id = ?4") }
        if query.failedOnly { conditions.append("is_failure") }
        let sql = """
            SELECT record, service_id FROM occurrence WHERE \(conditions.joined(separator: " AND "))
            ORDER BY instant DESC, service_id, cause LIMIT ?3
            """
        let since = Value.integer(query.since?.nanosecondsSince1970 ?? .min)
        let until = Value.integer(query.until?.nanosecondsSince1970 ?? .max)
        let limit = Value.integer(Int64(max(0, query.limit)))
        func read(_ row: SQLiteRow) throws(SQLiteFailure) -> Occurrence {
            try row.record(0, Occurrence.self, shared) { "an occurrence of \(row.text(1))" }
        }
        return if let serviceId = query.serviceId {
            try rows(sql, since, until, limit, .text(serviceId), read: read)
        } else {
            try rows(sql, since, until, limit, read: read)
        }
    }

    func holds(of serviceId: String, at instant: Instant) throws(SQLiteFailure) -> [EndedHold] {
        let shared = SharedTexts()
        return try rows(
            """
            SELECT record, service_id FROM hold WHERE service_id IN ('', ?1) AND since <= ?2 AND ended > ?2
            ORDER BY since DESC
            """, .text(serviceId), .integer(instant.nanosecondsSince1970)
        ) { row throws(SQLiteFailure) in
            try row.record(0, EndedHold.self, shared) { "a hold of \(row.text(1))" }
        }
    }

    func deleteHolds(endedBefore instant: Instant) throws(SQLiteFailure) {
        try run("DELETE FROM hold WHERE ended < ?1", .integer(instant.nanosecondsSince1970))
    }

    /// Deletes ended occurrences, oldest first.
    ///
    /// - Returns: how many.
    func deleteOccurrences(dueBefore instant: Instant, atMost limit: Int) throws(SQLiteFailure) -> Int {
        try run(
            """
            DELETE FROM occurrence WHERE (service_id, instant, cause) IN (
                SELECT service_id, instant, cause FROM occurrence WHERE instant < ?1 AND outcome IS NOT NULL
                ORDER BY instant LIMIT ?2)
            """, .integer(instant.nanosecondsSince1970), .integer(Int64(limit)))
        return changes
    }
}

extension WireWriter {
    /// The bytes of one record, with their checksum.
    mutating func sealed(_ record: some WireMessage) -> [UInt8] {
        removeAll()
        record.write(to: &self)
        seal()
        return bytes
    }
}

extension SQLiteRow {
    func record<Message: WireMessage>(
        _ column: Int32, _: Message.Type, _ shared: SharedTexts, name: () -> String
    ) throws(SQLiteFailure) -> Message {
        do {
            return try withBlob(column) { bytes throws(WireError) in
                var reader = try WireReader(sealed: bytes, shared: shared)
                return try Message(from: &reader)
            }
        } catch {
            throw SQLiteFailure(error, in: name())
        }
    }

    /// A row of `service`, whose key must be the record's own.
    func service(_ shared: SharedTexts) throws(SQLiteFailure) -> ServiceRecord {
        let service = try record(1, ServiceRecord.self, shared) { "the record of \(text(0))" }
        guard service.serviceId == text(0) else {
            throw SQLiteFailure(.damaged, "the record of \(text(0)) is that of \(service.serviceId)")
        }
        return service
    }
}
