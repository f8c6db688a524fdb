import ArgumentParser
import Autoscaling
import CivilTime
import Control
import FoundationEssentials
import TideConfiguration

/// `tidectl plan`: what the schedules will do, by the engine itself against an ideal cloud.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what the schedules will do to services.",
        discussion: """
            The events are those that the daemon will take up, for its own engine is run through the time ahead. It \
            needs no daemon; where one answers and no --config-dir is given, the services' sizes are taken from it. \
            Otherwise a size that is not known yet shows as ?.
            """)

    @Argument(help: ArgumentHelp("Only these services, by name or ServiceId.", valueName: "service"))
    var services: [String] = []

    @Option(help: ArgumentHelp("Begin then, rather than now.", valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("End then.", valueName: "time"))
    var to: String?

    @Option(help: ArgumentHelp("Plan for so many days; 7 unless --to is given.", valueName: "n"))
    var days: Int?

    @Option(help: ArgumentHelp("Write the chart to this file as SVG.", valueName: "file"))
    var svg: String?

    @Option(help: ArgumentHelp("Write a self-contained page to this file.", valueName: "file"))
    var html: String?

    @Option(
        help: ArgumentHelp(
            "Prices, yuan an instance and hour: a JSON object such as {\"chat\":12.5}, by name or ServiceId.",
            valueName: "file"))
    var prices: String?

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        if to != nil, days != nil { throw ValidationError("--to and --days exclude one another.") }
        if let days, !(1...3660).contains(days) { throw ValidationError("--days is a number from 1 to 3660.") }
    }

    func run() throws {
        let now = TimeText(now: TimeText.clock)
        let start = try from.map { try TimeArgument($0, relativeTo: now).future() } ?? now.now
        let begin = Instant(secondsSince1970: start.secondsSince1970)
        let end =
            try to.map { try TimeArgument($0, relativeTo: now).future() } ?? begin + .seconds((days ?? 7) * 86_400)
        guard end > begin else { throw CommandFailure("the plan ends before it begins", code: .usage) }

        let loaded = try configuration.load()
        for fault in loaded.faults { printToStandardError("\(fault)") }
        let fleet = try chosen(of: loaded.fleet)
        let plan = Plan(of: fleet, from: begin, to: end, observed: observed(), prices: try readPrices())
        let time = TimeText(now: begin)

        if let svg { try write(PlanSVG(plan: plan, time: time).text, to: svg) }
        if let html { try write(PlanHTML(plan: plan, time: time).text, to: html) }
        if output.json {
            try output.show(json: PlanDocument(plan))
        } else if svg == nil, html == nil {
            let text = PlanText(plan: plan, time: time, terminal: output.terminal, legend: !output.noLegend)
            output.show(text.lines)
        }
        if !loaded.faults.isEmpty { throw CommandFailure("", code: .configurationFaulty) }
    }

    private func chosen(of fleet: FleetConfiguration) throws -> FleetConfiguration {
        guard !services.isEmpty else { return fleet }
        var fleet = fleet
        for name in services where !fleet.schedules.contains(where: { $0.name == name || $0.serviceId == name }) {
            throw CommandFailure("no schedule is named \(name) or has that ServiceId", code: .notFound)
        }
        fleet.schedules.removeAll { !services.contains($0.name) && !services.contains($0.serviceId) }
        return fleet
    }

    /// How the daemon saw the services last; none where no daemon answers or other directories are planned for.
    private func observed() -> [Observation] {
        guard configuration.given.isEmpty, from == nil else { return [] }
        let status = try? daemon.request(.status(service: nil), as: FleetStatus.self, timeout: .seconds(5))
        return (status?.services ?? []).compactMap(Observation.init)
    }

    private func readPrices() throws -> [String: Double] {
        guard let prices else { return [:] }
        do {
            return try JSONDecoder().decode([String: Double].self, from: Data(contentsOf: URL(filePath: prices)))
        } catch {
            throw CommandFailure("\(prices): not a JSON object of prices such as {\"chat\":12.5}")
        }
    }

    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw CommandFailure("\(path): can't be written: \(error)")
        }
    }
}

extension Observation {
    /// Of what `status` shows.
    fileprivate init?(_ summary: ServiceSummary) {
        guard let status = summary.status.flatMap(Status.init) else { return nil }
        self.init(serviceId: summary.serviceId)
        self.status = status
        readyReplicas = summary.ready
        // The status does not tell what its autoscaler goes by, and a plan is about bounds alone: with none at all, events
        // with bounds would fail here that do not fail there.
        hpa = HpaSettings(minReplicas: 1, maxReplicas: 1, metrics: [HpaMetric(name: "gpu-util", value: 60)])
        switch summary.size.flatMap(GoalText.init)?.goal.size {
        case .replicas(let count)?: replicas = count
        case .bounds(let min, let max)?:
            isAuto = true
            scaleStrategy = "HPA"
            replicas = summary.ready ?? min
            hpa?.minReplicas = min
            hpa?.maxReplicas = max
        case nil: break
        }
    }
}
