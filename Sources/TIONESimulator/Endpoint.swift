public import CivilTime
import FoundationEssentials
public import SimulatedCloud
import Synchronization
public import TC3
import TIONE

/// The API's endpoint without its network: takes requests as they arrive and says what goes back.
///
/// One lock guards the cloud and the records, so requests are taken one after another, in the order of their arrival.
public final class Endpoint: Sendable {
    public struct Settings: Sendable {
        public var cloud = CloudSettings()
        public var credential: Credential
        /// Regions that are served; empty: any.
        public var regions: Set<String> = []
        /// How far the server's clock is ahead of the host's.
        public var clockOffset = Duration.zero
        /// Of the random numbers that decide faults with a probability.
        public var seed: UInt64 = 1
        /// Takes each line for people.
        public var print: @Sendable (String) -> Void = { _ in }
        /// Takes each line of the raw record; nil: none is made.
        public var record: (@Sendable ([UInt8]) -> Void)?

        public init(credential: Credential) {
            self.credential = credential
        }
    }

    struct State {
        var cloud: SimulatedCloud
        var generator: SplitMix64
        var calls: [CallRecord] = []
        var callCount = 0
        var clockOffset: Duration
        var timing: ServiceTiming
    }

    let state: Mutex<State>
    private let gatekeeper: Gatekeeper
    private let print: @Sendable (String) -> Void
    private let record: (@Sendable ([UInt8]) -> Void)?

    /// How many call records are kept; the older half goes when there are more.
    static let callsKept = 400_000

    /// - Parameter timing: of services that are added later.
    public init(
        settings: Settings, services: [SimulatedService], faults: [Fault], timing: ServiceTiming, now: Instant
    ) {
        var cloud = SimulatedCloud(settings: settings.cloud, services: services, now: now)
        cloud.faults = faults
        cloud.recordsChanges = true
        gatekeeper = Gatekeeper(credential: settings.credential, regions: settings.regions)
        print = settings.print
        record = settings.record
        state = Mutex(
            State(
                cloud: cloud, generator: SplitMix64(seed: settings.seed), clockOffset: settings.clockOffset,
                timing: timing))
    }

    /// Lets happen what is due, tells it, and says when something is due next.
    @discardableResult
    public func advance(to now: Instant) -> Instant {
        state.withLock { state in
            state.cloud.advance(to: now)
            tellChanges(&state)
            return state.cloud.nextChange
        }
    }

    /// Takes a request at its arrival.
    public func answer(_ request: ReceivedRequest) -> Answer {
        let requestId = UUID().uuidString.lowercased()
        return state.withLock { state in
            state.callCount += 1
            state.cloud.advance(to: request.arrival)
            tellChanges(&state)
            let serverTime = request.arrival + state.clockOffset
            var call = CallRecord(
                number: state.callCount, at: request.arrival.timestamp,
                atNanoseconds: request.arrival.nanosecondsSince1970, action: request.header("x-tc-action") ?? "-",
                serviceId: nil, serviceAction: nil, asks: "-", outcome: "", answered: true, accepted: false,
                requestId: requestId)
            let outcome = handle(request, serverTime: serverTime, in: &state, &call)
            call.outcome = outcome.summary
            call.answered = outcome.delivery == .answered
            if case .success? = outcome.result { call.accepted = true }

            if let record, let line = try? RawRecord(request, number: call.number).jsonBytes() { record(line) }
            tell(call, &state)
            tellChanges(&state)
            return Answer(outcome, requestId: requestId, serverTime: serverTime)
        }
    }

    private func handle(
        _ request: ReceivedRequest, serverTime: Instant, in state: inout State, _ call: inout CallRecord
    ) -> CloudOutcome {
        do {
            let action = try gatekeeper.admit(request, now: serverTime)
            let asked = try CloudRequest(action, body: request.body)
            call.serviceId = asked.serviceId
            call.serviceAction = asked.serviceAction?.rawValue
            call.asks = asked.asks
            return state.cloud.handle(asked, at: request.arrival, using: &state.generator)
        } catch {
            return CloudOutcome(refusal: error)
        }
    }

    // MARK: Telling

    private func tell(_ call: CallRecord, _ state: inout State) {
        state.calls.append(call)
        if state.calls.count > Endpoint.callsKept { state.calls.removeFirst(Endpoint.callsKept / 2) }
        let time = Instant(nanosecondsSince1970: call.atNanoseconds).clockTime
        var words = [time, call.action]
        if let serviceId = call.serviceId { words.append(state.cloud.label(of: serviceId)) }
        if call.asks != "-" { words.append(call.asks) }
        words += ["→", call.outcome]
        print(words.joined(separator: " "))
    }

    func tellChanges(_ state: inout State) {
        for change in state.cloud.takeChanges() {
            print("\(change.at.clockTime) \(state.cloud.label(of: change.serviceId)) \(change.summary)")
        }
    }
}

extension SimulatedCloud {
    /// The name of a service, with its id where that is something else.
    fileprivate func label(of serviceId: String) -> String {
        guard let service = service(serviceId) else { return serviceId }
        return serviceId.hasPrefix("\(service.name)-") ? serviceId : "\(service.name) (\(serviceId))"
    }
}

extension RawRecord {
    init(_ request: ReceivedRequest, number: Int) {
        self.number = number
        at = request.arrival.timestamp
        method = request.method
        path = request.query.isEmpty ? request.path : "\(request.path)?\(request.query)"
        headers = request.headers.map { [$0.name, $0.value] }
        body = String(validating: request.body, as: UTF8.self)
        bodyBase64 = Data(request.body).base64EncodedString()
    }
}

extension Answer {
    init(_ outcome: CloudOutcome, requestId: String, serverTime: Instant) {
        delay = outcome.delay
        let date = outcome.dateError.map { (serverTime + outcome.delay + $0).httpDate() }
        switch outcome.delivery {
        case .dropped:
            content = nil
        case .httpStatus(let status):
            let page = "<html><head><title>\(status)</title></head><body>\(status) from the gateway</body></html>\n"
            content = Content(status: status, contentType: "text/html", date: date, body: [UInt8](page.utf8))
        case .answered, .truncated:
            guard let result = outcome.result, let body = try? result.body(requestId: requestId) else {
                content = nil
                return
            }
            let cut = outcome.delivery == .truncated ? body.count / 2 : body.count
            content = Content(date: date, body: Array(body.prefix(cut)))
        }
    }
}
