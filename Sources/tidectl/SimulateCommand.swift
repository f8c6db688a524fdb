public import ArgumentParser
import Autoscaling
import CivilTime
import Control
import CronSchedule
public import Simulation
import TideConfiguration

/// `tidectl simulate`: the schedules on bad days, in virtual time; and worlds from seeds, to test Tide itself.
struct SimulateCommand: AsyncParsableCommand {
    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case own, random
    }

    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run schedules through virtual time with faults.",
        discussion: """
            Runs the engine of tided with the schedules of this host against a simulated cloud, without touching \
            anything: what the days to come look like when the network stutters, the cloud is out of capacity and \
            calls are refused. A seed always means the same days.

            With --world random the schedules, the services and everything else are drawn from the seed, \
            and every promise of Tide's is checked at every step: --seed replays one such world with its \
            trace, --seeds runs many.

            The exit status is 1 if a promise was broken, 4 if a file is faulty.
            """)

    private static let days = 7

    @OptionGroup var output: OutputOptions
    @OptionGroup(visibility: .hidden) var unused: DaemonOptions
    @OptionGroup var options: ConfigurationOptions

    @Option(
        help: ArgumentHelp("Begin then, rather than now.", valueName: "time")
    )
    var from: String?

    @Option(help: ArgumentHelp("How many days. (default: \(Self.days))", valueName: "n"))
    var days: Int?

    @Option(help: ArgumentHelp("What everything that is drawn follows from.", valueName: "seed"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "none; some: network, capacity, API errors, changes in the console; all: crashes, a full disk, clocks that jump, "
                + "lost credentials too.", valueName: "level"))
    var faults = FaultLevel.some

    @Option(help: ArgumentHelp("own: the schedules of this host; random: drawn from the seed.", valueName: "kind"))
    var world = Kind.own

    @Option(help: ArgumentHelp("Run so many random worlds and say how many kept all promises.", valueName: "n"))
    var seeds: UInt64?

    @Option(name: .customLong("from-seed"), help: ArgumentHelp("The first of them.", valueName: "seed"))
    var firstSeed: UInt64 = 1

    @Option(help: ArgumentHelp("How many of them at a time; one for each processor by default.", valueName: "n"))
    var jobs: Int?

    @Flag(help: "Show everything that happens, line by line.")
    var trace = false

    func validate() throws {
        if let days, !(1...366).contains(days) { throw ValidationError("--days is a number from 1 to 366.") }
        if seeds == 0 { throw ValidationError("--seeds is a number from 1.") }
        if seeds != nil || world == .random, days != nil || from != nil {
            throw ValidationError(
                "--from and --days are for the schedules of this host: a random world has days of its own.")
        }
        if let jobs, jobs < 1 { throw ValidationError("--jobs is a number from 1.") }
    }

    func run() async throws {
        if let seeds {
            try await SimulateSeeds(first: firstSeed, count: seeds, jobs: jobs).run(output)
        } else if world == .random {
            try replay()
        } else {
            try runOwn()
        }
    }

    private func replay() throws {
        let (lines, violation) = RandomWorld.trace(seed: seed)
        if output.json {
            try output.show(
                json: SimulateDocument(events: [], befell: [], trace: lines, violation: violation?.description))
        } else {
            output.show(lines)
        }
        if violation != nil { throw CommandFailure("seed \(seed): a promise was broken; see the last line") }
    }

    private func runOwn() throws {
        let loaded = try options.load()
        let faulty = loaded.scheduleFaults
        if !faulty.isEmpty {
            throw CommandFailure(faulty.map(\.description).joined(separator: "\n"), code: .configurationFaulty)
        }
        let zone = try options.host().timeZone
        let start = try TimeArgument.beginning(from)
        let story = FleetWorld.run(loaded.fleet, from: start, days: days ?? Self.days, seed: seed, faults: faults)
        if output.json {
            try output.show(
                json: SimulateDocument(
                    events: story.events.map { HistoryEntry($0.occurrence, service: $0.service) },
                    befell: story.faults, trace: trace ? story.trace : [], violation: story.violation?.description))
        } else {
            output.show(trace ? story.trace : SimulateReport(story, zone: zone).lines(output))
        }
        if let violation = story.violation { throw CommandFailure("a promise was broken: \(violation)") }
    }
}

/// `tidectl simulate --json`.
private struct SimulateDocument: Encodable {
    var events: [HistoryEntry]
    /// What befell the host, the network and the cloud, a line each.
    var befell: [String]
    /// Everything, a line each, where that was asked for.
    var trace: [String]
    /// The promise that was broken.
    @OrNull var violation: String?
}

extension FaultLevel: ExpressibleByArgument {}
