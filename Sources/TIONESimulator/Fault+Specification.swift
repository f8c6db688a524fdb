import CivilTime
public import SimulatedCloud
import TIONE

extension Fault {
    /// How faults are written, for `--help`.
    public static let grammar = """
        FAULT is EFFECT[:key=value,...]; of several, the first that applies happens.
          error=CODE     refuse with this code of the API
          drop           close the connection without an answer, before acting
          drop-after     the same after acting
          http=502       answer with that status and a page, before acting
          http-after=502 the same after acting
          truncate       act, and cut the JSON of the reply in the middle
          hang=60s       close the connection after that time, before acting
          hang-after=60s the same after acting
          slow=2s        answer later
          stale=30s      a Describe shows services as they were then
          date=-1h       the reply's Date header is off by that much
          no-date        the reply has no Date header
          keys: action=NAME, service-action=STOP|RESUME|SCALE, service=ID: of which
            requests (default: any); count=K: only so many of them; skip=K: not the
            first ones; p=0.05: only this share; slow=2s: later as well
        """

    /// Reads `EFFECT[:key=value,…]`; see ``grammar``.
    public init(specification text: String) throws(SpecificationError) {
        let specification = try Specification(text)
        let equals = specification.head.firstIndex(of: "=")
        let name = equals.map { specification.head[..<$0] } ?? specification.head[...]
        let value = equals.map { String(specification.head[specification.head.index(after: $0)...]) } ?? ""
        var delay = Duration.zero
        let effect: Effect
        switch name {
        case "error":
            guard !value.isEmpty else { throw specification.error("error=CODE names no code") }
            effect = .error(CloudError(code: value, message: "The simulator was told to answer \(value)."))
        case "drop": effect = .drop(acts: false)
        case "drop-after": effect = .drop(acts: true)
        case "http": effect = .httpStatus(try specification.integer(value), acts: false)
        case "http-after": effect = .httpStatus(try specification.integer(value), acts: true)
        case "truncate": effect = .truncate
        case "hang", "hang-after":
            effect = .drop(acts: name == "hang-after")
            delay = try specification.duration(value)
        case "slow":
            effect = .none
            delay = try specification.duration(value)
        case "stale": effect = .stale(try specification.duration(value))
        case "date": effect = .wrongDate(try specification.duration(value))
        case "no-date": effect = .noDate
        default: throw specification.error("there is no fault \"\(name)\"")
        }
        self.init(effect)
        self.delay = delay
        for (key, value) in specification.values {
            switch key {
            case "action":
                guard let action = Action(rawValue: value) else { throw specification.error("no action \"\(value)\"") }
                self.action = action
            case "service-action": serviceAction = .init(rawValue: value)
            case "service": serviceId = value
            case "count": count = try specification.integer(value)
            case "skip": skip = try specification.integer(value)
            case "p", "probability":
                guard let share = Double(value), (0...1).contains(share) else {
                    throw specification.error("\"\(value)\" is not a share of 0 to 1")
                }
                probability = share
            case "slow": self.delay = self.delay + (try specification.duration(value))
            default: throw specification.error("there is no key \"\(key)\"")
            }
        }
        if count == 0 { throw specification.error("count must be 1 or more") }
    }
}

extension Fault {
    /// As ``init(specification:)`` reads it.
    var specification: String {
        var keys: [String] = []
        if let action { keys.append("action=\(action.rawValue)") }
        if let serviceAction { keys.append("service-action=\(serviceAction)") }
        if let serviceId { keys.append("service=\(serviceId)") }
        if let count { keys.append("count=\(count)") }
        if skip > 0 { keys.append("skip=\(skip)") }
        if probability < 1 { keys.append("p=\(probability)") }
        var head: String
        switch effect {
        case .none: head = "slow=\(delay.specification)"
        case .error(let error): head = "error=\(error.code)"
        case .drop(let acts):
            head = delay > .zero ? "hang" : "drop"
            if acts { head += "-after" }
            if delay > .zero { head += "=\(delay.specification)" }
        case .httpStatus(let status, let acts): head = "http\(acts ? "-after" : "")=\(status)"
        case .truncate: head = "truncate"
        case .stale(let age): head = "stale=\(age.specification)"
        case .wrongDate(let error): head = "date=\(error.specification)"
        case .noDate: head = "no-date"
        }
        switch effect {
        case .none, .drop: break
        default: if delay > .zero { keys.append("slow=\(delay.specification)") }
        }
        return keys.isEmpty ? head : "\(head):\(keys.joined(separator: ","))"
    }
}

extension Duration {
    /// As ``init(specification:)`` reads it.
    fileprivate var specification: String {
        nanoseconds % 1_000_000_000 == 0 ? "\(nanoseconds / 1_000_000_000)s" : "\(Double(nanoseconds) / 1e6)ms"
    }
}
