// L, W and #.
extension CronParser {
    /// `L`, `L-3`, `LW`, `15W`. False where the item is none of them.
    func dayModifier(
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
    func weekdayModifier(
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

    func isModifier(_ token: Token, _ kind: CronField) -> Bool {
        var scratch = CronExpression.Rare.Parts()
        switch kind {
        case .dayOfMonth: return (try? dayModifier(token, &scratch)) == true
        case .dayOfWeek: return upper(token) == "L" || (try? weekdayModifier(token, &scratch)) == true
        default: return false
        }
    }
}
