import Autoscaling

/// Reads `tided.conf`, all schedules and their drop-ins.
///
/// - Parameter directories: the first ranks highest; ``standardDirectories``, or those of `--config-dir`.
/// - Parameter lastGood: what ``LoadedConfiguration/lastGood`` was the last time.
public func loadConfiguration(
    directories: [String], host: HostFacts, lastGood: [String: String] = [:],
    files: some ConfigurationFiles = DiskFiles()
) -> LoadedConfiguration {
    let tree = ConfigurationTree(directories: directories, files: files)
    return ConfigurationLoader(host: host, lastGood: lastGood).load(tree)
}

/// Where configuration is looked for, in the order of rank.
public let standardDirectories = ["/etc/tide", "/run/tide", "/usr/local/lib/tide", "/usr/lib/tide"]

/// Makes configuration of the files that were found: good files by their content, faulty ones by the last good one.
struct ConfigurationLoader: Sendable {
    let host: HostFacts
    let lastGood: [String: String]

    /// A schedule on its way: read, but its ServiceId not yet known to be its own.
    private struct Candidate {
        var state: UnitState
        var good: LoadedSchedule?
    }

    func load(_ tree: ConfigurationTree) -> LoadedConfiguration {
        var result = LoadedConfiguration()
        let defaults = loadDaemon(tree, into: &result)

        let found = tree.schedules.filter { $0.main != .masked }
        var candidates = found.concurrentMap { candidate($0, tree, defaults) }
        candidates += vanishedBehindFaults(tree)
        candidates.sort { byteOrder($0.state.name, $1.state.name) }
        settleServiceIds(&candidates, defaults)

        for candidate in candidates {
            result.units.append(candidate.state)
            if let loaded = candidate.good { result.schedules.append(loaded) }
            if candidate.good?.isLastGood != false {
                result.keptLastGood[candidate.state.name] = lastGood[candidate.state.name]
            }
        }
        result.units += tree.schedules.filter { $0.main == .masked }.map {
            UnitState(name: $0.name, path: $0.path, fragments: [], outcome: .masked, faults: [])
        }
        result.units.sort { a, b in
            // tided.conf before all schedules.
            if a.name == ConfigurationTree.daemonFile || b.name == ConfigurationTree.daemonFile {
                return a.name == ConfigurationTree.daemonFile && b.name != ConfigurationTree.daemonFile
            }
            return byteOrder(a.name, b.name)
        }
        result.fleet.schedules = result.schedules.map(\.schedule)
        result.warnings = warnings(tree)
        return result
    }

    // MARK: tided.conf

    private func loadDaemon(_ tree: ConfigurationTree, into result: inout LoadedConfiguration) -> ScheduleDefaults {
        let unit = tree.daemon
        let (file, mergeFaults) = merged(unit)
        let (read, readFaults) = DaemonReader.read(file, host: host)
        let faults = fileFaults(unit, tree) + mergeFaults + (unit.isUnreadable ? [] : readFaults)

        var inForce = read
        var mergedInForce = file
        var outcome = unit.main == .masked ? UnitState.Outcome.masked : .good
        if faults.isEmpty {
            result.daemon = read.daemon
        } else if let (kept, keptFile) = lastGoodDaemon(unit.name) {
            (inForce, mergedInForce) = (kept, keptFile)
            result.daemon = kept.daemon
            result.keptLastGood[unit.name] = lastGood[unit.name]
            outcome = .faulty(isLastGoodInForce: true)
        } else {
            outcome = .faulty(isLastGoodInForce: false)
        }
        result.fleet.settings = inForce.settings
        result.daemonFile = mergedInForce
        result.units.append(state(of: unit, outcome, faults))
        return inForce.defaults
    }

    private func lastGoodDaemon(_ name: String) -> (DaemonFile, MergedFile)? {
        guard let (file, faults) = mergedLastGood(name, .daemon), faults.isEmpty else { return nil }
        let read = DaemonReader.read(file, host: host)
        return read.faults.isEmpty ? (read.file, file) : nil
    }

    // MARK: Schedules

    private func candidate(_ unit: ConfigurationTree.Unit, _ tree: ConfigurationTree, _ defaults: ScheduleDefaults)
        -> Candidate
    {
        let (file, mergeFaults) = merged(unit)
        let stem = String(unit.name.dropLast(ConfigurationTree.scheduleSuffix.count))
        var faults = fileFaults(unit, tree) + mergeFaults
        if !isScheduleName(stem) {
            faults.append(ConfigurationFault(location: SourceLocation(path: unit.path), problem: .badFileName))
        }
        // What isn't even read has no values to complain about.
        guard !unit.isUnreadable else {
            return Candidate(state: state(of: unit, .faulty(isLastGoodInForce: false), faults))
        }
        let (schedule, readFaults) = ScheduleReader.read(file, name: stem, defaults: defaults)
        faults += readFaults
        guard faults.isEmpty else {
            return Candidate(state: state(of: unit, .faulty(isLastGoodInForce: false), faults))
        }
        let loaded = LoadedSchedule(
            schedule: schedule, file: file, usesHostTimeZone: usesHostTimeZone(file, defaults))
        return Candidate(state: state(of: unit, schedule.isEnabled ? .good : .disabled, []), good: loaded)
    }

    /// Schedules with last good content that were not found while some directory could not be listed: they may well be
    /// in there.
    private func vanishedBehindFaults(_ tree: ConfigurationTree) -> [Candidate] {
        guard !tree.faults.isEmpty else { return [] }
        let found = Set(tree.schedules.map(\.name) + [ConfigurationTree.daemonFile])
        return lastGood.keys.filter { !found.contains($0) }.map { name in
            let path = tree.faults.first.map { "\($0.path)/\(name)" } ?? name
            let faults = tree.faults.map(directoryFault)
            return Candidate(
                state: UnitState(
                    name: name, path: path, fragments: [], outcome: .faulty(isLastGoodInForce: false), faults: faults))
        }
    }

    /// Of enabled schedules with one ServiceId, the first by file name stays; last good content comes after all good
    /// files, for what a file says today counts for more.
    private func settleServiceIds(_ candidates: inout [Candidate], _ defaults: ScheduleDefaults) {
        var owners: [String: SourceLocation] = [:]
        for i in candidates.indices {
            guard let loaded = candidates[i].good, loaded.schedule.isEnabled else { continue }
            let place = loaded.serviceIdLocation
            if let owner = owners[loaded.schedule.serviceId] {
                candidates[i].state.faults.append(
                    ConfigurationFault(
                        location: place, section: .service, key: .serviceId,
                        problem: .serviceIdTaken(loaded.schedule.serviceId, by: owner)))
                candidates[i].state.outcome = .faulty(isLastGoodInForce: false)
                candidates[i].good = nil
            } else {
                owners[loaded.schedule.serviceId] = place
            }
        }
        for i in candidates.indices where candidates[i].good == nil {
            guard let kept = lastGoodSchedule(candidates[i].state.name, defaults) else { continue }
            if kept.schedule.isEnabled {
                if owners[kept.schedule.serviceId] != nil { continue }
                owners[kept.schedule.serviceId] = kept.serviceIdLocation
            }
            candidates[i].good = kept
            candidates[i].state.outcome = .faulty(isLastGoodInForce: true)
        }
    }

    private func lastGoodSchedule(_ name: String, _ defaults: ScheduleDefaults) -> LoadedSchedule? {
        guard let (file, faults) = mergedLastGood(name, .schedule), faults.isEmpty else { return nil }
        let stem = String(name.dropLast(ConfigurationTree.scheduleSuffix.count))
        let (schedule, readFaults) = ScheduleReader.read(file, name: stem, defaults: defaults)
        guard readFaults.isEmpty else { return nil }
        return LoadedSchedule(
            schedule: schedule, file: file, isLastGood: true, usesHostTimeZone: usesHostTimeZone(file, defaults))
    }

    private func usesHostTimeZone(_ file: MergedFile, _ defaults: ScheduleDefaults) -> Bool {
        defaults.isHostTimeZone && file.section(.service)?.has(.timeZone) != true
    }

    private func isScheduleName(_ stem: String) -> Bool {
        if stem.isEmpty || stem.hasPrefix("-") { return false }
        return stem.utf8.allSatisfy(isNameByte)
            || stem.unicodeScalars.allSatisfy { scalar in
                let properties = scalar.properties
                return !properties.isWhitespace && scalar != "\u{FFFD}" && properties.generalCategory != .control
                    && properties.generalCategory != .format
            }
    }

    // MARK: Both kinds

    private func merged(_ unit: ConfigurationTree.Unit) -> (file: MergedFile, faults: [ConfigurationFault]) {
        let fragments = ([(path: unit.path, content: unit.main)] + unit.dropIns).compactMap {
            path, content -> Fragment? in
            guard case .bytes(let bytes) = content else { return nil }
            return FragmentParser.parse(bytes, path: path)
        }
        return Merger.merge(fragments, kind: unit.kind, path: unit.path, specifiers: Specifiers(hostName: host.name))
    }

    private func mergedLastGood(_ name: String, _ kind: FileKind) -> (file: MergedFile, faults: [ConfigurationFault])? {
        guard let text = lastGood[name] else { return nil }
        let path = "last good \(name)"
        let fragment = FragmentParser.parse(Array(text.utf8), path: path)
        return Merger.merge([fragment], kind: kind, path: path, specifiers: Specifiers(hostName: host.name))
    }

    /// What could not be read of the unit itself, and directories that may hide or hold parts of it.
    private func fileFaults(_ unit: ConfigurationTree.Unit, _ tree: ConfigurationTree) -> [ConfigurationFault] {
        let contents = [(path: unit.path, content: unit.main)] + unit.dropIns
        let files = contents.compactMap { path, content -> ConfigurationFault? in
            guard case .unreadable(let fault) = content else { return nil }
            return ConfigurationFault(location: SourceLocation(path: path), problem: .unreadable(fault))
        }
        return (tree.faults + unit.faults).map(directoryFault) + files
    }

    private func directoryFault(_ fault: FileFault) -> ConfigurationFault {
        ConfigurationFault(location: SourceLocation(path: fault.path), problem: .unreadable(fault))
    }

    private func state(
        of unit: ConfigurationTree.Unit, _ outcome: UnitState.Outcome, _ faults: [ConfigurationFault]
    ) -> UnitState {
        let main = unit.main == .absent || unit.main == .masked ? [] : [unit.path]
        let fragments = main + unit.dropIns.map(\.path)
        if faults.isEmpty {
            return UnitState(name: unit.name, path: unit.path, fragments: fragments, outcome: outcome, faults: [])
        }
        let order = Dictionary(fragments.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        let inOrder = faults.enumerated().map { index, fault in
            // What concerns no file of the unit, such as a directory, comes first.
            let place = fault.location
            return (key: [order[place.path] ?? -1, place.line, place.column, index], fault: fault)
        }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return UnitState(
            name: unit.name, path: unit.path, fragments: fragments, outcome: outcome, faults: inOrder.map(\.fault))
    }

    private func warnings(_ tree: ConfigurationTree) -> [ConfigurationWarning] {
        let orphans = tree.orphans.map { path in
            ConfigurationWarning(
                location: SourceLocation(path: path),
                message: "drop-ins of a schedule that doesn't exist are not read")
        }
        let ignored = tree.ignored.compactMap { path -> ConfigurationWarning? in
            guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: "."),
                nearestName(to: String(name[dot...]), among: [ConfigurationTree.scheduleSuffix]) != nil
            else { return nil }
            return ConfigurationWarning(
                location: SourceLocation(path: path),
                message: "not read: its name does not end in \(ConfigurationTree.scheduleSuffix)")
        }
        return orphans + ignored
    }
}

extension ConfigurationTree.Unit {
    /// Whether any part of its text is missing.
    fileprivate var isUnreadable: Bool {
        ([main] + dropIns.map(\.content)).contains { if case .unreadable = $0 { true } else { false } }
    }
}

extension LoadedSchedule {
    fileprivate var serviceIdLocation: SourceLocation {
        file.section(.service)?.location(of: .serviceId) ?? SourceLocation(path: file.path)
    }
}
