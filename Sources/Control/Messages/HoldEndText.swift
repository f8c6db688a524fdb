public import Autoscaling
internal import CivilTime

/// The end of a hold as text: `never`, `next-event`, or a time by RFC 3339.
public struct HoldEndText: Hashable, Codable, Sendable {
    public var end: HoldEnd

    public init(_ end: HoldEnd) { self.end = end }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        switch try container.decode(String.self) {
        case "never": end = .never
        case "next-event": end = .nextEvent
        default: end = .instant(try container.decode(Timestamp.self).instant)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch end {
        case .never: try container.encode("never")
        case .nextEvent: try container.encode("next-event")
        case .instant(let instant): try container.encode(Timestamp(instant))
        }
    }
}

/// A goal as text: `stopped`, `running`, a number of instances, or bounds such as `2-6`.
public struct GoalText: Hashable, Codable, Sendable, CustomStringConvertible {
    public var goal: Goal

    public init(_ goal: Goal) { self.goal = goal }

    /// nil where `text` is none of these; counts are 0 or more, and bounds 1 or more in ascending order.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        switch text {
        case "stopped", "stop": goal = .stopped
        case "running": goal = .running(nil)
        default:
            let numbers = parts.compactMap { part in part.allSatisfy(\.isASCIIDigit) ? Int(part) : nil }
            guard numbers.count == parts.count else { return nil }
            if numbers.count == 1 {
                goal = .running(.replicas(numbers[0]))
            } else if numbers.count == 2, numbers[0] >= 1, numbers[0] <= numbers[1] {
                goal = .running(.bounds(min: numbers[0], max: numbers[1]))
            } else {
                return nil
            }
        }
    }

    public var description: String { goal.size.map(\.description) ?? (goal.isStopped ? "stopped" : "running") }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let goal = GoalText(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(text)\" is not stopped, running, a number or bounds such as 2-6")
        }
        self = goal
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { self >= "0" && self <= "9" }
}
