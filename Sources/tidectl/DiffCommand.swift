import ArgumentParser
import CivilTime
import Control
import TideConfiguration

/// `tidectl diff`: what a change of configuration does, event by event.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two configurations by what they do.", usage: "tidectl diff [<options>] <old-dir> <new-dir>",
        discussion: """
            Each directory holds a tided.conf, or none, and schedules with their drop-ins. What is compared \
            are the events of the days to come: which appear, vanish, move or change their target. Texts that \
            do the same do not differ.

            The exit status is 0 if there is no difference, 7 if there are some, 4 if a file is faulty.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup(visibility: .hidden) var unused: DaemonOptions

    @Option(help: ArgumentHelp("How many days to look ahead.", valueName: "n"))
    var days = 28

    @Option(help: ArgumentHelp("Begin then, rather than now.", valueName: "time"))
    var from: String?

    @Argument(
        help: ArgumentHelp("The directory of the configuration as it was.", valueName: "old-dir"),
        completion: .directory)
    var oldDirectory: String

    @Argument(
        help: ArgumentHelp("The directory of the configuration as it shall be.", valueName: "new-dir"),
        completion: .directory)
    var newDirectory: String

    func validate() throws {
        guard (1...3660).contains(days) else { throw ValidationError("--days is a number from 1 to 3660.") }
    }

    func run() throws {
        let start = try TimeArgument.beginning(from)
        let (old, new) = (try load(oldDirectory), try load(newDirectory))
        let faults = old.scheduleFaults + new.scheduleFaults
        if !faults.isEmpty {
            throw CommandFailure(
                faults.map(\.description).joined(separator: "\n"), code: .configurationFaulty)
        }
        let changes = effectChanges(
            from: old.fleet, to: new.fleet, after: start, upTo: start + .seconds(Int64(days) * 86_400))
        if output.json {
            try output.show(json: changes.map(DiffDocument.init))
        } else {
            output.show(wrapping: changes.map { "\($0.mark) \($0)" })
        }
        if !changes.isEmpty { throw CommandFailure("", code: .findings) }
    }

    private func load(_ directory: String) throws -> LoadedConfiguration {
        try ConfigurationOptions.requireDirectory(directory)
        let host: HostFacts
        do { host = try HostFacts.current() } catch {
            throw CommandFailure("the host's time zone can't be used: \(error)")
        }
        return loadConfiguration(directories: [directory], host: host)
    }
}

extension EffectChange {
    fileprivate var mark: String {
        switch kind {
        case .appears: "+"
        case .vanishes: "-"
        case .moves, .changes, .dryRunBegins, .dryRunEnds: "~"
        }
    }
}

/// `tidectl diff --json`: what becomes of one job.
struct DiffDocument: Encodable {
    struct Event: Hashable, Codable, Sendable {
        var at: Timestamp
        var target: String

        init(_ event: PlannedEvent) {
            at = Timestamp(event.instant)
            target = "\(event.target)"
        }
    }

    struct Occurrence: Encodable {
        @OrNull var old: Event?
        @OrNull var new: Event?
    }

    var service: String
    var serviceId: String
    @OrNull var job: String?
    var change: String
    var events: [Occurrence]

    init(_ change: EffectChange) {
        service = change.service
        serviceId = change.serviceId
        job = change.job
        self.change = change.kind.rawValue
        events = change.occurrences.map { Occurrence(old: $0.old.map(Event.init), new: $0.new.map(Event.init)) }
    }
}
