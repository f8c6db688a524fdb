import ArgumentParser
import Autoscaling
import CivilTime
import Control
import CronSchedule
import Glibc
import TIONE
import TideConfiguration

/// `tidectl import`: TI-ONE's own schedules as files, and services taken off them.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Write schedule files from the jobs that TI-ONE itself runs.",
        discussion: """
            Reads services from the API and writes NAME.schedule for each that has CronScaleJobs or a \
            ScheduledAction, with comments on what was changed and why. What can't be said in a schedule is a \
            comment there, and warned of.

            With --adopt the service is then taken off TI-ONE's own schedule, so that the two don't both \
            act: by SCALE with its mode fixed to the count, or the autoscaler, that it has now. It asks \
            first, and observes afterwards.

            Calls are signed with the caller's own credentials, as by tidectl api.

            The exit status is 0 if all was done; 1 if a service was not adopted; 5 if a file is there already; 6 if \
            there is no such service.
            """)

    @Argument(
        help: ArgumentHelp("ServiceIds, or names or ids of groups.", valueName: "service"), completion: .service)
    var services: [String] = []

    @Flag(help: "Import all services that have a schedule at TI-ONE.")
    var all = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Write files there, rather than to standard output.", valueName: "dir"),
        completion: .directory)
    var directory: String?

    @Flag(help: "Replace files that are there already.")
    var force = false

    @Option(
        help: ArgumentHelp("The zone of TI-ONE's times; Asia/Shanghai unless given.", valueName: "zone"))
    var timeZone: String?

    @Option(help: ArgumentHelp("The workspace, rather than as in tided.conf.", valueName: "id"))
    var tiProjectId: String?

    @Flag(help: "Then take the services off TI-ONE's own schedule.")
    var adopt = false

    @OptionGroup var api: APIOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup var confirmation: ConfirmationOptions

    func validate() throws {
        if services.isEmpty != all { throw ValidationError("Give services, or --all.") }
        if force, directory == nil { throw ValidationError("--force goes with --output.") }
    }

    func run() async throws {
        if adopt, !confirmation.yes, !confirmation.asks {
            throw CommandFailure(
                "--adopt changes services, and nobody can be asked here: give --yes to go ahead unasked", code: .refused
            )
        }
        let zone = try zone()
        let loaded = try configuration.load()
        try await api.perform(loaded, daemon) { try await perform($0, loaded, zone) }
    }

    private func zone() throws -> TimeZoneRules {
        let identifier = timeZone ?? "Asia/Shanghai"
        do {
            return try TimeZoneRules(identifier: identifier)
        } catch {
            throw CommandFailure("--time-zone \(identifier): \(error)", code: .usage)
        }
    }

    private func perform(_ access: APIAccess, _ loaded: LoadedConfiguration, _ zone: TimeZoneRules) async throws {
        let project = tiProjectId ?? loaded.daemon?.tiProjectId
        let reader = ServiceReader(api: access, tiProjectId: project)
        let selection = try await ImportSelection(services, all: all, reader: reader, configuration: loaded)
        for remark in selection.remarks { printToStandardError(remark) }

        var names = FileNames()
        let sameName = Dictionary(grouping: selection.found, by: \.service.serviceGroupName).mapValues(\.count)
        let named = selection.found.map { found in
            let isAlone = sameName[found.service.serviceGroupName] == 1
            return (found: found, name: names.next(for: found.service, isAlone: isAlone))
        }
        let now = wallClock()
        let ownProject = project == loaded.daemon?.tiProjectId ? nil : project
        let zoneIsGiven = timeZone != nil
        let schedules = named.concurrentMap { found, name in
            ImportedSchedule(
                found.service, name: name, unread: found.unread, project: ownProject, zone: zone,
                zoneIsGiven: zoneIsGiven, at: now)
        }
        let check = ImportCheck(schedules, host: try configuration.host(), at: now)
        let paths = try paths(of: schedules)
        warn(schedules, check, loaded)
        let readDirectory = directory.flatMap { directory in
            configuration.directories.first { Self.isSame($0, directory) }
        }

        var outcomes: [String: AdoptionOutcome] = [:]
        if adopt {
            let run = AdoptionRun(
                reader: reader, daemon: daemon, confirmation: confirmation,
                directory: directory.map { (path: $0, isRead: readDirectory != nil) })
            let candidates = try run.ask(
                selection.found, schedules, try comingInForce(schedules, in: readDirectory, check, loaded))
            try write(schedules, paths)
            outcomes = try await run.carryOut(candidates)
        } else {
            try write(schedules, paths)
        }
        if output.json {
            try output.show(
                json: zip(schedules, paths).map { schedule, path in
                    ImportDocument(
                        schedule, path: path, warnings: schedule.warnings + check.remarks(on: schedule),
                        adoption: outcomes[schedule.serviceId])
                })
        }
        let failed = outcomes.values.count { !$0.isOffTIONE }
        if failed > 0 {
            let what = failed == 1 ? "1 service is" : "\(failed) services are"
            throw CommandFailure("\(what) still under TI-ONE's own schedule")
        }
    }

    /// The configuration as it is, with the files that are about to be written; where they go to a directory that is
    /// not read, they alone.
    ///
    /// - Parameter directory: the one that is read and that they go to.
    private func comingInForce(
        _ schedules: [ImportedSchedule], in directory: String?, _ check: ImportCheck, _ loaded: LoadedConfiguration
    ) throws -> LoadedConfiguration {
        guard self.directory != nil else { return loaded }
        guard let directory else { return check.loaded }
        var files = OverlayFiles()
        for schedule in schedules {
            files.contents["\(directory)/\(schedule.file)"] = .bytes(Array(schedule.text.utf8))
        }
        return try configuration.load(files)
    }

    // MARK: Files

    /// Without slashes at the end.
    private static func plain(_ path: String) -> String {
        String(path.prefix(1)) + path.dropFirst().reversed().drop { $0 == "/" }.reversed()
    }

    /// Whether two paths lead to one directory.
    private static func isSame(_ a: String, _ b: String) -> Bool {
        var (first, second) = (stat(), stat())
        if stat(a, &first) == 0, stat(b, &second) == 0 {
            return first.st_dev == second.st_dev && first.st_ino == second.st_ino
        }
        return plain(a) == plain(b)
    }

    /// Where each goes; nil where none is written.
    private func paths(of schedules: [ImportedSchedule]) throws -> [String?] {
        guard let directory = directory.map(Self.plain) else { return schedules.map { _ in nil } }
        let paths = schedules.map { "\(directory)/\($0.file)" }
        let taken = force ? [] : paths.filter { access($0, F_OK) == 0 }
        guard taken.isEmpty else {
            throw CommandFailure(
                taken.map { "\($0) is there already" }.joined(separator: "\n") + "\nnothing was written; see --force",
                code: .refused)
        }
        return paths
    }

    private func write(_ schedules: [ImportedSchedule], _ paths: [String?]) throws {
        do throws(FileFault) {
            try FileBatch.write(zip(schedules, paths).compactMap { file, path in path.map { (file.text, $0) } })
        } catch {
            throw CommandFailure("\(error)")
        }
        var lines: [String] = []
        for (schedule, path) in zip(schedules, paths) {
            if let path {
                lines.append(
                    "\(path): \(schedule.jobs) \(schedule.jobs == 1 ? "job" : "jobs") of \(schedule.serviceId)")
            } else if !adopt {
                if !lines.isEmpty { lines.append("") }
                lines.append("### \(schedule.file)")
                lines += schedule.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                    .dropLast().map { String(Substring($0)) }
            }
        }
        if !output.json { output.show(lines) }
    }

    private func warn(_ schedules: [ImportedSchedule], _ check: ImportCheck, _ loaded: LoadedConfiguration) {
        let present = Dictionary(loaded.fleet.schedules.map { ($0.serviceId, $0.name) }) { first, _ in first }
        for schedule in schedules {
            // Of a file that is not written only what no file can say concerns anybody.
            if adopt, directory == nil, schedule.lost == 0 { continue }
            for warning in schedule.warnings + check.remarks(on: schedule) {
                printToStandardError("tidectl: \(schedule.name): \(warning)")
            }
            if let other = present[schedule.serviceId], directory != nil || !adopt,
                !(force && other == schedule.name)
            {
                printToStandardError(
                    "tidectl: \(schedule.name): \(schedule.serviceId) has a schedule already, \(other).schedule; "
                        + "of two files the first by name is in force")
            }
        }
    }
}

/// `tidectl import --json`: one service.
struct ImportDocument: Encodable {
    var service: String
    var serviceId: String
    @OrNull var file: String?
    var text: String
    var jobs: Int
    var lost: Int
    var isRunByTIONE: Bool
    var warnings: [String]
    @OrNull var isAdopted: Bool?
    @OrNull var adoption: String?

    init(_ schedule: ImportedSchedule, path: String?, warnings: [String], adoption outcome: AdoptionOutcome?) {
        service = schedule.name
        serviceId = schedule.serviceId
        file = path
        text = schedule.text
        jobs = schedule.jobs
        lost = schedule.lost
        isRunByTIONE = schedule.isRunByTIONE
        self.warnings = warnings
        isAdopted = outcome?.isOffTIONE
        adoption = outcome?.sentence
    }
}
