/// Why a specification of a service, a fault or a change cannot be read.
public struct SpecificationError: Error, Hashable, Sendable, CustomStringConvertible {
    public var text: String
    public var reason: String

    public var description: String { "\"\(text)\": \(reason)" }
}

/// `HEAD[:key=value,…]`, the form of every specification on the command line; a comma does for the colon.
struct Specification {
    var text: String
    var head: String
    var values: [(key: String, value: String)] = []

    init(_ text: String) throws(SpecificationError) {
        self.text = text
        guard let colon = text.firstIndex(where: { $0 == ":" || $0 == "," }) else {
            head = text
            return
        }
        head = String(text[..<colon])
        for part in text[text.index(after: colon)...].split(separator: ",") {
            guard let equals = part.firstIndex(of: "=") else {
                throw SpecificationError(text: text, reason: "\"\(part)\" is not of the form key=value")
            }
            values.append((String(part[..<equals]), String(part[part.index(after: equals)...])))
        }
    }

    func error(_ reason: String) -> SpecificationError { SpecificationError(text: text, reason: reason) }
}

extension Duration {
    /// `250ms`, `2s`, `5min`, `1h`, `1d`, or plain seconds; a sign in front, a fraction behind.
    public init?(specification text: String) {
        let digits = text.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "+" }
        guard let number = Double(digits), abs(number) < 1e9 else { return nil }
        let unit: Double
        switch text.dropFirst(digits.count) {
        case "us": unit = 1e-6
        case "ms": unit = 1e-3
        case "", "s", "sec": unit = 1
        case "m", "min": unit = 60
        case "h": unit = 3600
        case "d": unit = 86400
        default: return nil
        }
        guard number * unit < 1e9, number * unit > -1e9 else { return nil }
        self = .nanoseconds(Int64(number * unit * 1e9))
    }
}

extension Specification {
    func duration(_ text: String) throws(SpecificationError) -> Duration {
        guard let duration = Duration(specification: text) else {
            throw error("\"\(text)\" is not a time such as 250ms, 2s, 5min or 1h")
        }
        return duration
    }

    func integer(_ text: String) throws(SpecificationError) -> Int {
        guard let integer = Int(text), integer >= 0 else { throw error("\"\(text)\" is not a number of 0 or more") }
        return integer
    }

    func bounds(_ text: String) throws(SpecificationError) -> ClosedRange<Int> {
        let parts = text.split(separator: "-").map { Int($0) }
        guard parts.count == 2, let low = parts[0], let high = parts[1], low <= high else {
            throw error("\"\(text)\" is not bounds such as 2-9")
        }
        return low...high
    }

    func boolean(_ text: String) throws(SpecificationError) -> Bool {
        switch text {
        case "yes", "true", "1", "on": true
        case "no", "false", "0", "off": false
        default: throw error("\"\(text)\" is neither yes nor no")
        }
    }
}
