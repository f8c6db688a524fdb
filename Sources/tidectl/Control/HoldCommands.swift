import ArgumentParser
import Autoscaling
import Control

/// `--until`, `--reason`
struct HoldOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "End it then: a time such as 2026-11-24T08:30:00+08:00, 08:30 or tomorrow, a span such as 2h, or next-event.",
            valueName: "time"))
    var until: String?

    @Option(help: ArgumentHelp("Why, for the journal and for status.", valueName: "text"))
    var reason = ""

    func end() throws -> HoldEnd {
        guard let until else { return .never }
        if until == "next-event" { return .nextEvent }
        let time = TimeText(now: TimeText.clock)
        let instant = try TimeArgument(until, relativeTo: time).future()
        guard instant > time.now else { throw ControlError(.usage, "--until \(until) is in the past") }
        return .instant(instant)
    }
}

/// `tidectl pause`: hold the events of a service.
struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Hold the events of a service.", usage: "tidectl pause [<options>] <service>",
        discussion: """
            Events that fall due meanwhile wait. When the pause ends, the service goes at once to the state that its \
            schedule has by then. With --skip they are recorded as skipped and not made good.
            """)

    @Argument(help: ArgumentHelp("A service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String

    @Flag(help: "Record events meanwhile as skipped, and do not make them good.")
    var skip = false

    @OptionGroup var hold: HoldOptions
    @OptionGroup var change: ChangeOptions

    func run() throws {
        let end = try hold.end()
        try change.perform(.pause(service: service, until: end, skip: skip, reason: hold.reason)) { client in
            let what = skip ? "are skipped" : "wait"
            return try change.outlook(of: service, client)
                + ["Its events \(what) \(endText(end, TimeText(now: TimeText.clock)))."]
        }
    }
}

struct UnpauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unpause", abstract: "End the pause of a service.",
        discussion: "The service goes at once to the state that its schedule has by now.")

    @Argument(help: ArgumentHelp("A service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String

    @OptionGroup var change: ChangeOptions

    func run() throws {
        try change.perform(.unpause(service: service)) { client in
            try change.outlook(of: service, client)
                + ["The pause ends; the service goes to the state that its schedule has now."]
        }
    }
}

/// `tidectl freeze`: hold all events of all services.
struct FreezeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "freeze", abstract: "Hold the events of all services.", usage: "tidectl freeze [<options>]",
        discussion: "Observations go on. When it ends, every service goes to the state that its schedule has by then.")

    @OptionGroup var hold: HoldOptions
    @OptionGroup var change: ChangeOptions

    func run() throws {
        let end = try hold.end()
        if end == .nextEvent { throw ControlError(.usage, "next-event is for one service; give a time, or none") }
        try change.perform(.freeze(until: end, reason: hold.reason)) { client in
            try Self.outlook(client) + ["All events wait \(endText(end, TimeText(now: TimeText.clock)))."]
        }
    }

    static func outlook(_ client: ControlClient) throws -> [String] {
        let rows = try client.request(.list(all: false), as: [TimerRow].self)
        let time = TimeText(now: TimeText.clock)
        let coming = rows.prefix(3).compactMap { row in
            row.next.map { next in
                "To come:   \(row.service) \(actionText(row.action, row.target)) at \(time.full(next.instant))."
            }
        }
        return coming + (rows.count > 3 ? ["           and \(rows.count - 3) more jobs."] : [])
    }
}

struct ThawCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "thaw", abstract: "End a freeze.")

    @OptionGroup var change: ChangeOptions

    func run() throws {
        try change.perform(.thaw) { client in
            try FreezeCommand.outlook(client)
                + ["The freeze ends; every service goes to the state that its schedule has now."]
        }
    }
}
