public import TideConfiguration

/// Faults and findings in the forms that `tidectl verify --format=` has.
public struct Report: Hashable, Sendable {
    public enum Format: String, Hashable, Sendable, CaseIterable { case text, json, github }

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
        case .json: "[" + entries.map { "\n  " + $0.json }.joined(separator: ",") + (entries.isEmpty ? "]\n" : "\n]\n")
        case .github: entries.map(\.github).joined()
        }
    }

    private var entries: [Entry] {
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
        Entry(severity: severity, rule: rule, location: location, message: message, why: why, fix: fix).text
    }
}

private struct Entry {
    var severity: Finding.Severity
    var rule: String
    var location: SourceLocation
    var message: String
    var why: String?
    var fix: String?

    var text: String {
        var text = "\(location): \(severity.rawValue): \(message) [\(rule)]\n"
        if let why { text += "    \(why)\n" }
        if let fix { text += "    \(fix)\n" }
        return text
    }

    var json: String {
        let fields: [(String, String)] = [
            ("file", jsonString(location.path)), ("line", location.line == 0 ? "null" : "\(location.line)"),
            ("column", location.column == 0 ? "null" : "\(location.column)"),
            ("severity", jsonString(severity.rawValue)),
            ("rule", jsonString(rule)), ("message", jsonString(message)), ("why", why.map(jsonString) ?? "null"),
            ("fix", fix.map(jsonString) ?? "null"),
        ]
        return "{" + fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
    }

    /// A workflow command of GitHub Actions.
    var github: String {
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
