/// Time spans as systemd.time(7) has them: `90`, `5min 20s`, `1h30m`, `1.5d`, `infinity`.
package enum TimeSpan {
    static let forms = "a time span such as 30s, 5min, \"1h 30min\" or 90d (systemd.time(7))"

    /// The span that `text` means, nil for `infinity`. A number without a unit counts seconds.
    package static func parse(_ text: String) throws(ValueFault) -> Duration? {
        if text == "infinity" { return nil }
        var rest = Array(text.utf8)[...]
        var total: Int64 = 0
        skipSpaces(&rest)
        guard !rest.isEmpty else { throw ValueFault("not a time span", allowed: forms) }
        while !rest.isEmpty {
            let nanoseconds = try component(&rest, of: text)
            let (sum, overflow) = total.addingReportingOverflow(nanoseconds)
            if overflow { throw tooLong }
            total = sum
            skipSpaces(&rest)
        }
        return .nanoseconds(total)
    }

    /// `5min`, `1h 30min`, `infinity`: the shortest form that ``parse(_:)`` reads back, in whole units down to `us`.
    package static func format(_ span: Duration?) -> String {
        guard let span else { return "infinity" }
        var microseconds = span.components.seconds * 1_000_000 + span.components.attoseconds / 1_000_000_000_000
        var parts: [String] = []
        let units: [(name: String, microseconds: Int64)] = [
            ("d", 86_400_000_000), ("h", 3_600_000_000), ("min", 60_000_000), ("s", 1_000_000), ("ms", 1000), ("us", 1),
        ]
        for (name, unit) in units {
            if microseconds >= unit { parts.append("\(microseconds / unit)\(name)") }
            microseconds %= unit
        }
        return parts.isEmpty ? "0" : parts.joined(separator: " ")
    }

    private static let tooLong = ValueFault("longer than 292 years", allowed: forms)

    private static func skipSpaces(_ rest: inout ArraySlice<UInt8>) { rest = rest.drop(while: isWhitespace) }

    /// Takes one number with its unit off `rest`.
    private static func component(_ rest: inout ArraySlice<UInt8>, of text: String) throws(ValueFault) -> Int64 {
        let start = rest.startIndex
        let whole = digits(&rest)
        var fraction: [UInt8] = []
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = digits(&rest)
            if fraction.isEmpty { throw ValueFault("not a time span", allowed: forms, offset: start) }
        }
        guard !whole.isEmpty || !fraction.isEmpty else {
            throw ValueFault("not a time span", allowed: forms, offset: start)
        }
        skipSpaces(&rest)
        let unitStart = rest.startIndex
        let letters = rest.prefix {
            !isWhitespace($0) && !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0) && $0 != UInt8(ascii: ".")
        }
        rest = rest.dropFirst(letters.count)
        let unitName = String(decoding: letters, as: UTF8.self)
        guard let unit = unitName.isEmpty ? 1_000_000_000 : units[unitName] else {
            throw ValueFault(
                "\(quoted(unitName)) is not a unit of time", allowed: "us, ms, s, min, h, d, w, M (months) and y",
                offset: unitStart)
        }
        return try scaled(whole, fraction, by: unit)
    }

    private static func digits(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        rest = rest.dropFirst(digits.count)
        return Array(digits)
    }

    private static func scaled(_ whole: [UInt8], _ fraction: [UInt8], by unit: Int64) throws(ValueFault) -> Int64 {
        var total: Int64 = 0
        for digit in whole {
            let (tens, overflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, sumOverflow) = tens.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
            if overflow || sumOverflow { throw tooLong }
            total = sum
        }
        let (product, overflow) = total.multipliedReportingOverflow(by: unit)
        if overflow { throw tooLong }
        total = product
        var place = unit
        for digit in fraction {
            place /= 10
            let (sum, overflow) = total.addingReportingOverflow(place * Int64(digit - UInt8(ascii: "0")))
            if overflow { throw tooLong }
            total = sum
        }
        return total
    }

    /// In nanoseconds. Months are 30.44 days and years 365.25, as in systemd.time(7).
    private static let units: [String: Int64] = {
        let second: Int64 = 1_000_000_000
        let names: [(Int64, [String])] = [
            (1, ["nsec", "ns"]),
            (1000, ["usec", "us", "µs", "μs"]),
            (1_000_000, ["msec", "ms"]),
            (second, ["seconds", "second", "sec", "s"]),
            (60 * second, ["minutes", "minute", "min", "m"]),
            (3600 * second, ["hours", "hour", "hr", "h"]),
            (86_400 * second, ["days", "day", "d"]),
            (7 * 86_400 * second, ["weeks", "week", "w"]),
            (2_629_800 * second, ["months", "month", "M"]),
            (31_557_600 * second, ["years", "year", "y"]),
        ]
        return Dictionary(uniqueKeysWithValues: names.flatMap { unit, names in names.map { ($0, unit) } })
    }()
}
