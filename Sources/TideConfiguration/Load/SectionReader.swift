/// Reads the values of one section and collects what is wrong with them.
struct SectionReader {
    /// nil where the file has no such section.
    let section: MergedFile.Section?
    private let kind: Section
    private let fallback: SourceLocation
    private(set) var faults: [ConfigurationFault] = []

    init(_ section: MergedFile.Section?, kind: Section, of file: MergedFile) {
        self.section = section
        self.kind = kind
        fallback = SourceLocation(path: file.path)
    }

    init(_ kind: Section, of file: MergedFile) {
        self.init(file.section(kind), kind: kind, of: file)
    }

    func has(_ key: Key) -> Bool { section?.has(key) == true }

    /// The value of `key`; nil where none is assigned, and, after reporting it, where it can't be read.
    mutating func value<Value>(_ key: Key, _ parse: (String) throws(ValueFault) -> Value) -> Value? {
        section?.value(of: key).flatMap { read($0, key, parse) }
    }

    /// The values of a list, those that can't be read left out after reporting them.
    mutating func values<Value>(_ key: Key, _ parse: (String) throws(ValueFault) -> Value) -> [Value] {
        (section?.values(of: key) ?? []).compactMap { read($0, key, parse) }
    }

    /// As ``values(_:_:)``, each word of each assignment being a value.
    mutating func words<Value>(_ key: Key, _ parse: (String) throws(ValueFault) -> Value) -> [Value] {
        (section?.values(of: key) ?? []).flatMap { $0.words() }.compactMap { read($0, key, parse) }
    }

    /// Reports `problem`, but for what is missing in a section of which some was refused: that is a consequence only.
    mutating func report(_ problem: ConfigurationFault.Problem, _ key: Key? = nil) {
        if problem.isAboutAbsence, section?.isIncomplete == true { return }
        let location = key.flatMap { section?.location(of: $0) } ?? section?.location ?? fallback
        report(problem, key, at: location)
    }

    private mutating func read<Value>(
        _ text: SourceText, _ key: Key, _ parse: (String) throws(ValueFault) -> Value
    ) -> Value? {
        do {
            return try parse(text.text)
        } catch {
            report(.badValue(text.text, error), key, at: text.location(at: error.offset))
            return nil
        }
    }

    private mutating func report(_ problem: ConfigurationFault.Problem, _ key: Key?, at location: SourceLocation) {
        faults.append(
            ConfigurationFault(location: location, section: kind, job: section?.jobName, key: key, problem: problem))
    }
}
