/// One of the seven fields of an expression, in the order in which they stand.
public enum CronField: Int, CaseIterable, Hashable, Sendable {
    case second, minute, hour, dayOfMonth, month, dayOfWeek, year

    /// The values that may be written. 7 is Sunday, like 0.
    public var range: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        case .year: CronExpression.years
        }
    }

    /// The field's name as crontab(5) spells it.
    public var name: String {
        switch self {
        case .second: "second"
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of month"
        case .month: "month"
        case .dayOfWeek: "day of week"
        case .year: "year"
        }
    }

    /// Upper-case names of values, the first for ``firstNamedValue``.
    var names: [String] {
        switch self {
        case .month: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
        case .dayOfWeek: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
        default: []
        }
    }

    var firstNamedValue: Int { self == .month ? 1 : 0 }

    /// How many values there are before they begin anew: a range that runs past the end goes on from the start.
    /// `nil` for years, which don't.
    var cycle: Int? {
        switch self {
        case .second, .minute: 60
        case .hour: 24
        case .dayOfMonth: 31
        case .month: 12
        case .dayOfWeek: 7
        case .year: nil
        }
    }

    /// What may stand in the field, for an error's reader.
    var allowed: String {
        switch self {
        case .second, .minute, .hour: "\(range.lowerBound) to \(range.upperBound)"
        case .dayOfMonth: "1 to 31, L, L-1 to L-30, LW, 1W to 31W"
        case .month: "1 to 12, JAN to DEC"
        case .dayOfWeek: "0 to 7 (0 and 7 are Sunday), SUN to SAT, with L or #1 to #5 behind"
        case .year: "\(range.lowerBound) to \(range.upperBound)"
        }
    }
}
