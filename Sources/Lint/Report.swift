public import TideConfiguration

/// Faults and findings in the forms that `tidectl verify --format=` has; JSON is ``entries``.
public struct Report: Hashable, Sendable {
    public enum Format: Hashable, Sendable { case text, github }

    public var faults: [ConfigurationFault]
    public var warnings: [ConfigurationWarning]
    public var findings: [Finding]

    public init(faults: [ConfigurationFault], warnings: [ConfigurationWarning] = [], findings: [Finding] = []) {
        self.faults = faults
        self.warnings = warnings
        self.findings = findings
    }

    public var isClean: Bool { faults.isEmpty && warnings.isEmpty && findings.isEmpty }

    /// Ends in a line feed where it isn't empty.
    public func text(as format: Format) -> String {
        switch format {
        case .text: entries.map(\.text).joined()
        case .github: entries.map(\.github).joined()
        }
    }

    /// Each fault and finding, in the order in which they are told.
    public var entries: [Entry] {
        faults.map {
            Entry(severity: .error, rule: "fault", location: $0.location, message: $0.reason, why: nil, fix: nil)
        }
            + warnings.map {
                Entry(severity: .warning, rule: "files", location: $0.location, message: $0.message, why: nil, fix: nil)
            }
            + findings.map {
                Entry(
                    severity: $0.severity, rule: $0.rule, location: $0.location, message: $0.message, why: $0.why,
                    fix: $0.fix)
            }
    }
}

extension Finding {
    /// `chat.schedule:7:10: warning: … [either-day]`, then why it matters and what to do, indented.
    public var text: String {
        Report.Entry(severity: severity, rule: rule, location: location, message: message, why: why, fix: fix).text
    }
}

extension Report {
    /// A fault or a finding as all forms have it.
    public struct Entry: Hashable, Sendable {
        var severity: Finding.Severity
        var rule: String
        var location: SourceLocation
        var message: String
        var why: String?
        var fix: String?
    }
}

extension Report.Entry: Encodable {
    private enum CodingKeys: CodingKey { case file, line, column, severity, rule, message, why, fix }

    public func encode(to encoder: any Encoder) throws {
        func known(_ number: Int) -> Int? { number == 0 ? nil : number }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(location.path, forKey: .file)
        try container.encode(known(location.line), forKey: .line)
        try container.encode(known(location.column), forKey: .column)
        try container.encode(severity.rawValue, forKey: .severity)
        try container.encode(rule, forKey: .rule)
        try container.encode(message, forKey: .message)
        try container.encode(why, forKey: .why)
        try container.encode(fix, forKey: .fix)
    }
}

extension Report.Entry {
    fileprivate var text: String {
        var text = "\(location): \(severity.rawValue): \(message) [\(rule)]\n"
        if let why { text += "    \(why)\n" }
        if let fix { text += "    \(fix)\n" }
        return text
    }

    /// A workflow command of GitHub Actions.
    fileprivate var github: String {
        var properties = "file=\(escaped(location.path, isProperty: true))"
        if location.line > 0 { properties += ",line=\(location.line)" }
        if location.column > 0 { properties += ",col=\(location.column)" }
        let body = [message, why, fix].compactMap { $0 }.joined(separator: "\n")
        return "::\(severity.rawValue) \(properties),title=\(escaped(rule, isProperty: true))::\(escaped(body))\n"
    }

    private func escaped(_ text: String, isProperty: Bool = false) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            case ":" where isProperty: escaped += "%3A"
            case "," where isProperty: escaped += "%2C"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
