import Lint
import TideConfiguration

/// The files that `tidectl verify` was given, set in the midst of the others.
struct VerifySelection {
    /// Those of the configuration, and before them those of files given by their path.
    private(set) var directories: [String]
    private(set) var overlay = OverlayFiles()
    /// Main files, `chat.schedule`; all where empty.
    private var units: [UnitName] = []

    init(_ files: [String], directories: [String]) throws {
        self.directories = directories
        for file in files { try add(file) }
    }

    private mutating func add(_ file: String) throws {
        if !file.contains("/"), case .absent = overlay.content(of: file) {
            units.append(try UnitName(argument: file))
            return
        }
        var (directory, name) = split(file)
        if name.hasSuffix(".conf"), directory.hasSuffix(".d") {
            // A drop-in: its schedule is the directory's name.
            let (parent, dropInDirectory) = split(directory)
            (directory, name) = (parent, "\(dropInDirectory)/\(name)")
        }
        guard let unit = UnitName(name), unit.relativePath == name else {
            throw CommandFailure(
                "\(file): the name of a configuration file is NAME.schedule, tided.conf, or below one of these with .d, "
                    + "NAME.conf", code: .usage)
        }
        if case .absent = overlay.content(of: file) { throw CommandFailure("there is no \(file)", code: .notFound) }
        units.append(unit)
        guard !directories.contains(directory) || overlay.visibleNames[directory] != nil else { return }
        if overlay.visibleNames[directory] == nil { directories.insert(directory, at: 0) }
        overlay.visibleNames[directory, default: []].formUnion([unit.file, "\(unit.file).d"])
    }

    private func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// What concerns the selected files.
    func report(of loaded: LoadedConfiguration, findings: [Finding]) throws -> Report {
        if units.isEmpty {
            // A repository of schedules alone is fine: what tided.conf must say is the host's affair.
            let isSchedulesOnly = loaded.hasNoDaemonFile
            let faults = loaded.units.filter { $0.name != "tided.conf" || !isSchedulesOnly }.flatMap(\.faults)
            return Report(faults: faults, warnings: loaded.warnings, findings: findings)
        }
        let selected = try units.map { try loaded.unit($0) }
        let paths = Set(selected.flatMap { [$0.path] + $0.fragments })
        return Report(
            faults: loaded.units.flatMap { unit in
                unit.faults.filter { paths.contains($0.location.path) || $0.concerns(paths) }
            },
            findings: findings.filter { paths.contains($0.location.path) })
    }
}

extension ConfigurationFault {
    /// Whether another file is refused because of one of `paths`.
    fileprivate func concerns(_ paths: Set<String>) -> Bool {
        if case .serviceIdTaken(_, let owner) = problem { paths.contains(owner.path) } else { false }
    }
}
