import CSystemd
public import CivilTime
import Glibc

/// Reads the journal, filtered; see sd_journal_open(3), sd_journal_add_match(3) and sd_journal_next(3).
///
/// Not thread-safe, as libsystemd says of its own: one reader, one thread at a time.
public final class JournalReader {
    public enum Source: Sendable {
        /// This host's journals, as far as the caller may read them.
        case host
        /// The journal files below a directory.
        case directory(String)
    }

    /// One entry as it stands in the journal.
    public struct Entry: Equatable, Sendable {
        /// When journald took it in.
        public let time: Instant
        /// All fields; where a name occurs more than once, the first.
        public let fields: [String: [UInt8]]

        /// A field as text; bytes that are no UTF-8 appear as U+FFFD.
        public subscript(name: String) -> String? {
            fields[name].map { String(decoding: $0, as: UTF8.self) }
        }
    }

    private let journal: OpaquePointer

    /// - Throws: ``SystemdError`` where the journal can't be opened.
    /// - Source: sd_journal_open(3).
    public init(_ source: Source = .host) throws(SystemdError) {
        var opened: OpaquePointer?
        let result =
            switch source {
            case .host: sd_journal_open(&opened, Int32(SD_JOURNAL_LOCAL_ONLY))
            case .directory(let path): sd_journal_open_directory(&opened, path, 0)
            }
        guard result >= 0, let opened else { throw SystemdError(operation: "open the journal", code: -result) }
        journal = opened
        sd_journal_set_data_threshold(journal, 0)  // Whole fields, however long.
    }

    deinit {
        sd_journal_close(journal)
    }

    /// From now on only entries in which `field` has this value are seen. Matches of one field are alternatives;
    /// matches of different fields must all hold.
    public func addMatch(_ field: String, _ value: String) throws(SystemdError) {
        let match = Array("\(field)=\(value)".utf8)
        try check(sd_journal_add_match(journal, match, match.count), "filter the journal by \(field)")
    }

    /// Either the matches so far, or those that follow.
    public func addAlternative() throws(SystemdError) {
        try check(sd_journal_add_disjunction(journal), "filter the journal")
    }

    /// Before the first entry.
    public func seekToHead() throws(SystemdError) {
        try check(sd_journal_seek_head(journal), "go to the start of the journal")
    }

    /// Behind the last entry.
    public func seekToTail() throws(SystemdError) {
        try check(sd_journal_seek_tail(journal), "go to the end of the journal")
    }

    /// Before the first entry that is not older than `instant`.
    public func seek(to instant: Instant) throws(SystemdError) {
        let microseconds = UInt64(max(0, instant.nanosecondsSince1970 / 1000))
        try check(sd_journal_seek_realtime_usec(journal, microseconds), "go to a time in the journal")
    }

    /// The next entry; `nil` at the end.
    public func next() throws(SystemdError) -> Entry? {
        try check(sd_journal_next(journal), "read the journal") > 0 ? entry() : nil
    }

    /// The entry before; `nil` at the start. Straight after ``seekToTail()`` it is the last one.
    public func previous() throws(SystemdError) -> Entry? {
        try check(sd_journal_previous(journal), "read the journal") > 0 ? entry() : nil
    }

    /// Waits until entries are added or `timeout` is over, and tells whether something has changed. It blocks.
    public func wait(timeout: Duration) throws(SystemdError) -> Bool {
        let microseconds = UInt64(max(0, timeout.wholeMicroseconds))
        return try check(sd_journal_wait(journal, microseconds), "wait for the journal") != SD_JOURNAL_NOP
    }

    private func entry() throws(SystemdError) -> Entry {
        var microseconds: UInt64 = 0
        try check(sd_journal_get_realtime_usec(journal, &microseconds), "read the time of an entry")
        var fields: [String: [UInt8]] = [:]
        var data: UnsafeRawPointer?
        var size = 0
        sd_journal_restart_data(journal)
        while try check(sd_journal_enumerate_available_data(journal, &data, &size), "read an entry") > 0 {
            let bytes = UnsafeRawBufferPointer(start: data, count: size)
            guard let separator = bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: bytes[..<separator], as: UTF8.self)
            if fields[name] == nil { fields[name] = Array(bytes[(separator + 1)...]) }
        }
        let time = Instant(nanosecondsSince1970: Int64(clamping: microseconds.multipliedReportingOverflow(by: 1000).0))
        return Entry(time: time, fields: fields)
    }

    @discardableResult private func check(_ result: Int32, _ operation: String) throws(SystemdError) -> Int32 {
        guard result >= 0 else { throw SystemdError(operation: operation, code: -result) }
        return result
    }
}
