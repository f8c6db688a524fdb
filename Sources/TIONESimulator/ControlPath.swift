import CivilTime
import FoundationEssentials
public import SimulatedCloud
import Synchronization
public import TIONE

/// What tests ask of the simulator beside the API, on the same port and without a signature.
public enum ControlPath {
    static let prefix = "/simulator/"

    /// The paths, for `--help`.
    public static let grammar = """
        GET /simulator/calls[?from=N]
          every request, from number N on, as lines of JSON
        DELETE /simulator/calls
          forget them
        GET /simulator/services
          every service as the API describes it, as a JSON array
        POST /simulator/services
          add or replace services: SERVICE, one a line, or a JSON object or array in
          the API's spelling
        POST /simulator/services/ID
          console changes: CHANGE, one a line
        DELETE /simulator/services/ID
          remove it
        GET, POST, DELETE /simulator/faults
          list them; add FAULT, one a line; clear them
        POST /simulator/settings
          rate-limit=N, clock-offset=TIME, resume-restarts=yes|no, capacity-KEY=N,
          one a line
        """
}

extension Endpoint {
    /// Answers a request to a path of ``ControlPath``; nil where it is not one.
    func control(_ request: ReceivedRequest) -> Answer.Content? {
        guard request.path.hasPrefix(ControlPath.prefix) else { return nil }
        let parts = request.path.dropFirst(ControlPath.prefix.count).split(separator: "/").map(String.init)
        do {
            return try state.withLock { state in
                state.cloud.advance(to: request.arrival)
                defer { tellChanges(&state) }
                return try control(request, parts, &state)
            }
        } catch {
            return .text("\(error)\n", status: 400)
        }
    }

    private func control(
        _ request: ReceivedRequest, _ parts: [String], _ state: inout State
    ) throws -> Answer.Content {
        switch (request.method, parts.first, parts.count) {
        case ("GET", "calls", 1):
            let from = request.query.hasPrefix("from=") ? Int(request.query.dropFirst(5)) ?? 1 : 1
            var lines: [UInt8] = []
            for call in state.calls where call.number >= from {
                lines += try call.jsonBytes()
                lines.append(UInt8(ascii: "\n"))
            }
            return Answer.Content(contentType: "application/jsonl", body: lines)
        case ("DELETE", "calls", 1):
            state.calls.removeAll()
        case ("GET", "services", 1):
            return Answer.Content(body: try state.cloud.services.map(\.described).jsonBytes())
        case ("POST", "services", 1):
            for service in try services(from: request.body, timing: state.timing) { state.cloud.add(service) }
        case ("POST", "services", 2):
            let id = parts[1]
            guard state.cloud.service(id) != nil else { return .text("no service \(id)\n", status: 404) }
            for line in lines(of: request.body) {
                state.cloud.change(id, try ConsoleChange(specification: line), at: request.arrival)
            }
        case ("DELETE", "services", 2):
            state.cloud.remove(serviceId: parts[1])
        case ("GET", "faults", 1):
            return .text(state.cloud.faults.map { "\($0.specification)\n" }.joined())
        case ("POST", "faults", 1):
            let faults = try lines(of: request.body).map { try Fault(specification: $0) }
            state.cloud.faults += faults
            state.cloud.keepHistoryForFaults()
        case ("DELETE", "faults", 1):
            state.cloud.faults.removeAll()
        case ("POST", "settings", 1):
            for line in lines(of: request.body) { try set(line, &state) }
        default:
            return .text("\(ControlPath.grammar)\n", status: 404)
        }
        return .text("ok\n")
    }

    private func services(from body: [UInt8], timing: ServiceTiming) throws -> [SimulatedService] {
        let text = String(decoding: body, as: UTF8.self)
        switch text.first(where: { !$0.isWhitespace }) {
        case "{": return try [Service].init(json: body, isArray: false).simulated(timing: timing)
        case "[": return try [Service].init(json: body, isArray: true).simulated(timing: timing)
        default: return try lines(of: body).map { try SimulatedService(specification: $0, timing: timing) }
        }
    }

    private func set(_ line: String, _ state: inout State) throws {
        guard let equals = line.firstIndex(of: "=") else {
            throw SpecificationError(text: line, reason: "not of the form key=value")
        }
        let specification = try Specification("")
        let key = line[..<equals]
        let value = String(line[line.index(after: equals)...])
        switch key {
        case "rate-limit": state.cloud.settings.rateLimit = try specification.integer(value)
        case "clock-offset": state.clockOffset = try specification.duration(value)
        case "resume-restarts": state.cloud.settings.resumeRestarts = try specification.boolean(value)
        case _ where key.hasPrefix("capacity-"):
            state.cloud.settings.capacity[String(key.dropFirst(9))] =
                value == "none" ? nil : try specification.integer(value)
        default: throw SpecificationError(text: line, reason: "there is no setting \"\(key)\"")
        }
    }

    private func lines(of body: [UInt8]) -> [String] {
        String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
    }
}

extension Answer.Content {
    static func text(_ text: String, status: Int = 200) -> Answer.Content {
        Answer.Content(status: status, contentType: "text/plain; charset=utf-8", body: [UInt8](text.utf8))
    }
}

extension SimulatedCloud {
    /// Keeps views of the past for as long as the longest fault reaches.
    public mutating func keepHistoryForFaults() {
        for fault in faults {
            if case .stale(let age) = fault.effect { settings.historyKept = max(settings.historyKept, age) }
        }
    }
}

extension [Service] {
    /// Services in the API's own spelling.
    public init(json: [UInt8], isArray: Bool = true) throws {
        let decoder = JSONDecoder()
        self =
            isArray
            ? try decoder.decode([Service].self, from: Data(json))
            : [try decoder.decode(Service.self, from: Data(json))]
    }

    public func simulated(timing: ServiceTiming) throws(SpecificationError) -> [SimulatedService] {
        var services: [SimulatedService] = []
        for service in self {
            guard let simulated = SimulatedService(service, timing: timing) else {
                throw SpecificationError(text: service.serviceGroupName ?? "a service", reason: "it has no ServiceId")
            }
            services.append(simulated)
        }
        return services
    }
}
