import CivilTime
import CronSchedule
import Systemd

/// The last entries of the journal about one service. Readers outside the journal's groups see none.
enum ServiceJournal {
    static func lines(of serviceId: String, atMost limit: Int) -> [String] {
        do {
            let reader = try JournalReader()
            try reader.addMatch("TIDE_SERVICE_ID", serviceId)
            try reader.seekToTail()
            var lines: [String] = []
            let time = TimeText(now: TimeText.clock)
            while lines.count < limit, let entry = try reader.previous() {
                guard let message = entry["MESSAGE"] else { continue }
                let name = entry["SYSLOG_IDENTIFIER"] ?? "tided"
                let process = entry["_PID"].map { "[\($0)]" } ?? ""
                let local = time.zone.civil(entry.time)
                lines.append("\(local.date) \(local.timeOfDay) \(name)\(process): \(message)")
            }
            return lines.reversed()
        } catch {
            return []
        }
    }
}
