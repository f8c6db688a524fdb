import CivilTime

/// Reads one expression. A value that is used once; positions are offsets into ``text``'s bytes.
struct CronParser {
    let text: String
    let bytes: [UInt8]

    typealias Token = Range<Int>

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    /// - Parameter isExclusion: Whether all fields must match, those for days too, and five fields mean any second in
    ///   place of second 0.
    func expression(isExclusion: Bool) throws(CronParseError) -> CronExpression {
        var tokens = words()
        var timeZoneIdentifier: String?
        if let first = tokens.first, let name = zonePrefix(first) {
            if isExclusion { throw error(first, .notInExclusion) }
            guard TimeZoneRules.isValid(identifier: string(name)) else {
                throw error(name.isEmpty ? first : name, .badTimeZone)
            }
            timeZoneIdentifier = string(name)
            tokens.removeFirst()
        }
        guard let first = tokens.first else { throw error(0..<0, .empty) }
        if bytes[first.lowerBound] == UInt8(ascii: "@") {
            return try shorthand(tokens, timeZoneIdentifier, isExclusion: isExclusion)
        }
        do {
            return try fields(tokens, timeZoneIdentifier, isExclusion: isExclusion)
        } catch {
            throw withMissingField(error, tokens)
        }
    }

    func words() -> [Token] {
        bytes.indices.split { bytes[$0] == UInt8(ascii: " ") || bytes[$0] == UInt8(ascii: "\t") }
    }

    /// The name behind `TZ=` or `CRON_TZ=`.
    func zonePrefix(_ token: Token) -> Token? {
        for prefix in ["TZ=", "CRON_TZ="] where bytes[token].starts(with: prefix.utf8) {
            return token.lowerBound + prefix.utf8.count..<token.upperBound
        }
        return nil
    }

    func shorthand(
        _ tokens: [Token], _ zone: String?, isExclusion: Bool
    ) throws(CronParseError) -> CronExpression {
        let name = upper(tokens[0])
        if name == "@AT" {
            if isExclusion { throw error(tokens[0], .notInExclusion) }
            return try once(tokens, zone)
        }
        guard let meaning = Self.shorthands[name] else {
            switch name {
            case "@EVERY": throw error(tokens[0], .every)
            case "@REBOOT": throw error(tokens[0], .reboot)
            default:
                let near = nearest(to: name, in: Self.shorthands.keys.sorted() + ["@AT"], atMost: 2)
                throw error(tokens[0], .unknownShorthand, suggestion: near?.lowercased())
            }
        }
        if tokens.count > 1 { throw error(tokens[1], .afterShorthand) }
        do {
            let parser = CronParser(meaning)
            return try parser.fields(parser.words(), zone, isExclusion: isExclusion)
        } catch {
            throw self.error(tokens[0], .unknownShorthand)
        }
    }

    private static let shorthands = [
        "@HOURLY": "0 * * * *", "@DAILY": "0 0 * * *", "@MIDNIGHT": "0 0 * * *", "@WEEKLY": "0 0 * * 0",
        "@MONTHLY": "0 0 1 * *", "@YEARLY": "0 0 1 1 *", "@ANNUALLY": "0 0 1 1 *",
    ]

    func once(_ tokens: [Token], _ zone: String?) throws(CronParseError) -> CronExpression {
        guard tokens.count > 1, let last = tokens.last else {
            throw error(tokens[0], .badTime(reason: "@at needs a time"))
        }
        let token = tokens[1].lowerBound..<last.upperBound
        let instant: Instant
        do {
            instant = try Instant(rfc3339: string(token))
        } catch {
            throw self.error(token, .badTime(reason: error.description))
        }
        guard instant.nanosecondOfSecond == 0 else {
            throw error(token, .badTime(reason: "a schedule knows whole seconds only"))
        }
        return CronExpression(once: instant, timeZoneIdentifier: zone)
    }
}

// Text by position.
extension CronParser {
    func string(_ token: Token) -> String { String(decoding: bytes[token], as: UTF8.self) }

    /// ASCII letters as capitals.
    func upper(_ token: Token) -> String {
        String(decoding: bytes[token].map { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 ? $0 - 32 : $0 }, as: UTF8.self)
    }

    /// A decimal number without a sign; one too large for any field is `Int.max`. `nil` where the token is none.
    func number(_ token: Token) -> Int? {
        guard !token.isEmpty else { return nil }
        var value = 0
        for byte in bytes[token] {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            value = value > 100_000 ? .max : value == .max ? value : value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}
