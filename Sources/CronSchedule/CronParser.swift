import CivilTime

/// Reads one expression. A value that is used once; positions are offsets into ``text``'s bytes.
struct CronParser {
    let text: String
    private let bytes: [UInt8]

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

    // MARK: Words

    private func words() -> [Token] {
        bytes.indices.split { bytes[$0] == UInt8(ascii: " ") || bytes[$0] == UInt8(ascii: "\t") }
    }

    /// The name behind `TZ=` or `CRON_TZ=`.
    private func zonePrefix(_ token: Token) -> Token? {
        for prefix in ["TZ=", "CRON_TZ="] where bytes[token].starts(with: prefix.utf8) {
            return token.lowerBound + prefix.utf8.count..<token.upperBound
        }
        return nil
    }

    private func shorthand(
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

    private func once(_ tokens: [Token], _ zone: String?) throws(CronParseError) -> CronExpression {
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

    // MARK: Fields

    private func fields(
        _ tokens: [Token], _ zone: String?, isExclusion: Bool
    ) throws(CronParseError) -> CronExpression {
        guard 5...7 ~= tokens.count else { throw error(0..<bytes.count, .fieldCount(tokens.count)) }
        var rest = tokens[...]
        var parts = CronExpression.Rare.Parts()
        parts.timeZoneIdentifier = zone
        var second = FieldSet(values: isExclusion ? FieldSet.all(.second) : 1, beginsWithStar: false)
        if tokens.count > 5, let token = rest.popFirst() { second = try field(.second, token, &parts) }
        var sets: [FieldSet] = []
        for kind in [CronField.minute, .hour, .dayOfMonth, .month, .dayOfWeek] {
            guard let token = rest.popFirst() else { throw error(0..<bytes.count, .fieldCount(tokens.count)) }
            sets.append(try field(kind, token, &parts))
        }
        if let token = rest.popFirst() { try year(token, &parts) }
        let expression = CronExpression(
            second: second, minute: sets[0], hour: sets[1], dayOfMonth: sets[2], month: sets[3], dayOfWeek: sets[4],
            rare: parts, allFieldsMustMatch: isExclusion)
        if expression.nominal(onOrAfter: 0) == nil {
            throw neverFires(expression, tokens.count == 5 ? tokens : Array(tokens.dropFirst()))
        }
        return expression
    }

    private func year(_ token: Token, _ parts: inout CronExpression.Rare.Parts) throws(CronParseError) {
        var years = YearSet()
        for item in try items(token, .year) {
            for year in try plainItem(item, .year) { years.insert(year) }
        }
        if !years.isComplete { parts.years = years }
    }

    private func field(
        _ kind: CronField, _ token: Token, _ parts: inout CronExpression.Rare.Parts
    ) throws(CronParseError) -> FieldSet {
        let isDay = kind == .dayOfMonth || kind == .dayOfWeek
        if isDay, string(token) == "?" { return FieldSet(values: FieldSet.all(kind), beginsWithStar: true) }
        if bytes[token].contains(UInt8(ascii: "?")) {
            throw error(token, .questionMark, field: kind, suggestion: string(token) == "?" ? "*" : nil)
        }
        var set = FieldSet(values: 0, beginsWithStar: bytes[token.lowerBound] == UInt8(ascii: "*"))
        for item in try items(token, kind) {
            if kind == .dayOfMonth, try dayModifier(item, &parts) { continue }
            if kind == .dayOfWeek, try weekdayModifier(item, &parts) { continue }
            for value in try plainItem(item, kind) {
                set.values |= 1 << UInt64(kind == .dayOfWeek ? value % 7 : value)
            }
        }
        return set
    }

    private func items(_ token: Token, _ kind: CronField) throws(CronParseError) -> [Token] {
        let items = token.split(separator: UInt8(ascii: ","), in: bytes)
        for item in items where item.isEmpty { throw error(token, .emptyItem, field: kind) }
        return items
    }

    /// `*`, `5`, `5-9`, `22-2`, each with a step or without: the values in order.
    private func plainItem(_ item: Token, _ kind: CronField) throws(CronParseError) -> [Int] {
        let parts = item.split(separator: UInt8(ascii: "/"), in: bytes, maxSplits: 1)
        guard let base = parts.first else { throw error(item, .emptyItem, field: kind) }
        if base.isEmpty { throw error(item, .emptyItem, field: kind) }
        let step = parts.count > 1 ? try step(parts[1], item, kind) : nil
        let whole = kind.range
        if string(base) == "*" {
            return Array(stride(from: whole.lowerBound, through: whole.upperBound, by: step ?? 1))
        }
        // A minus at the front is a sign; there are no negative values.
        let ends = base.split(separator: UInt8(ascii: "-"), in: bytes, maxSplits: 1)
        let first = try value(ends[0].isEmpty ? base : ends[0], kind)
        guard ends.count > 1 else {
            // As in most dialects, `5/15` goes on to the end of the field.
            return step.map { Array(stride(from: first, through: whole.upperBound, by: $0)) } ?? [first]
        }
        if ends[1].isEmpty { throw error(base, .openRange, field: kind) }
        let last = try value(ends[1], kind)
        if first <= last { return Array(stride(from: first, through: last, by: step ?? 1)) }
        guard let cycle = kind.cycle else {
            throw error(base, .yearsBackwards, field: kind, suggestion: "\(last)-\(first)")
        }
        let lowest = whole.lowerBound
        return stride(from: first, through: last + cycle, by: step ?? 1).map { ($0 - lowest) % cycle + lowest }
    }

    private func step(_ token: Token, _ item: Token, _ kind: CronField) throws(CronParseError) -> Int {
        guard let number = number(token), 0...9_999 ~= number else {
            throw error(token.isEmpty ? item : token, .badStep, field: kind)
        }
        if number == 0 { throw error(item, .zeroStep, field: kind) }
        return number
    }

    private func value(_ token: Token, _ kind: CronField) throws(CronParseError) -> Int {
        if let number = number(token) {
            if kind.range.contains(number) { return number }
            // One beyond the end is the beginning, in the fields that begin with 0.
            let wrapped = kind.range.lowerBound == 0 && number == kind.cycle ? "0" : nil
            throw error(token, .outOfRange, field: kind, suggestion: wrapped)
        }
        let name = upper(token)
        if let index = kind.names.firstIndex(of: name) { return kind.firstNamedValue + index }
        if isModifier(token, kind) { throw error(token, .modifierInRange, field: kind) }
        throw error(token, .unknownValue, field: kind, suggestion: nearestName(to: name, in: kind))
    }

    private func nearestName(to name: String, in kind: CronField) -> String? {
        // MONDAY, SEPT and TUES begin with a name; MUN and JNA are a slip away from one.
        if let whole = kind.names.first(where: name.hasPrefix) { return whole }
        return name.utf8.count >= 2 ? nearest(to: name, in: kind.names, atMost: 1) : nil
    }

    // MARK: L, W and #

    /// `L`, `L-3`, `LW`, `15W`. False where the item is none of them.
    private func dayModifier(
        _ item: Token, _ parts: inout CronExpression.Rare.Parts
    ) throws(CronParseError) -> Bool {
        let name = upper(item)
        if name == "L" {
            parts.daysFromLast |= 1 << 31
        } else if name == "LW" {
            parts.nearestWeekdays |= 1
        } else if name.hasPrefix("L-") {
            guard let days = number(item.dropFirst(2)), days <= 30 else {
                // `L-3/2` and `L-FRI` are for the reader of ranges to refuse.
                if number(item.dropFirst(2)) == nil { return false }
                throw error(item, .lastOffset, field: .dayOfMonth)
            }
            parts.daysFromLast |= 1 << UInt32(31 - days)
        } else if name.hasSuffix("W"), let day = number(item.dropLast()) {
            guard 1...31 ~= day else { throw error(item, .outOfRange, field: .dayOfMonth) }
            parts.nearestWeekdays |= 1 << UInt32(day)
        } else {
            return false
        }
        return true
    }

    /// `FRIL`, `5L`, `FRI#2`. False where the item is none of them.
    private func weekdayModifier(
        _ item: Token, _ parts: inout CronExpression.Rare.Parts
    ) throws(CronParseError) -> Bool {
        let name = upper(item)
        if name == "L" { throw error(item, .bareLast, field: .dayOfWeek) }
        if let mark = item.first(where: { bytes[$0] == UInt8(ascii: "#") }) {
            let weekday = try value(item.lowerBound..<mark, .dayOfWeek) % 7
            guard let ordinal = number(mark + 1..<item.upperBound), 1...5 ~= ordinal else {
                throw error(item, .ordinal, field: .dayOfWeek)
            }
            parts.nthWeekdays |= 1 << UInt64((ordinal - 1) * 7 + weekday)
            return true
        }
        let base = item.dropLast()
        guard name.hasSuffix("L"), number(base) != nil || CronField.dayOfWeek.names.contains(upper(base)) else {
            return false
        }
        parts.nthWeekdays |= 1 << UInt64(5 * 7 + (try value(base, .dayOfWeek)) % 7)
        return true
    }

    private func isModifier(_ token: Token, _ kind: CronField) -> Bool {
        var scratch = CronExpression.Rare.Parts()
        switch kind {
        case .dayOfMonth: return (try? dayModifier(token, &scratch)) == true
        case .dayOfWeek: return upper(token) == "L" || (try? weekdayModifier(token, &scratch)) == true
        default: return false
        }
    }

    // MARK: Errors

    private func neverFires(_ expression: CronExpression, _ tokens: [Token]) -> CronParseError {
        let dayToken = tokens[2]
        let first = expression.days == 0 ? 0 : expression.days.trailingZeroBitCount
        if expression.rare?.parts.daysFromLast ?? 0 == 0, expression.rare?.parts.nearestWeekdays ?? 0 == 0 {
            let longest = (1...12).filter { expression.months >> UInt16($0) & 1 != 0 }
                .map { CivilDate.length(ofMonth: $0, year: 2_000) }.max()
            if let longest, first > longest {
                let months = longest == 29 ? "February has" : "the months named have"
                return error(dayToken, .never(reason: "\(months) no day \(first)"), field: .dayOfMonth)
            }
        }
        return error(
            dayToken.lowerBound..<(tokens.last?.upperBound ?? dayToken.upperBound),
            .never(reason: "no year from 1970 to 2200 has such a day"))
    }

    /// Adds the guess that a field was left out: seconds or the last field where six were meant, seconds in front of a
    /// year.
    private func withMissingField(_ error: CronParseError, _ tokens: [Token]) -> CronParseError {
        guard error.suggestion == nil, tokens.count == 5 || tokens.count == 6, let first = tokens.first,
            let last = tokens.last
        else { return error }
        let body = string(first.lowerBound..<last.upperBound)
        let prefix = string(0..<first.lowerBound)
        let candidate = prefix + (tokens.count == 5 ? "\(body) *" : "0 \(body)")
        let parser = CronParser(candidate)
        guard (try? parser.fields(parser.words().suffix(tokens.count + 1), nil, isExclusion: false)) != nil else {
            return error
        }
        var error = error
        error.suggestion = candidate
        error.suggestsWhole = true
        return error
    }

    private func error(
        _ token: Token, _ problem: CronParseError.Problem, field: CronField? = nil, suggestion: String? = nil
    ) -> CronParseError {
        let before = String(decoding: bytes[..<token.lowerBound], as: UTF8.self)
        return CronParseError(
            text: text, token: string(token), column: before.visible.count + 1, field: field, problem: problem,
            suggestion: suggestion)
    }

    // MARK: Text

    private func string(_ token: Token) -> String { String(decoding: bytes[token], as: UTF8.self) }

    /// ASCII letters as capitals.
    private func upper(_ token: Token) -> String {
        String(decoding: bytes[token].map { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 ? $0 - 32 : $0 }, as: UTF8.self)
    }

    /// A decimal number without a sign; one too large for any field is `Int.max`. `nil` where the token is none.
    private func number(_ token: Token) -> Int? {
        guard !token.isEmpty else { return nil }
        var value = 0
        for byte in bytes[token] {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            value = value > 100_000 ? .max : value == .max ? value : value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}

extension Range<Int> {
    /// The parts of this range of `bytes` between `separator`s, empty ones too.
    fileprivate func split(separator: UInt8, in bytes: [UInt8], maxSplits: Int = .max) -> [Range<Int>] {
        split(maxSplits: maxSplits, omittingEmptySubsequences: false) { bytes[$0] == separator }
    }
}

extension YearSet {
    var isComplete: Bool { CronExpression.years.allSatisfy(contains) }
}
