import ArgumentParser
import CivilTime
import Control

/// `tidectl status`: the daemon and its services, or everything about one.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the daemon and all services, or everything about one service.",
        usage: "tidectl status [<options>] [<service>]")

    @Argument(help: ArgumentHelp("A service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String?

    @Option(
        name: [.customShort("n"), .customLong("lines")],
        help: ArgumentHelp("Journal entries to show of a service.", valueName: "n"))
    var lines = 10

    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup(visibility: .hidden) var unused: ConfigurationOptions

    func validate() throws {
        guard lines >= 0 else { throw ValidationError("--lines is a number from 0.") }
    }

    func run() throws {
        if let service {
            let verb = ControlVerb.status(service: service)
            if output.json { return try daemon.show(json: verb, as: ServiceStatus.self, output) }
            let status = try daemon.request(verb, as: ServiceStatus.self)
            let report = ServiceReport(status, time: TimeText(now: status.time.instant), terminal: output.terminal)
            var text = report.lines(legend: !output.noLegend)
            let journal = lines == 0 ? [] : ServiceJournal.lines(of: status.summary.serviceId, atMost: lines)
            if !journal.isEmpty { text += [""] + journal.flatMap { $0.wrapped(to: output.terminal.columns) } }
            output.show(text)
        } else {
            if output.json { return try daemon.show(json: .status(service: nil), as: FleetStatus.self, output) }
            let status = try daemon.request(.status(service: nil), as: FleetStatus.self)
            output.show(FleetReport(status, terminal: output.terminal).lines(legend: !output.noLegend))
        }
    }
}

/// Lines of `Name: value` under a heading with a dot, as in `systemctl status`.
struct Properties {
    let terminal: Terminal
    private(set) var lines: [String]
    private static let width = 12

    init(dot: Style, heading: String, terminal: Terminal) {
        self.terminal = terminal
        lines = ["\(dot.on(terminal.isUTF8 ? "●" : "*", terminal)) \(heading)"]
    }

    /// Several values stand below one another. Long ones are broken between words.
    mutating func add(_ name: String, _ values: [(text: String, style: Style)]) {
        var label = String(repeating: " ", count: max(0, Self.width - name.count)) + name + ": "
        for value in values {
            for piece in value.text.wrapped(to: terminal.columns.map { max(20, $0 - label.count) }, indent: 0) {
                lines.append(label + value.style.on(piece, terminal))
                label = String(repeating: " ", count: label.count)
            }
        }
    }

    mutating func add(_ name: String, _ text: String?, _ style: Style = .plain) {
        if let text, !text.isEmpty { add(name, [(text, style)]) }
    }

    /// `Waits for: …`; of what says itself that something waits, only what for.
    mutating func add(waits text: String?, _ style: Style = .plain) {
        let verb = "waits "
        guard let text, text.hasPrefix(verb) else { return add("Waits for", text, style) }
        add("Waits", String(text.dropFirst(verb.count)), style)
    }
}
