/// `tided.conf` or one schedule after all its fragments were merged, each value with the place where it stood.
public struct MergedFile: Hashable, Sendable {
    public struct Section: Hashable, Sendable {
        public var kind: TideConfiguration.Section
        /// Where the section's header first stood.
        public var location: SourceLocation
        /// A `[CronScaleJob]`'s name, `job-N` where it has none; nil in other sections.
        public var jobName: String?
        /// Whether some of it was refused: then what is missing may well be there, misspelt.
        var isIncomplete = false
        /// Keys that were reset are absent. The values of a list stand together, in order; no other key is there twice.
        private var assignments: [Assignment] = []

        init(kind: TideConfiguration.Section, location: SourceLocation) {
            self.kind = kind
            self.location = location
        }

        public func values(of key: Key) -> [SourceText] {
            assignments.indices.lazy.filter { assignments[$0].key == key }.map { assignments[$0].value }
        }

        public func has(_ key: Key) -> Bool { place(of: key) != nil }

        /// The first value of `key`; of a key that is no list there is no other.
        public func value(of key: Key) -> SourceText? { place(of: key).map { assignments[$0].value } }

        /// Where the first value of `key` stood; where the section began, without one.
        public func location(of key: Key) -> SourceLocation { value(of: key)?.location ?? location }

        mutating func assign(_ value: SourceText, to key: Key) {
            if value.isEmpty { return assignments.removeAll { $0.key == key } }
            let last = assignments.indices.last { assignments[$0].key == key }
            switch last {
            case nil: assignments.append(Assignment(key: key, value: value))
            case let last? where key.isList: assignments.insert(Assignment(key: key, value: value), at: last + 1)
            case let last?: assignments[last].value = value
            }
        }

        private func place(of key: Key) -> Int? { assignments.indices.first { assignments[$0].key == key } }

        private struct Assignment: Hashable {
            var key: Key
            var value: SourceText
        }
    }

    public var kind: FileKind
    /// The path that people know it by: of the main file, or where that would stand.
    public var path: String
    /// Jobs in merged order.
    public var sections: [Section] = []

    public func section(_ kind: TideConfiguration.Section) -> Section? { sections.first { $0.kind == kind } }

    public var jobs: [Section] { sections.filter { $0.kind == .cronScaleJob } }

    /// The whole in the plain form that is kept as last good content: sections and keys in the manual's order, lists
    /// one value a line, specifiers expanded, every job named. It loads to the same values.
    public var canonicalText: String {
        kind.sections.flatMap { kind in sections.filter { $0.kind == kind } }.map(\.canonicalText).joined(
            separator: "\n")
    }
}

extension MergedFile.Section {
    fileprivate var canonicalText: String {
        var text = "[\(kind.rawValue)]\n"
        if let jobName { text += "Name=\(jobName)\n" }
        for key in kind.keys where key != .name {
            for value in values(of: key) { text += "\(key.rawValue)=\(canonical(value.text))\n" }
        }
        return text
    }

    /// A value may end in a backslash where white space followed it; without any, it would join the next line.
    private func canonical(_ value: String) -> String {
        Specifiers.escaped(value) + (value.utf8.last == UInt8(ascii: "\\") ? " " : "")
    }
}
