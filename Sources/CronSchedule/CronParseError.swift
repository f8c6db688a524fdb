/// What is wrong with an expression, and where.
public struct CronParseError: Error, Hashable, Sendable {
    public enum Problem: Hashable, Sendable {
        case empty
        /// Neither five nor six nor seven fields.
        case fieldCount(Int)
        /// A list with nothing between two commas, or at an end.
        case emptyItem
        /// Not a number, a name or any other thing that the field knows.
        case unknownValue
        /// A number that the field does not have.
        case outOfRange
        case zeroStep
        /// A step that is no number, or a larger one than any field has use for.
        case badStep
        /// A range that stops short: `1-`.
        case openRange
        /// `?` with something beside it, or in another field than the two for days.
        case questionMark
        /// `L`, `W` and `#` do not combine with ranges and steps.
        case modifierInRange
        /// `L` alone in the day-of-week field, where some read Saturday and some the last day of the month.
        case bareLast
        /// `L-31` and beyond: no month has that many days before its last.
        case lastOffset
        /// `FRI#6`: no month has that many.
        case ordinal
        /// `2030-2027`: years don't begin anew.
        case yearsBackwards
        /// `@every`: its times depend on when the program was started.
        case every
        /// `@reboot`: a schedule names times.
        case reboot
        case unknownShorthand
        /// Something behind `@daily`.
        case afterShorthand
        /// The time behind `@at`.
        case badTime(reason: String)
        /// The zone behind `TZ=`.
        case badTimeZone
        /// `TZ=` or `@at` in an exclusion, which is held against the local times of its job.
        case notInExclusion
        /// No day, or no year, has all that is asked for.
        case never(reason: String)
    }

    /// The whole expression.
    public var text: String
    /// The faulty part of it.
    public var token: String
    /// Where ``token`` begins, in characters from 1, as ``diagram`` shows them.
    public var column: Int
    /// The field in which it stands, if it stands in one.
    public var field: CronField?
    public var problem: Problem
    /// What was probably meant: in the place of ``token``, or, where ``suggestsWhole`` is set, of the whole expression.
    public var suggestion: String?
    /// Whether ``suggestion`` is a whole expression.
    public var suggestsWhole = false
}

extension CronParseError: CustomStringConvertible {
    /// One line: field, token, column, what is allowed, what was probably meant.
    public var description: String {
        var place = ""
        if let field { place += "\(field.name) " }
        if !token.isEmpty { place += "\"\(token.visible)\" " }
        if field != nil || column > 1 { place += "at column \(column)" }
        let head = place.isEmpty ? "" : (place.hasSuffix(" ") ? String(place.dropLast()) : place) + ": "
        return head + sentence + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
    }

    /// The expression with a line below it that marks the faulty part: `^~~`. Control characters are shown as `�`.
    public var diagram: String {
        // A tab stays a tab, so that the mark stands below its token on any terminal.
        let text = text.visible
        let indent = text.prefix(column - 1).map { $0 == "\t" ? "\t" : " " }.joined()
        let tail = String(repeating: "~", count: max(0, token.visible.count - 1))
        return "\(text)\n\(indent)^\(tail)"
    }

    private var allowed: String { field.map { "allowed are \($0.allowed)" } ?? "it is not allowed here" }

    private var sentence: String {
        switch problem {
        case .empty:
            "the expression is empty; an example is \"30 8 * * 1-5\""
        case .fieldCount(let count):
            "\(count) \(count == 1 ? "field" : "fields") where five (minute, hour, day of month, month, day of week), "
                + "six (second first) or seven (year last) are needed"
        case .emptyItem:
            "a value is missing; \(allowed)"
        case .unknownValue:
            "not a value of this field; \(allowed)"
        case .outOfRange:
            "out of range; \(allowed)"
        case .zeroStep:
            "a step of 0 would never advance; a step is 1 or more"
        case .badStep:
            "a step is a number from 1 to 9999"
        case .openRange:
            "a range needs a value at both ends"
        case .questionMark:
            "? stands alone in day of month or day of week, and means the same as *"
        case .modifierInRange:
            "L, W and # do not combine with ranges and steps; list the days instead"
        case .bareLast:
            "L needs a weekday in front, as in FRIL for the last Friday of the month"
        case .lastOffset:
            "no month has such a day; allowed are L and L-1 to L-30"
        case .ordinal:
            "a month has at most five of each weekday; allowed are #1 to #5"
        case .yearsBackwards:
            "a range of years cannot run backwards"
        case .every:
            "@every is refused: its times would depend on when the daemon was started; write a step, such as */5 * * * *"
        case .reboot:
            "@reboot is refused: a schedule names times, and a start is none"
        case .unknownShorthand:
            "allowed are @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually and @at TIME"
        case .afterShorthand:
            "nothing may follow a shorthand"
        case .badTime(let reason):
            "\(reason); an example is @at 2027-01-26T19:46:22+08:00"
        case .badTimeZone:
            "not the name of a time zone, such as Asia/Shanghai"
        case .notInExclusion:
            "not allowed in an exclusion, which is held against its job's local time"
        case .never(let reason):
            "the expression can never fire: \(reason)"
        }
    }
}

extension String {
    /// With every control character but the tab replaced: an expression is shown on terminals and in the journal.
    var visible: String {
        var shown = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control && scalar != "\t"
            shown.append(isControl ? "\u{fffd}" : scalar)
        }
        return String(shown)
    }
}
