import ArgumentParser
import Autoscaling
import CivilTime
import Control
import Glibc
import Simulation
import TideConfiguration

/// `tidectl plan`: what the schedules will do, by the engine itself against an ideal cloud.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what the schedules will do to services.",
        discussion: """
            The events are those that the daemon will take up, for its own engine is run through the time ahead. It \
            needs no daemon; where one answers that reads the same directories, the services' sizes and what holds them \
            are taken from it, or the sizes from the file of --observed. Otherwise a size that is not known yet shows as ?.

            With --prices api the prices are asked of the API, by the caller's own credentials as by tidectl api.
            """)

    @Argument(
        help: ArgumentHelp("Only these services, by name or ServiceId.", valueName: "service"), completion: .service)
    var services: [String] = []

    @Option(help: ArgumentHelp("Begin then, rather than now.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("End then.", valueName: "time"))
    var to: String?

    @Option(help: ArgumentHelp("Plan for so many days; 7 unless --to is given.", valueName: "n"))
    var days: Int?

    @Option(help: ArgumentHelp("Write the chart to this file as SVG.", valueName: "file"), completion: .file())
    var svg: String?

    @Option(help: ArgumentHelp("Write a self-contained page to this file.", valueName: "file"), completion: .file())
    var html: String?

    @Option(
        help: ArgumentHelp(
            "Show costs: api asks the API for prices; a file holds yuan an instance and hour, as {\"chat\":12.5}, by name "
                + "or ServiceId.", valueName: "api|file"), completion: .file())
    var prices: String?

    @Option(
        help: ArgumentHelp(
            "How services stand at the start: JSON of tidectl status, or of tidectl api DescribeModelServiceGroups.",
            valueName: "file"), completion: .file())
    var observed: String?

    @OptionGroup var api: APIOptions

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        if to != nil, days != nil { throw ValidationError("--to and --days exclude one another.") }
        if let days, !(1...3660).contains(days) { throw ValidationError("--days is a number from 1 to 3660.") }
    }

    func run() async throws {
        let now = TimeText(now: TimeText.clock)
        let start = try from.map { try TimeArgument($0, relativeTo: now).future() } ?? now.now
        let begin = Instant(secondsSince1970: start.secondsSince1970)
        let end =
            try to.map { try TimeArgument($0, relativeTo: now).future() } ?? begin + .seconds((days ?? 7) * 86_400)
        guard end > begin else { throw CommandFailure("the plan ends before it begins", code: .usage) }

        // From another time on, or on other files, what the daemon has in force says nothing.
        let isOfAll = from == nil && services.isEmpty
        async let all = isOfAll ? configuration.services(of: daemon) : []
        let loaded = try configuration.load()
        let faults = loaded.scheduleFaults
        for fault in faults { printToStandardError("\(fault)") }
        let left = loaded.units.filter { $0.name != "tided.conf" && !$0.faults.isEmpty }.map(\.name)
        if !left.isEmpty { printToStandardError("tidectl: left out of the plan: \(left.joined(separator: ", "))") }
        if loaded.hasNoDaemonFile {
            let directories = configuration.directories.joined(separator: ", ")
            printToStandardError("tidectl: there is no tided.conf in \(directories); its defaults are taken")
        }
        let fleet = try chosen(of: loaded.fleet)
        let prices = try await prices(of: fleet, loaded)
        for remark in prices.remarks { printToStandardError("tidectl: \(remark)") }
        let present =
            from == nil && !isOfAll
            ? configuration.services(fleet.schedules.map(\.serviceId), of: daemon) : await all
        let plan = Plan(
            of: fleet, from: begin, to: end, observed: try observations(present),
            standing: Standing(present, of: fleet), prices: prices.yuan)
        let time = TimeText(now: begin)

        if let svg { try Self.write(PlanSVG(plan: plan, time: time).text, to: svg) }
        if let html { try Self.write(PlanHTML(plan: plan, time: time).text, to: html) }
        if output.json {
            output.show(plan.json(isPretty: output.terminal.isTerminal))
        } else if svg == nil, html == nil {
            let text = PlanText(plan: plan, time: time, terminal: output.terminal, legend: !output.noLegend)
            output.show(text.parts)
        }
        if !faults.isEmpty { throw CommandFailure("", code: .configurationFaulty) }
    }

    private func chosen(of fleet: FleetConfiguration) throws -> FleetConfiguration {
        guard !services.isEmpty else { return fleet }
        var fleet = fleet
        for name in services where !fleet.schedules.contains(where: { $0.name == name || $0.serviceId == name }) {
            throw configuration.noSchedule(of: name, among: fleet)
        }
        fleet.schedules.removeAll { !services.contains($0.name) && !services.contains($0.serviceId) }
        return fleet
    }

    /// As the file has it; without one, as the daemon saw the services last; none where no daemon tells.
    private func observations(_ present: [ServiceSummary]) throws -> [Observation] {
        if let observed { return try ObservedFile(path: observed).observations }
        return present.compactMap(Observation.init)
    }

    private func prices(of fleet: FleetConfiguration, _ loaded: LoadedConfiguration) async throws -> PlanPrices {
        switch prices {
        case nil: PlanPrices()
        case "api": try await api.perform(loaded, daemon) { try await PlanPrices(of: fleet.schedules, api: $0) }
        case let file?: try PlanPrices(path: file)
        }
    }

    /// - Throws: ``CommandFailure``
    static func write(_ text: String, to path: String) throws {
        let parent = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        var status = stat()
        // A directory that is not there is a slip of the pen, and none to make.
        guard stat(parent, &status) == 0 else { throw CommandFailure("\(path) can't be written: \(systemError())") }
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            // Such as /dev/stdout: it is written to, not replaced.
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw CommandFailure("\(path) can't be written: \(systemError())") }
            defer { close(descriptor) }
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 || errno == EINTR else {
                    throw CommandFailure("\(path) can't be written: \(systemError())")
                }
                rest = rest.dropFirst(max(0, count))
            }
            return
        }
        do {
            try AtomicFile.write(text, to: path)
        } catch {
            throw CommandFailure("\(path) can't be written: \(error.reason)")
        }
    }

    private static func systemError() -> String { String(cString: strerror(errno)) }
}
