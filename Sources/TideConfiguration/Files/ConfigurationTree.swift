/// The files that count, found in the directories by systemd's rules: a file hides its namesakes in later directories,
/// a link to /dev/null masks, drop-ins come from the directories `NAME.d` anywhere.
struct ConfigurationTree: Sendable {
    /// A main file with its drop-ins.
    struct Unit: Sendable {
        var kind: FileKind
        /// `chat.schedule`, `tided.conf`
        var name: String
        /// Of the main file, or where it would stand.
        var path: String
        /// `absent` for a tided.conf that nobody wrote.
        var main: FileContent
        /// In the order in which they are merged; masked ones are left out.
        var dropIns: [(path: String, content: FileContent)] = []
        /// Directories of this unit that could not be listed.
        var faults: [FileFault] = []
    }

    var daemon: Unit
    /// In the order of their names, byte by byte.
    var schedules: [Unit] = []
    /// Directories that could not be listed: they may hide, change or hold any file.
    var faults: [FileFault] = []
    /// Drop-in directories of schedules that don't exist.
    var orphans: [String] = []
    /// Files that are not read, because of their names.
    var ignored: [String] = []

    static let daemonFile = "tided.conf"
    static let scheduleSuffix = ".schedule"

    /// - Parameter directories: the first ranks highest.
    init(directories: [String], files: some ConfigurationFiles) {
        daemon = Unit(
            kind: .daemon, name: Self.daemonFile, path: Self.path(directories.first ?? ".", Self.daemonFile),
            main: .absent)
        var found = Found()
        for directory in directories {
            do {
                for name in try files.names(in: directory) ?? [] { found.add(name, in: directory) }
            } catch {
                faults.append(error)
            }
        }
        let dropIns = found.dropIns
        let units = found.files.sorted { byteOrder($0.key, $1.key) }.concurrentMap { name, paths in
            Self.unit(name, at: paths, dropInsIn: dropIns[name] ?? [], files)
        }
        for unit in units.compactMap(\.self) {
            if unit.kind == .daemon { daemon = unit } else { schedules.append(unit) }
        }
        if found.files[Self.daemonFile] == nil {
            (daemon.dropIns, daemon.faults) = Self.dropIns(in: found.dropIns[Self.daemonFile] ?? [], files)
        }
        let present = Set(schedules.map(\.name) + [Self.daemonFile])
        orphans = found.dropIns.filter { !present.contains($0.key) }.flatMap(\.value).sorted(by: byteOrder)
        ignored = found.others.sorted(by: byteOrder)
    }

    /// What the directories list, each name with its paths in the order of rank.
    private struct Found {
        var files: [String: [String]] = [:]
        /// By the name of the main file.
        var dropIns: [String: [String]] = [:]
        var others: [String] = []

        mutating func add(_ name: String, in directory: String) {
            let path = ConfigurationTree.path(directory, name)
            if isMainFile(name) {
                files[name, default: []].append(path)
            } else if name.hasSuffix(".d"), isMainFile(String(name.dropLast(2))) {
                dropIns[String(name.dropLast(2)), default: []].append(path)
            } else if !name.hasPrefix(".") {
                others.append(path)
            }
        }

        private func isMainFile(_ name: String) -> Bool {
            UnitName.isMainFile(name)
        }
    }

    /// nil where the files vanished after their directories were listed.
    private static func unit(
        _ name: String, at paths: [String], dropInsIn directories: [String], _ files: some ConfigurationFiles
    ) -> Unit? {
        guard let (path, content) = first(of: paths, files) else { return nil }
        var unit = Unit(kind: name == daemonFile ? .daemon : .schedule, name: name, path: path, main: content)
        // A masked tided.conf leaves its drop-ins standing: they are files of their own, and all keys have defaults.
        if content != .masked || unit.kind == .daemon {
            (unit.dropIns, unit.faults) = dropIns(in: directories, files)
        }
        return unit
    }

    private static func first(
        of paths: [String], _ files: some ConfigurationFiles
    ) -> (path: String, content: FileContent)? {
        for path in paths {
            let content = files.content(of: path)
            if content != .absent { return (path, content) }
        }
        return nil
    }

    private static func dropIns(
        in directories: [String], _ files: some ConfigurationFiles
    ) -> ([(path: String, content: FileContent)], [FileFault]) {
        var paths: [String: [String]] = [:]
        var faults: [FileFault] = []
        for directory in directories {
            do {
                for name in try files.names(in: directory) ?? [] where name.hasSuffix(".conf") && !name.hasPrefix(".") {
                    paths[name, default: []].append(path(directory, name))
                }
            } catch {
                faults.append(error)
            }
        }
        let dropIns = paths.sorted { byteOrder($0.key, $1.key) }.compactMap { first(of: $0.value, files) }
        return (dropIns.filter { $0.content != .masked }, faults)
    }

    fileprivate static func path(_ directory: String, _ name: String) -> String {
        directory.isEmpty || directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
    }
}

/// The order of strcmp(3), by which systemd sorts drop-ins.
func byteOrder(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
