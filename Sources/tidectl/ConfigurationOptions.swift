import ArgumentParser
import Autoscaling
import CivilTime
import Glibc
import TideConfiguration

/// `--config-dir`, for verbs that read configuration themselves. Those that ask the daemon for all take it too, hidden,
/// so that one set of options goes with all.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .customLong("config-dir"),
        help: ArgumentHelp(
            "Read configuration from here in place of the standard directories. Repeatable; the first ranks highest.",
            valueName: "dir"), completion: .directory)
    var given: [String] = []

    /// The first ranks highest.
    var directories: [String] { given.isEmpty ? standardDirectories : given }

    /// Where files of the operator's own go.
    var highest: String { directories.first ?? "." }

    func host() throws -> HostFacts {
        do {
            return try HostFacts.current()
        } catch {
            throw CommandFailure("the host's time zone can't be used: \(error)")
        }
    }

    /// A service has no schedule in the directories that were read.
    /// - Parameter fleet: what is configured.
    func noSchedule(of service: String, among fleet: FleetConfiguration) -> CommandFailure {
        Self.noSchedule(of: service, among: fleet, in: directories, areStandard: given.isEmpty)
    }

    static func noSchedule(
        of service: String, among fleet: FleetConfiguration, in directories: [String], areStandard: Bool
    ) -> CommandFailure {
        let near = nearestName(to: service, among: fleet.schedules.flatMap { [$0.name, $0.serviceId] })
        return CommandFailure(
            "no schedule is named \(service) or has that ServiceId in \(directories.joined(separator: ", "))"
                + (near.map { "; did you mean \($0)?" }
                    ?? (areStandard ? "; --config-dir= reads another directory" : "")),
            code: .notFound)
    }

    func load(_ files: some ConfigurationFiles = DiskFiles()) throws -> LoadedConfiguration {
        loadConfiguration(directories: try existingDirectories(), host: try host(), files: files)
    }

    /// The standard directories may be missing, one that was named may not: nothing found in it would pass for sound.
    ///
    /// - Throws: ``CommandFailure`` with status 6.
    func existingDirectories() throws -> [String] {
        for directory in given { try Self.requireDirectory(directory) }
        return directories
    }

    static func requireDirectory(_ directory: String) throws {
        do throws(FileFault) {
            if try DiskFiles().names(in: directory) != nil { return }
        } catch {
            throw CommandFailure("\(error)")
        }
        throw CommandFailure("there is no directory \(directory)", code: .notFound)
    }
}

extension LoadedConfiguration {
    /// The unit that `text` names.
    func unit(_ name: UnitName) throws -> UnitState {
        if let unit = unit(named: name.file),
            name.dropIn == nil || unit.fragments.contains(where: { $0.hasSuffix("/\(name.relativePath)") })
        {
            return unit
        }
        let nearest = name.dropIn == nil ? nearestUnit(to: name.file) : nil
        throw CommandFailure(
            "there is no \(name.relativePath)" + (nearest.map { "; did you mean \($0)?" } ?? ""), code: .notFound)
    }
}

extension UnitName {
    init(argument text: String) throws {
        guard let name = UnitName(text) else {
            throw CommandFailure(
                "\(text) names no configuration file; examples are chat, chat.schedule, tided.conf, chat.schedule.d/x.conf",
                code: .usage)
        }
        self = name
    }
}

/// The host's clock.
func wallClock() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(secondsSince1970: Int64(time.tv_sec))
}

extension LoadedConfiguration {
    /// Those that change what schedules do: not that there is no tided.conf, or no `Region=` in it.
    var scheduleFaults: [ConfigurationFault] {
        let faults = units.filter { $0.name != "tided.conf" || !hasNoDaemonFile }.flatMap(\.faults)
        return faults.filter { fault in
            if case .missing = fault.problem, fault.key == .region { false } else { true }
        }
    }
}
