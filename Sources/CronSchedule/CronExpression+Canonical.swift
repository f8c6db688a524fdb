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
        let values = (0..<64).filter { bits >> UInt64($0) & 1 != 0 }
        self.values = values
        func covered(_ step: Int) -> [Int] {
            let all = stride(from: field.range.lowerBound, through: field.range.upperBound, by: step)
            return Array(Set(all.map { field == .dayOfWeek ? $0 % 7 : $0 })).sorted()
        }
        let present = Set(values)
        let step = (1...64).first { covered($0).allSatisfy(present.contains) } ?? 64
        self.step = step
        let stepped = covered(step)
        self.isStar = isStar ?? (values == stepped && values.count > 1)
        rest = self.isStar ? values.filter { !stepped.contains($0) } : values
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
