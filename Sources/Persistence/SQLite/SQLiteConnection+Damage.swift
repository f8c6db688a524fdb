internal import Autoscaling

/// What could be read of a damaged database.
struct Salvage {
    var services: [String: ServiceRecord] = [:]
    var fleet: FleetRecord?
    var goodTexts: [String: String] = [:]
    var occurrences: [OccurrenceID: Occurrence] = [:]
    var holds: [EndedHold.ID: EndedHold] = [:]
}

extension SQLiteConnection {
    /// Has SQLite check the structure of the file, the small tables first, for at most `limit`.
    ///
    /// Source: sqlite.org/pragma.html#pragma_quick_check
    func check(within limit: Duration) throws(SQLiteFailure) {
        do throws(SQLiteFailure) {
            try self.limit(to: limit) { () throws(SQLiteFailure) in
                for table in ["service", "fleet", "good_text", "occurrence", "hold"] {
                    let findings = try rows("PRAGMA quick_check(\(table))") { $0.text(0) }
                    if let finding = findings.first, finding != "ok" { throw SQLiteFailure(.damaged, finding) }
                }
            }
        } catch {
            // Out of time: what was seen so far is sound.
            guard error.kind == .interrupted else { throw error }
        }
    }

    /// Reads what it can: each table forwards to the first page that can't be read, then backwards to it. A record is
    /// taken if its checksum holds.
    func salvage() -> Salvage {
        let shared = SharedTexts()
        var saved = Salvage()
        for order in ["ASC", "DESC"] {
            try? each("SELECT service_id, record FROM service ORDER BY service_id \(order)") { row in
                if let service = try? row.service(shared) { saved.services[service.serviceId] = service }
            }
            try? each("SELECT file_name, text FROM good_text ORDER BY file_name \(order)") { row in
                saved.goodTexts[row.text(0)] = row.text(1)
            }
            // By the primary key, so that the table is walked and not sorted.
            let byKey = "service_id \(order), instant \(order), cause \(order)"
            try? each("SELECT record, service_id FROM occurrence ORDER BY \(byKey)") { row in
                let occurrence = try? row.record(0, Occurrence.self, shared) { "an occurrence of \(row.text(1))" }
                if let occurrence { saved.occurrences[occurrence.id] = occurrence }
            }
            let holdKey = "service_id \(order), since \(order), kind \(order)"
            try? each("SELECT record, service_id FROM hold ORDER BY \(holdKey)") { row in
                let hold = try? row.record(0, EndedHold.self, shared) { "a hold of \(row.text(1))" }
                if let hold { saved.holds[hold.id] = hold }
            }
        }
        try? each("SELECT record FROM fleet") { row in
            saved.fleet = try? row.record(0, FleetRecord.self, shared) { "the fleet's record" }
        }
        return saved
    }

    func restore(_ saved: Salvage) throws(SQLiteFailure) {
        var writer = WireWriter()
        for service in saved.services.values { try store(.service(service), &writer) }
        if let fleet = saved.fleet { try store(.fleet(fleet), &writer) }
        for occurrence in saved.occurrences.values { try store(.occurrence(occurrence), &writer) }
        for hold in saved.holds.values { try store(.hold(hold), &writer) }
        for (name, text) in saved.goodTexts {
            try run("INSERT INTO good_text VALUES (?1, ?2)", .text(name), .text(text))
        }
    }
}
