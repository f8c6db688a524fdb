import Autoscaling

/// The forms that values may have. Each function gives the value or throws what is wrong with it and what is allowed.
package enum ValueSyntax {
    /// As parse_boolean() of systemd, upper and lower case alike.
    package static func boolean(_ text: String) throws(ValueFault) -> Bool {
        switch text.lowercased() {
        case "1", "yes", "y", "true", "t", "on": true
        case "0", "no", "n", "false", "f", "off": false
        default: throw ValueFault("not a boolean", allowed: "yes or no (also 1, true, on and 0, false, off)")
        }
    }

    static func integer(_ text: String, in range: ClosedRange<Int>) throws(ValueFault) -> Int {
        var allowed: String { "a whole number from \(range.lowerBound) to \(range.upperBound)" }
        guard !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else {
            throw ValueFault("not a whole number", allowed: allowed)
        }
        guard let value = Int(text), range.contains(value) else { throw ValueFault("out of range", allowed: allowed) }
        return value
    }

    /// nil for `infinity`.
    static func integerOrInfinity(_ text: String, in range: ClosedRange<Int>) throws(ValueFault) -> Int? {
        if text == "infinity" { return nil }
        do {
            return try integer(text, in: range)
        } catch {
            throw ValueFault(error.problem, allowed: error.allowed.map { "\($0), or infinity" })
        }
    }

    static func span(_ text: String, in range: ClosedRange<Duration>) throws(ValueFault) -> Duration {
        var allowed: String { "\(TimeSpan.format(range.lowerBound)) to \(TimeSpan.format(range.upperBound))" }
        guard let span = try TimeSpan.parse(text) else { throw ValueFault("has to end", allowed: allowed) }
        guard range.contains(span) else { throw ValueFault("out of range", allowed: allowed) }
        return span
    }

    /// nil for `infinity`.
    static func spanOrInfinity(_ text: String, atLeast minimum: Duration) throws(ValueFault) -> Duration? {
        guard let span = try TimeSpan.parse(text) else { return nil }
        guard span >= minimum else {
            throw ValueFault("out of range", allowed: "\(TimeSpan.format(minimum)) or more, or infinity")
        }
        return span
    }

    /// One of the raw values of an enumeration.
    static func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ text: String, of type: Value.Type
    ) throws(ValueFault) -> Value {
        if let value = Value(rawValue: text) { return value }
        let names = type.allCases.map(\.rawValue)
        throw ValueFault(
            "not one of the choices", allowed: alternatives(names), nearest: nearestName(to: text, among: names))
    }

    /// `ms-h29wqz2b-1`: a service group's id and, after the last hyphen, the service's version in it.
    static func serviceId(_ text: String) throws(ValueFault) -> String {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, text.utf8.count <= 64, parts[0] == "ms", !parts[1].isEmpty, !parts[2].isEmpty,
            parts[1].utf8.allSatisfy({ isNameByte($0) && $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "_") }),
            parts[2].utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else {
            throw ValueFault("not the id of a service", allowed: "the form ms-xxxxxxxx-N, for example ms-h29wqz2b-1")
        }
        return text
    }

    /// The id of a workspace, the name of a role or a group: no white space and nothing that quoting would be needed
    /// for.
    static func identifier(_ text: String) throws(ValueFault) -> String {
        guard (1...128).contains(text.utf8.count), text.utf8.allSatisfy(isNameByte) else {
            throw ValueFault("not a name", allowed: "1 to 128 letters and digits of ASCII, \".\", \"_\" and \"-\"")
        }
        return text
    }

    /// `ap-guangzhou`
    static func region(_ text: String) throws(ValueFault) -> String {
        let isRegion = text.utf8.allSatisfy {
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0
                || $0 == UInt8(ascii: "-")
        }
        guard isRegion, (1...64).contains(text.utf8.count) else {
            throw ValueFault("not a region", allowed: "the region's id, for example ap-guangzhou")
        }
        return text
    }

    static func absolutePath(_ text: String) throws(ValueFault) -> String {
        guard text.hasPrefix("/"), !text.hasSuffix("/"), text.utf8.count < 4096 else {
            throw ValueFault("not the absolute path of a file", allowed: "for example /etc/ssl/certs/private-ca.pem")
        }
        return text
    }

    /// Words of the form `gpu-util:60`.
    static func metric(_ text: String) throws(ValueFault) -> HpaMetric {
        let names = HpaMetric.ranges.map(\.name)
        let forms = "words of the form metric:value, for example gpu-util:60"
        guard let colon = text.firstIndex(of: ":") else { throw ValueFault("not a metric", allowed: forms) }
        let name = String(text[..<colon])
        guard let values = HpaMetric.ranges.first(where: { $0.name == name })?.values else {
            throw ValueFault(
                "\(quoted(name)) is not a metric", allowed: alternatives(names),
                nearest: nearestName(to: name, among: names))
        }
        return HpaMetric(name: name, value: try integer(String(text[text.index(after: colon)...]), in: values))
    }
}
