import CivilTime

extension CronExpression: CustomStringConvertible {
    /// The expression in its shortest spelling: numbers for names, sorted lists, five fields where five will do. Read
    /// again it gives an equal expression.
    public var canonical: String {
        let parts = rare?.parts ?? Rare.Parts()
        let zone = parts.timeZoneIdentifier.map { "TZ=\($0) " } ?? ""
        if let once = parts.once { return "\(zone)@at \(once.rfc3339())" }
        var fields = [
            minuteField.text, hourField.text, dayField.text(adding: parts.dayModifiers), monthField.text,
            weekdayField.text(adding: parts.weekdayModifiers),
        ]
        if seconds != 1 || parts.years != nil { fields.insert(secondField.text, at: 0) }
        if let years = parts.years {
            fields.append(ValueList(CronExpression.years.filter(years.contains)).text)
        }
        return zone + fields.joined(separator: " ")
    }

    public var description: String { canonical }

    var secondField: FieldText { FieldText(.second, seconds, isStar: nil) }
    var minuteField: FieldText { FieldText(.minute, minutes, isStar: traits.contains(.starMinute)) }
    var hourField: FieldText { FieldText(.hour, UInt64(hours), isStar: traits.contains(.starHour)) }
    var dayField: FieldText { FieldText(.dayOfMonth, UInt64(days), isStar: traits.contains(.starDay)) }
    var monthField: FieldText { FieldText(.month, UInt64(months), isStar: nil) }
    var weekdayField: FieldText { FieldText(.dayOfWeek, UInt64(weekdays), isStar: traits.contains(.starWeekday)) }
}

extension CronExpression.Rare.Parts {
    /// `L`, `L-3`, `LW`, `15W`.
    fileprivate var dayModifiers: [String] {
        let fromLast = (0...30).filter { daysFromLast >> UInt32(31 - $0) & 1 != 0 }.map { $0 == 0 ? "L" : "L-\($0)" }
        let lastWeekday = nearestWeekdays & 1 != 0 ? ["LW"] : []
        return fromLast + lastWeekday + (1...31).filter { nearestWeekdays >> UInt32($0) & 1 != 0 }.map { "\($0)W" }
    }

    /// `5#2`, `5L`.
    fileprivate var weekdayModifiers: [String] {
        (0..<42).filter { nthWeekdays >> UInt64($0) & 1 != 0 }
            .map { $0 < 35 ? "\($0 % 7)#\($0 / 7 + 1)" : "\($0 % 7)L" }
    }
}

/// A field as it is spelled canonically.
struct FieldText {
    let field: CronField
    let values: [Int]
    /// Whether the spelling begins with `*`.
    let isStar: Bool
    /// n of a leading `*/n`; 1 for `*` alone.
    let step: Int
    /// The values that a leading `*` does not cover.
    let rest: [Int]

    /// - Parameter isStar: `nil` where nothing depends on it: then the spelling decides.
    init(_ field: CronField, _ bits: UInt64, isStar: Bool?) {
        self.field = field
        values = FieldText.values(of: bits)
        let step = FieldText.step(field, bits)
        self.step = step
        let stepped = FieldText.covered(by: step, field)
        self.isStar = isStar ?? (bits == stepped && values.count > 1)
        rest = self.isStar ? FieldText.values(of: bits & ~stepped) : values
    }

    /// The smallest n of which `*/n` covers nothing that is not among `bits`; 64 where there is none.
    private static func step(_ field: CronField, _ bits: UInt64) -> Int {
        // Every `*/n` begins with the lowest value, which most fields don't have.
        guard bits >> UInt64(field.range.lowerBound) & 1 != 0 else { return 64 }
        return (1...64).first { covered(by: $0, field) & ~bits == 0 } ?? 64
    }

    /// The values of `*/step`, a bit each.
    private static func covered(by step: Int, _ field: CronField) -> UInt64 {
        var bits: UInt64 = 0
        var value = field.range.lowerBound
        while value <= field.range.upperBound {
            bits |= 1 << UInt64(field == .dayOfWeek ? value % 7 : value)
            value += step
        }
        return bits
    }

    private static func values(of bits: UInt64) -> [Int] {
        var left = bits
        var values: [Int] = []
        values.reserveCapacity(bits.nonzeroBitCount)
        while left != 0 {
            values.append(left.trailingZeroBitCount)
            left &= left - 1
        }
        return values
    }

    var text: String { text(adding: []) }

    func text(adding modifiers: [String]) -> String {
        var items = isStar ? [step == 1 ? "*" : "*/\(step)"] : []
        if !rest.isEmpty { items.append(ValueList(rest).text) }
        return (items + modifiers).joined(separator: ",")
    }
}

/// Values in order, spelled with as few ranges and steps as describe them.
struct ValueList {
    let values: [Int]

    init(_ values: [Int]) { self.values = values }

    /// The distance between all neighbours, where it is the same.
    var step: Int? {
        guard values.count >= 2 else { return nil }
        let distances = Set(zip(values.dropFirst(), values).map { $0 - $1 })
        return distances.count == 1 ? distances.first : nil
    }

    /// Neighbouring values joined.
    var runs: [ClosedRange<Int>] {
        var runs: [ClosedRange<Int>] = []
        for value in values {
            if let last = runs.last, last.upperBound + 1 == value {
                runs[runs.count - 1] = last.lowerBound...value
            } else {
                runs.append(value...value)
            }
        }
        return runs
    }

    var text: String {
        if let first = values.first, let last = values.last, values.count > 2, let step, step > 1 {
            return "\(first)-\(last)/\(step)"
        }
        return runs.map { run in
            switch run.count {
            case 1: "\(run.lowerBound)"
            case 2: "\(run.lowerBound),\(run.upperBound)"
            default: "\(run.lowerBound)-\(run.upperBound)"
            }
        }.joined(separator: ",")
    }
}
