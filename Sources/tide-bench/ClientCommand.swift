import ArgumentParser
import CivilTime
import FoundationEssentials
import TIONEClient

/// `tide-bench client`: what the API client costs.
struct ClientCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client", abstract: "Measure the API client: signing, calls, and long runs with faults.",
        discussion: """
            Calls go over plain HTTP to a server of its own process on loopback that always answers the same. Nothing \
            limits their rate. Build with -c release.
            """)

    @Option(help: ArgumentHelp("How long each kind of call is measured.", valueName: "seconds"))
    var seconds = 3

    @Option(
        help: ArgumentHelp(
            "A Python with the official SDK, to measure it beside; none to leave it out.", valueName: "path"))
    var python = "Tests/SDK/python"

    @Option(
        help: ArgumentHelp(
            "Instead of measuring, make this many calls with faults of every kind, and watch memory and descriptors.",
            valueName: "calls"))
    var soak: Int?

    @Flag(help: "Write JSON.")
    var json = false

    func run() async throws {
        let server = try ServerProcess(faults: soak != nil)
        defer { server.stop() }
        if let soak {
            try await ClientSoak(port: server.port, calls: soak).run(json: json)
            return
        }
        var lines = ClientSigning.measure()
        for concurrency in [1, 20] {
            let load = try await ClientLoad.measure(
                port: server.port, concurrency: concurrency, duration: .seconds(seconds))
            lines.append(Measurement("calls, \(concurrency) at a time", load.callsPerSecond, "/s"))
            lines.append(Measurement("CPU a call, \(concurrency) at a time", load.microsecondsOfCPU, "µs"))
        }
        if python != "none" { lines += try PythonSDK.measure(python: python, port: server.port, seconds: seconds) }
        if json {
            let items = lines.map { #"{"name":"\#($0.name)","value":\#($0.rounded),"unit":"\#($0.unit)"}"# }
            print("[\(items.joined(separator: ",\n "))]")
        } else {
            for line in lines { print(line.text) }
        }
    }
}

struct Measurement {
    var name: String
    var value: Double
    var unit: String

    init(_ name: String, _ value: Double, _ unit: String) {
        self.name = name
        self.value = value
        self.unit = unit
    }

    var rounded: Double { (value * 100).rounded() / 100 }

    var text: String {
        let number = String(rounded)
        return String(repeating: " ", count: max(0, 12 - number.count)) + "\(number) \(unit)  \(name)"
    }
}
