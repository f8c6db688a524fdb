/// Why a file, or the schedule that it belongs to, is refused: where, what, and what is allowed.
public struct ConfigurationFault: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Problem: Hashable, Sendable {
        case unreadable(FileFault)
        case badFileName

        case notUTF8
        case nulByte
        case lineTooLong(limit: Int)
        case notAnAssignment(String)
        case notASectionHeader(String)
        case outsideSection(key: String)
        case unknownSpecifier(String)

        /// `file` is the kind of file that has such a section, where that is the other kind.
        case unknownSection(String, nearest: String?, file: FileKind?)
        /// `sections` are those of the same kind of file that have the key.
        case unknownKey(String, nearest: String?, sections: [Section])
        case badJobName(String)
        case jobNamedTwice(first: SourceLocation)
        /// The name is that of a section without one by its position.
        case jobNameTaken(by: SourceLocation)

        case badValue(String, ValueFault)
        case missing(nearestJob: String?)
        case noTarget
        case severalTargets([Key])
        case boundMissing(Key)
        case aboveMaximum(Int, maximumKey: Key, maximum: Int)
        case stopsBelowFloor(floor: Int)
        case serviceIdTaken(String, by: SourceLocation)
    }

    public var location: SourceLocation
    public var section: Section?
    /// The name of the `[CronScaleJob]` that it concerns.
    public var job: String?
    public var key: Key?
    public var problem: Problem

    init(location: SourceLocation, section: Section? = nil, job: String? = nil, key: Key? = nil, problem: Problem) {
        self.location = location
        self.section = section
        self.job = job
        self.key = key
        self.problem = problem
    }

    /// `/etc/tide/chat.schedule:7:16: [CronScaleJob] morning-peak: TargetReplicas=many: not a whole number; allowed is
    /// …`
    public var description: String { "\(location): \(reason)" }

    /// The sentence alone, without its place; further lines point into the value with a caret.
    public var reason: String {
        var context = ""
        if let section { context = "[\(section.rawValue)] " }
        if let job { context += "\(job): " }
        if let key, !problem.namesKey { context += "\(key.rawValue)=: " }
        return context + problem.sentence(key: key)
    }
}

extension ConfigurationFault.Problem {
    var isAboutAbsence: Bool {
        switch self {
        case .missing, .noTarget, .boundMissing: true
        default: false
        }
    }

    /// Whether the sentence says itself which key it is about.
    fileprivate var namesKey: Bool {
        switch self {
        case .badValue, .missing, .noTarget, .severalTargets, .boundMissing, .aboveMaximum, .stopsBelowFloor,
            .serviceIdTaken:
            true
        default: false
        }
    }

    fileprivate func sentence(key: Key?) -> String {
        let name = key?.rawValue ?? ""
        switch self {
        case .unreadable(let fault):
            if case .system = fault.problem { return "can't be read: \(fault.reason)" }
            return fault.reason
        case .badFileName:
            return "the name of a schedule may not be empty, begin with \"-\" or hold white space or control characters"

        case .notUTF8: return "not UTF-8"
        case .nulByte: return "a NUL byte; only text is allowed"
        case .lineTooLong(let limit): return "the line is longer than \(limit) bytes"
        case .notAnAssignment(let text):
            return "\(quoted(text)) is neither [Section] nor Key=value nor a comment (# or ; in front)"
        case .notASectionHeader(let text):
            return "\(quoted(text)) is not a section header; it has the form [Section], with nothing behind it"
        case .outsideSection(let key): return "\(quoted(key + "=")) stands before the first [Section]"
        case .unknownSpecifier(let specifier):
            return "\(quoted(specifier)) is not a specifier; allowed are %H, the host's name, and %%, a percent sign"

        case .unknownSection(let section, let nearest, let file):
            let what = "unknown section [\(clipped(section))]"
            switch file {
            case .daemon: return "\(what): it belongs in tided.conf"
            case .schedule: return "\(what): it belongs in a *.schedule file"
            case nil: return what + suggestion(nearest.map { "[\($0)]" })
            }
        case .unknownKey(let key, let nearest, let sections):
            let what = "unknown key \(clipped(key))="
            if !sections.isEmpty {
                return "\(what): it belongs in \(alternatives(sections.map { "[\($0.rawValue)]" }))"
            }
            return what + suggestion(nearest.map { "\($0)=" })
        case .badJobName(let text):
            return
                "\(quoted(text)) can't be a job's name; allowed are 1 to 64 letters and digits of ASCII, \".\", \"_\", \"-\""
        case .jobNamedTwice(let first):
            return "the name is already that of the section at \(first.fileAndLine); it must be unique in its file"
        case .jobNameTaken(let other):
            return "the section at \(other.fileAndLine), which has no Name=, goes by this name already; give it one"

        case .badValue(let text, let fault): return "\(name)=\(clipped(text)): \(fault.sentence)"
        case .missing(let nearestJob):
            return "\(name)= is missing" + suggestion(nearestJob.map { "Name=\($0)" })
        case .noTarget:
            return
                "the job has no target; it needs one of TargetReplicas=, MinReplicas= with MaxReplicas=, ServiceAction="
        case .severalTargets(let keys):
            return
                "the job has more than one target: \(keys.map { "\($0.rawValue)=" }.joined(separator: ", ")); "
                + "an empty assignment, for example \(keys.first?.rawValue ?? "")=, removes one"
        case .boundMissing(let missing): return "\(name)= needs \(missing.rawValue)= too"
        case .aboveMaximum(let value, let maximumKey, let maximum):
            return "\(name)=\(value) is above \(maximumKey.rawValue)=\(maximum)"
        case .stopsBelowFloor(let floor):
            return "stops the service, but ReplicasFloor=\(floor) keeps at least \(floor) of its instances running"
        case .serviceIdTaken(let id, let other):
            return
                "ServiceId=\(id) is already that of \(other.fileAndLine), which is first by its name and stays in force"
        }
    }

    private func suggestion(_ nearest: String?) -> String { nearest.map { "; did you mean \($0)?" } ?? "" }
}

/// What is wrong with a value, and what is allowed.
public struct ValueFault: Error, Hashable, Sendable {
    /// What is wrong: "not a number", "names no time zone of this host".
    public var problem: String
    /// What is allowed; nil where `problem` says so.
    public var allowed: String?
    /// The value that was probably meant.
    public var nearest: String?
    /// Lines that show the value with a caret below the place.
    public var excerpt: String?
    /// The place in the value, in UTF-8 code units from its start.
    var offset = 0

    init(_ problem: String, allowed: String? = nil, nearest: String? = nil, excerpt: String? = nil, offset: Int = 0) {
        self.problem = problem
        self.allowed = allowed
        self.nearest = nearest
        self.excerpt = excerpt
        self.offset = offset
    }

    var sentence: String {
        var sentence = problem
        if let allowed { sentence += "; allowed is \(allowed)" }
        if let nearest { sentence += "; did you mean \(nearest)?" }
        if let excerpt { sentence += "\n" + excerpt }
        return sentence
    }
}

/// `a`, `a or b`, `a, b or c`.
func alternatives(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " or " + last
}

/// `text` in quotation marks, fit for one line of a message.
func quoted(_ text: String) -> String { "\"\(clipped(text))\"" }

/// `text` cut to what a message bears, control characters made visible: the file might be anything.
func clipped(_ text: String) -> String {
    let longest = 80
    var clipped = ""
    for scalar in text.unicodeScalars.prefix(longest) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
            clipped += "\\u{\(String(scalar.value, radix: 16))}"
        default: clipped.unicodeScalars.append(scalar)
        }
    }
    return text.unicodeScalars.dropFirst(longest).isEmpty ? clipped : clipped + "…"
}
