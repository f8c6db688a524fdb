import CivilTime

// What is wrong, and what was probably meant.
extension CronParser {
    func neverFires(_ expression: CronExpression, _ tokens: [Token]) -> CronParseError {
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
    func withMissingField(_ error: CronParseError, _ tokens: [Token]) -> CronParseError {
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

    func error(
        _ token: Token, _ problem: CronParseError.Problem, field: CronField? = nil, suggestion: String? = nil
    ) -> CronParseError {
        let before = String(decoding: bytes[..<token.lowerBound], as: UTF8.self)
        return CronParseError(
            text: text, token: string(token), column: before.visible.count + 1, field: field, problem: problem,
            suggestion: suggestion)
    }
}
