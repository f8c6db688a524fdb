import Autoscaling
import Systemd

extension JournalEntry {
    /// An entry with its MESSAGE_ID and every field of the engine's reports, those without a value as `-`.
    ///
    /// The engine's reports come as values, without the place where they were made: the MESSAGE_ID tells that.
    init(_ report: Report, file: String = "", line: UInt = 0, function: String = "") {
        self.init(
            priority: JournalPriority(report.level), message: report.message, messageID: report.kind.messageID,
            fields: report.fields.map { ($0.name, $0.value) }, file: file, line: line, function: function)
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

    func report(
        _ kind: EventKind, _ message: String, file: String = #fileID, line: UInt = #line, function: String = #function
    ) {
        write(JournalEntry(Report(kind, message), file: file, line: line, function: function))
    }
}
