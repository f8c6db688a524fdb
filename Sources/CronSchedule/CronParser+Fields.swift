// Fields, and the items of their lists.
extension CronParser {
    func fields(
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

    func year(_ token: Token, _ parts: inout CronExpression.Rare.Parts) throws(CronParseError) {
        var years = YearSet()
        for item in try items(token, .year) {
            for year in try plainItem(item, .year) { years.insert(year) }
        }
        if !years.isComplete { parts.years = years }
    }

    func field(
        _ kind: CronField, _ token: Token, _ parts: inout CronExpression.Rare.Parts
    ) throws(CronParseError) -> FieldSet {
        if let values = plainValues(token, kind) {
            return FieldSet(values: values, beginsWithStar: bytes[token.lowerBound] == UInt8(ascii: "*"))
        }
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

    /// Of a star or a number alone, as most fields are; nil of anything else, and of what is out of range.
    private func plainValues(_ token: Token, _ kind: CronField) -> UInt64? {
        if token.count == 1, bytes[token.lowerBound] == UInt8(ascii: "*") { return FieldSet.all(kind) }
        guard let number = number(token), kind.range.contains(number) else { return nil }
        return 1 << UInt64(kind == .dayOfWeek ? number % 7 : number)
    }

    func items(_ token: Token, _ kind: CronField) throws(CronParseError) -> [Token] {
        let items = token.split(separator: UInt8(ascii: ","), in: bytes)
        for item in items where item.isEmpty { throw error(token, .emptyItem, field: kind) }
        return items
    }

    /// `*`, `5`, `5-9`, `22-2`, each with a step or without: the values in order.
    func plainItem(_ item: Token, _ kind: CronField) throws(CronParseError) -> [Int] {
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

    func step(_ token: Token, _ item: Token, _ kind: CronField) throws(CronParseError) -> Int {
        guard let number = number(token), 0...9_999 ~= number else {
            throw error(token.isEmpty ? item : token, .badStep, field: kind)
        }
        if number == 0 { throw error(item, .zeroStep, field: kind) }
        return number
    }

    func value(_ token: Token, _ kind: CronField) throws(CronParseError) -> Int {
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

    func nearestName(to name: String, in kind: CronField) -> String? {
        // MONDAY, SEPT and TUES begin with a name; MUN and JNA are a slip away from one.
        if let whole = kind.names.first(where: name.hasPrefix) { return whole }
        return name.utf8.count >= 2 ? nearest(to: name, in: kind.names, atMost: 1) : nil
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
