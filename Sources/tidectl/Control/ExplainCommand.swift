import ArgumentParser
import Autoscaling
import CivilTime
import Control
import Simulation
import TideConfiguration

/// `tidectl explain`: why a service is as it is, or why it will be.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell why a service is as it is, was, or will be.", usage: "tidectl explain [<options>] <service>",
        discussion: """
            For the present and the past the daemon's records are asked. For a time to come the daemon's engine is run \
            ahead from now on the configuration, as tidectl plan does, with the holds of a daemon that reads the same \
            files; where no event falls due until then, the present is explained.
            """)

    @Argument(help: ArgumentHelp("A service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String

    @Option(help: ArgumentHelp("Explain the state at this time rather than now.", valueName: "time"))
    var at: String?

    @OptionGroup var configuration: ConfigurationOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions

    func run() throws {
        let clock = TimeText(now: TimeText.clock)
        let instant = try at.map { try TimeArgument($0, relativeTo: clock).nearest() } ?? clock.now
        let explanation: Explanation
        if instant > clock.now {
            explanation = try foreseen(instant, clock)
        } else {
            explanation = try recorded(instant)
        }
        if output.json { return try output.show(json: explanation) }
        output.show(ExplanationReport(explanation, time: TimeText(now: clock.now), terminal: output.terminal).lines)
    }

    private func recorded(_ instant: Instant) throws -> Explanation {
        let client = try daemon.connect()
        let status = try client.request(.status(service: service), as: ServiceStatus.self)
        func history(since: Instant?, until: Instant?, limit: Int) throws -> [HistoryEntry] {
            try client.request(
                .history(
                    service: service, since: Timestamp(since), until: Timestamp(until), failed: false, limit: limit),
                as: [HistoryEntry].self)
        }
        // Messages have whole seconds.
        let after = instant + .seconds(1)
        let due = try history(since: nil, until: after, limit: 1000)
        let calls = try client.request(
            .calls(service: service, failed: false, follow: false, full: output.json), as: [CallEntry].self)
        guard instant < status.time.instant - .seconds(2) else {
            return Explanation(at: instant, status: status, history: due, calls: calls)
        }
        var past = Explanation.Past(
            holds: try client.request(.holds(service: service, at: Timestamp(instant)), as: PastHolds.self),
            following: [])
        // The next event is seldom far, and all that has been since may be much.
        for days in [1, 8, nil] as [Int64?] where past.following.isEmpty {
            past.following = try history(
                since: after, until: days.map { after + .seconds($0 * 86_400) }, limit: 100_000)
        }
        return Explanation(at: instant, status: status, history: due, calls: calls, past: past)
    }

    private func foreseen(_ instant: Instant, _ clock: TimeText) throws -> Explanation {
        let loaded = try configuration.load()
        var fleet = loaded.fleet
        fleet.schedules.removeAll { $0.name != service && $0.serviceId != service }
        guard let schedule = fleet.schedules.first else {
            throw configuration.noSchedule(of: service, among: loaded.fleet)
        }
        // As with tidectl plan, only a daemon that reads the same files speaks of the same services.
        let services = configuration.service(schedule.serviceId, of: daemon).map { [$0] } ?? []
        let present = services.isEmpty ? nil : try? recorded(clock.now)
        // From now on: what fell due before is recorded, or never happened.
        let plan = Plan(
            of: fleet, from: clock.now, to: instant, observed: services.compactMap(Observation.init),
            standing: Standing(services, of: fleet))
        return Explanation(
            at: instant, service: schedule.name, serviceId: schedule.serviceId, events: plan.events, present: present)
    }
}
