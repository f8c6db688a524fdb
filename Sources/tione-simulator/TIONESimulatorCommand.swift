import ArgumentParser
import CivilTime
import FoundationEssentials
import NIOCore
import NIOSSL
import ProcessArguments
import SimulatedCloud
import TC3
import TIONE
import TIONESimulator

@main
struct TIONESimulatorCommand: AsyncParsableCommand {
    static func main() async {
        await main(processArguments())
    }

    static let configuration = CommandConfiguration(
        commandName: "tione-simulator",
        abstract: "Serve the part of the TI-ONE API that Tide uses, on loopback, without a cloud behind it.",
        discussion: """
            It answers ModifyModelService, DescribeModelService, DescribeModelServiceGroups and \
            DescribeBillingSpecsPrice as the API does, checks signatures, counts requests strictly, and lets services \
            move through Pending, Waiting, Normal, Stopping and Stopped. Once it listens it prints "listening on \
            http://127.0.0.1:PORT"; then each request that it takes and each change of a service is one line. Times of \
            day are in UTC. It ends on SIGTERM or SIGINT.

            TIME is 250ms, 2s, 5min, 1h, or plain seconds.

            \(SimulatedService.grammar)

            \(Fault.grammar)

            \(ConsoleChange.grammar)

            For tests, without a signature, on the same port:
            \(ControlPath.grammar)
            """)

    @Option(help: "Port; 0 takes any that is free.")
    var port = 0

    @Option(help: "Address: 127.0.0.1 or ::1. Others are refused.")
    var bind = "127.0.0.1"

    @Option(help: ArgumentHelp("Certificate chain, PEM. With --key, serves HTTPS.", valueName: "file"))
    var certificate: String?

    @Option(help: ArgumentHelp("Private key, PEM.", valueName: "file"))
    var key: String?

    @Option(help: ArgumentHelp("The secret id that requests must be signed with.", valueName: "id"))
    var secretId = "AKIDsimulator"

    @Option(help: ArgumentHelp("The secret key that requests must be signed with.", valueName: "key"))
    var secretKey = "simulator-secret-key"

    @Option(help: "The X-TC-Token that requests must have.")
    var token: String?

    @Option(help: ArgumentHelp("A region that is served; repeatable. Any where none is given.", valueName: "name"))
    var region: [String] = []

    @Option(help: ArgumentHelp("A service; repeatable: ID[:key=value,...], see above.", valueName: "service"))
    var service: [String] = []

    @Option(help: ArgumentHelp("Services as a JSON array in the API's spelling.", valueName: "file"))
    var servicesFile: String?

    @Option(
        help: ArgumentHelp(
            "Make this many services, ms-sim00001-1 and on, with the names sim-1 and on.", valueName: "n"))
    var services = 0

    @Option(help: ArgumentHelp("Added to each service that --services makes.", valueName: "key=value,..."))
    var servicesWith: String?

    @Option(help: ArgumentHelp("Requests of one action in any second.", valueName: "n"))
    var rateLimit = 20

    @Option(help: ArgumentHelp("From a start to the end of Pending; 20s.", valueName: "time"), transform: time)
    var pendingSec = Duration.seconds(20)

    @Option(help: ArgumentHelp("From there to the first ready instance; 60s.", valueName: "time"), transform: time)
    var waitingSec = Duration.seconds(60)

    @Option(
        help: ArgumentHelp("Between one instance's being ready and the next's; 0s.", valueName: "time"), transform: time
    )
    var betweenSec = Duration.zero

    @Option(help: ArgumentHelp("From STOP to Stopped; 10s.", valueName: "time"), transform: time)
    var stoppingSec = Duration.seconds(10)

    @Option(
        help: ArgumentHelp("How long an instance taken away is still counted; 0s.", valueName: "time"), transform: time)
    var drainingSec = Duration.zero

    @Flag(help: "Refuse RESUME of a service that runs or loads, instead of starting it anew.")
    var refuseResume = false

    @Option(
        help: ArgumentHelp(
            "Instances that a ResourceGroupId or an InstanceType has room for; repeatable.", valueName: "key=n"))
    var capacity: [String] = []

    @Option(help: ArgumentHelp("Price of a specification an hour, in 1/100 yuan; repeatable.", valueName: "spec=n"))
    var price: [String] = []

    @Option(help: ArgumentHelp("Round trip in milliseconds, or bounds within which it varies.", valueName: "a[-b]"))
    var latencyMs: String?

    @Option(
        help: ArgumentHelp("How far the server's clock is ahead of this host's.", valueName: "time"), transform: time)
    var clockOffset = Duration.zero

    @Option(help: ArgumentHelp("A fault; repeatable: EFFECT[:key=value,...], see above.", valueName: "fault"))
    var fault: [String] = []

    @Option(help: ArgumentHelp("Of the random numbers behind faults with a probability.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp("Append every request to this file, headers and body, as lines of JSON.", valueName: "file"))
    var record: String?

    @Flag(help: "Print only the address.")
    var quiet = false

    func validate() throws {
        guard bind == "127.0.0.1" || bind == "::1" || bind == "localhost" else {
            throw ValidationError("--bind \(bind): only 127.0.0.1 and ::1 are served; this is no server for others.")
        }
        guard (certificate == nil) == (key == nil) else {
            throw ValidationError("--certificate and --key belong together.")
        }
        guard (0...65535).contains(port) else { throw ValidationError("--port must be 0 to 65535.") }
        guard rateLimit >= 0 else { throw ValidationError("--rate-limit must be 0 or more.") }
        guard (0...100_000).contains(services) else { throw ValidationError("--services must be 0 to 100000.") }
    }

    func run() async throws {
        let endpoint = try makeEndpoint()
        var server = SimulatorServer(endpoint: endpoint, clock: wallClock)
        if let latencyMs { server.latency = try latency(latencyMs) }
        if let certificate, let key {
            let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
            server.tls = .makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        }
        let scheme = server.tls == nil ? "http" : "https"
        try await server.run(host: bind, port: port) { address in
            let host = address.ipAddress ?? "127.0.0.1"
            let shown = host.contains(":") ? "[\(host)]" : host
            writeLine("listening on \(scheme)://\(shown):\(address.port ?? 0)")
        }
    }

    private func makeEndpoint() throws -> Endpoint {
        var settings = Endpoint.Settings(
            credential: Credential(secretID: secretId, secretKey: secretKey, token: token))
        settings.regions = Set(region)
        settings.clockOffset = clockOffset
        settings.seed = seed
        settings.cloud.rateLimit = rateLimit
        settings.cloud.resumeRestarts = !refuseResume
        settings.cloud.capacity = try numbers(capacity)
        settings.cloud.prices.merge(try numbers(price)) { _, given in given }
        if !quiet { settings.print = { writeLine($0) } }
        if let record {
            let file = try AppendedFile(path: record)
            settings.record = { file.append($0) }
        }
        let faults = try fault.map { try Fault(specification: $0) }
        for fault in faults {
            if case .stale(let age) = fault.effect {
                settings.cloud.historyKept = max(settings.cloud.historyKept, age)
            }
        }
        return Endpoint(
            settings: settings, services: try makeServices(), faults: faults, timing: timing, now: wallClock())
    }

    private var timing: ServiceTiming {
        var timing = ServiceTiming()
        timing.pending = pendingSec
        timing.waiting = waitingSec
        timing.betweenInstances = betweenSec
        timing.stopping = stoppingSec
        timing.draining = drainingSec
        return timing
    }

    private func makeServices() throws -> [SimulatedService] {
        var made = try service.map { try SimulatedService(specification: $0, timing: timing) }
        if let servicesFile {
            let json = [UInt8](try Data(contentsOf: URL(filePath: servicesFile)))
            made += try [Service](json: json).simulated(timing: timing)
        }
        for number in 1..<(services + 1) {
            let digits = String(number)
            let id = "ms-sim\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits)-1"
            let more = servicesWith.map { ",\($0)" } ?? ""
            made.append(try SimulatedService(specification: "\(id):name=sim-\(number)\(more)", timing: timing))
        }
        return made
    }

    private func numbers(_ texts: [String]) throws -> [String: Int] {
        var numbers: [String: Int] = [:]
        for text in texts {
            guard let equals = text.lastIndex(of: "="), let number = Int(text[text.index(after: equals)...]) else {
                throw ValidationError("\"\(text)\" is not of the form NAME=NUMBER.")
            }
            numbers[String(text[..<equals])] = number
        }
        return numbers
    }

    private func latency(_ text: String) throws -> ClosedRange<Duration> {
        let parts = text.split(separator: "-").map { Double($0) }
        guard let first = parts.first, let low = first, let last = parts.last, let high = last, parts.count <= 2,
            low >= 0, low <= high, high <= 3_600_000
        else { throw ValidationError("--latency-ms must be A or A-B, in milliseconds; it is \(text).") }
        return .nanoseconds(Int64(low * 1e6)) ... .nanoseconds(Int64(high * 1e6))
    }
}

private func time(_ text: String) throws -> Duration {
    guard let duration = Duration(specification: text) else {
        throw ValidationError("\"\(text)\" is not a time such as 250ms, 2s, 5min or 1h.")
    }
    return duration
}
