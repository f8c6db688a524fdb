/// One entry of the journal.
public struct JournalEntry: Sendable {
    public var priority: JournalPriority
    /// `MESSAGE=`, for people. It may have several lines.
    public var message: String
    /// `MESSAGE_ID=`: 32 hexadecimal digits, the same for every entry of its kind; the key into the catalog.
    public var messageID: String?
    /// Every other field, in order. A name may occur more than once.
    public var fields: [JournalField]
    /// `CODE_FILE=`, `CODE_LINE=` and `CODE_FUNC=`. With no file all three are left out: a place that is the same for
    /// every entry tells nobody anything.
    public var file: String
    public var line: UInt
    public var function: String

    public init(
        _ priority: JournalPriority, _ message: String, messageID: String? = nil, fields: [JournalField] = [],
        file: String = #fileID, line: UInt = #line, function: String = #function
    ) {
        self.priority = priority
        self.message = message
        self.messageID = messageID
        self.fields = fields
        self.file = file
        self.line = line
        self.function = function
    }

    /// The entry with fields of text.
    public init(
        priority: JournalPriority, message: String, messageID: String? = nil, fields: [(String, String)],
        file: String = #fileID, line: UInt = #line, function: String = #function
    ) {
        self.init(
            priority, message, messageID: messageID, fields: fields.map { JournalField($0.0, $0.1) }, file: file,
            line: line, function: function)
    }
}

/// A field: a name and any bytes.
public struct JournalField: Equatable, Sendable {
    /// Capital letters, digits and `_`, not beginning with a digit or `_`, at most 64: systemd.journal-fields(7). A
    /// field of another name is left out of the journal.
    public let name: String
    public let value: [UInt8]

    public init(_ name: String, _ value: [UInt8]) {
        self.name = name
        self.value = value
    }

    public init(_ name: String, _ value: String) {
        self.init(name, Array(value.utf8))
    }

    var isValid: Bool {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= 64 else { return false }
        return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
            && bytes.allSatisfy {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
    }
}

extension JournalEntry {
    /// All that goes into the journal, `NAME=value` each.
    func assignments(identifier: String) -> [[UInt8]] {
        var all = [
            JournalField("MESSAGE", message), JournalField("PRIORITY", "\(priority.rawValue)"),
            JournalField("SYSLOG_IDENTIFIER", identifier),
        ]
        if !file.isEmpty {
            all += [
                JournalField("CODE_FILE", file), JournalField("CODE_LINE", "\(line)"),
                JournalField("CODE_FUNC", function),
            ]
        }
        if let messageID { all.append(JournalField("MESSAGE_ID", messageID)) }
        return (all + fields.filter(\.isValid)).map { Array($0.name.utf8) + [UInt8(ascii: "=")] + $0.value }
    }

    /// Bytes that the entry keeps in memory, near enough.
    var footprint: Int {
        fields.reduce(256 + message.utf8.count) { $0 + 64 + $1.name.utf8.count + $1.value.count }
    }
}
