extension CronExpression {
    /// Items of an expression such as `*/90` of minutes, whose step leads out of the field at once, so that only the
    /// first value is left. Most who write one mean something that no field can say: every 90 minutes.
    ///
    /// - Parameter text: an expression that can be read.
    public static func stepsOutOfField(in text: String) -> [String] {
        guard text.utf8.contains(UInt8(ascii: "/")) else { return [] }
        let tokens = text.split(whereSeparator: \.isWhitespace).filter { !$0.contains("=") }
        let kinds: [CronField]
        switch tokens.count {
        case 5: kinds = [.minute, .hour, .dayOfMonth, .month, .dayOfWeek]
        case 6, 7: kinds = Array(CronField.allCases.prefix(tokens.count))
        default: return []
        }
        return zip(tokens, kinds).flatMap { token, kind in
            token.split(separator: ",").filter { leadsOut($0, of: kind.range) }.map(String.init)
        }
    }

    private static func leadsOut(_ item: Substring, of field: ClosedRange<Int>) -> Bool {
        let parts = item.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let step = Int(parts[1]) else { return false }
        if parts[0] == "*" { return step > field.upperBound - field.lowerBound }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends[0] else { return false }
        guard ends.count > 1 else { return step > field.upperBound - first }
        guard let last = ends[1], last > first else { return false }
        return step > last - first
    }
}
