import Autoscaling
import Systemd

extension JournalEntry {
    /// An entry with its MESSAGE_ID and every field of the engine's reports, those without a value as `-`.
    init(_ report: Report) {
        self.init(
            priority: JournalPriority(report.level), message: report.message, messageID: report.kind.messageID,
            fields: report.fields.map { ($0.name, $0.value) })
    }
}

extension JournalPriority {
    init(_ level: EventKind.Level) {
        self =
            switch level {
            case .critical: .critical
            case .error: .error
            case .warning: .warning
            case .notice: .notice
            case .info: .info
            case .debug: .debug
            }
    }
}

extension Journal {
    func report(_ report: Report) { write(JournalEntry(report)) }

    func report(_ kind: EventKind, _ message: String) { report(Report(kind, message)) }
}
