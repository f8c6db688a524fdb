/// Merges fragments, the main file first, then drop-ins in the order of their names.
///
/// A later assignment replaces an earlier one, or adds to it where the key is a list; an empty one resets.
/// `[CronScaleJob]` sections with one `Name=` merge key by key across fragments; all other sections are single.
struct Merger {
    private let specifiers: Specifiers
    private(set) var file: MergedFile
    private(set) var faults: [ConfigurationFault] = []
    /// Where in the file's sections the job of a name is.
    private var places: [String: Int] = [:]

    static func merge(
        _ fragments: [Fragment], kind: FileKind, path: String, specifiers: Specifiers
    ) -> (file: MergedFile, faults: [ConfigurationFault]) {
        var merger = Merger(specifiers: specifiers, file: MergedFile(kind: kind, path: path))
        for fragment in fragments { merger.add(fragment) }
        merger.nameJobsByPosition()
        return (merger.file, merger.faults)
    }

    private init(specifiers: Specifiers, file: MergedFile) {
        self.specifiers = specifiers
        self.file = file
    }

    private mutating func add(_ fragment: Fragment) {
        faults += fragment.faults
        var named: [String: SourceLocation] = [:]
        for raw in fragment.sections where raw.name != Fragment.Section.unreadable && !raw.name.hasPrefix("X-") {
            guard let kind = knownSection(raw) else { continue }
            let faultsBefore = faults.count
            let assignments = knownAssignments(raw, in: kind)
            let place =
                kind == .cronScaleJob
                ? jobSection(raw, named: name(among: assignments), &named) : singleSection(kind, raw)
            if faults.count > faultsBefore { file.sections[place].isIncomplete = true }
            for (key, value) in assignments where key != .name { file.sections[place].assign(value, to: key) }
        }
    }

    private mutating func knownSection(_ raw: Fragment.Section) -> Section? {
        if let kind = Section(rawValue: raw.name), kind.file == file.kind { return kind }
        let names = file.kind.sections.map(\.rawValue)
        faults.append(
            ConfigurationFault(
                location: raw.location,
                problem: .unknownSection(
                    raw.name, nearest: nearestName(to: raw.name, among: names), file: Section(rawValue: raw.name)?.file)
            ))
        return nil
    }

    private typealias Assignment = (key: Key, value: SourceText)

    private mutating func knownAssignments(_ raw: Fragment.Section, in section: Section) -> [Assignment] {
        var known: [Assignment] = []
        for assignment in raw.assignments where !assignment.key.hasPrefix("X-") {
            guard let key = Key(name: assignment.key), section.keys.contains(key) else {
                faults.append(unknownKey(assignment, in: section))
                continue
            }
            do {
                known.append((key, try specifiers.expanded(assignment.value).trimmed()))
            } catch {
                faults.append(
                    ConfigurationFault(location: error.location, section: section, key: key, problem: error.problem))
            }
        }
        return known
    }

    private func unknownKey(_ assignment: Fragment.Assignment, in section: Section) -> ConfigurationFault {
        let homes = Key(rawValue: assignment.key).map { key in
            file.kind.sections.filter { $0.keys.contains(key) }
        }
        let nearest = nearestName(to: assignment.key, among: section.keys.map(\.rawValue))
        return ConfigurationFault(
            location: assignment.keyLocation, section: section,
            problem: .unknownKey(assignment.key, nearest: nearest, sections: homes ?? []))
    }

    private mutating func singleSection(_ kind: Section, _ raw: Fragment.Section) -> Int {
        if let place = file.sections.firstIndex(where: { $0.kind == kind }) { return place }
        file.sections.append(MergedFile.Section(kind: kind, location: raw.location))
        return file.sections.count - 1
    }

    private func name(among assignments: [Assignment]) -> SourceText? {
        assignments.last { $0.key == .name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    private mutating func jobSection(
        _ raw: Fragment.Section, named name: SourceText?, _ seen: inout [String: SourceLocation]
    ) -> Int {
        if let name {
            if !isJobName(name.text) {
                report(.badJobName(name.text), about: name)
            } else if let first = seen[name.text] {
                report(.jobNamedTwice(first: first), about: name)
            } else {
                seen[name.text] = raw.location
                if let place = places[name.text] { return place }
                places[name.text] = file.sections.count
            }
        }
        file.sections.append(MergedFile.Section(kind: .cronScaleJob, location: raw.location))
        file.sections[file.sections.count - 1].jobName = name?.text
        if let name { file.sections[file.sections.count - 1].assign(name, to: .name) }
        return file.sections.count - 1
    }

    private func isJobName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count) && name.utf8.allSatisfy(isNameByte)
    }

    private mutating func nameJobsByPosition() {
        var position = 0
        var unnamed: [String: SourceLocation] = [:]
        for place in file.sections.indices where file.sections[place].kind == .cronScaleJob {
            position += 1
            guard file.sections[place].jobName == nil else { continue }
            file.sections[place].jobName = "job-\(position)"
            unnamed["job-\(position)"] = file.sections[place].location
        }
        for place in file.sections.indices {
            guard let name = file.sections[place].value(of: .name), let other = unnamed[name.text] else {
                continue
            }
            file.sections[place].isIncomplete = true
            report(.jobNameTaken(by: other), about: name)
        }
    }

    private mutating func report(_ problem: ConfigurationFault.Problem, about name: SourceText) {
        faults.append(
            ConfigurationFault(
                location: name.location, section: .cronScaleJob, job: clipped(name.text), key: .name, problem: problem))
    }
}

/// `[A-Za-z0-9._-]`
func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
    default: false
    }
}
