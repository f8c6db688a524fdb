import CivilTime

extension CronExpression {
    /// When the expression fires, in English: "at 08:30, Monday to Friday".
    public var sentence: String {
        let parts = rare?.parts ?? Rare.Parts()
        let zone = parts.timeZoneIdentifier.map { ", \($0) time" } ?? ""
        if let once = parts.once { return "once, at \(once.rfc3339())" + zone }
        let years = parts.years.map { ", in \(ValueList(Self.years.filter($0.contains)).words { "\($0)" })" } ?? ""
        return timePhrase + dayPhrase(parts) + years + zone
    }

    // MARK: Times of day

    private var timePhrase: String {
        let hourValues = ValueList(hourField.values)
        let allHours = hourField.values.count == 24
        if !allHours, let times = timesOfDay(atMost: 6) {
            return "at " + joined(times.map { time in clock(time, showSeconds: seconds != 1) })
        }
        let hourPhrase =
            if allHours {
                ""
            } else if let run = hourValues.runs.first, hourValues.runs.count == 1 {
                " from \(clock(run.lowerBound * 3_600)) to \(clock(run.upperBound * 3_600 + 3_540))"
            } else if hourField.step > 1, hourField.isStar, hourField.rest.isEmpty {
                " in every \(ordinal(hourField.step)) hour from 00:00"
            } else {
                " in the hours \(hourValues.words { twoDigits($0) })"
            }
        return secondAndMinutePhrase(ofEveryHour: allHours) + hourPhrase
    }

    private func secondAndMinutePhrase(ofEveryHour: Bool) -> String {
        let everyHour = ofEveryHour ? " of every hour" : ""
        let minute = minuteField
        let isEveryMinute = minute.values.count == 60
        // `*/7` starts anew each hour, so that only divisors of 60 are a rhythm.
        let minuteStep = minute.values.count > 1 && minute.values.count * minute.step == 60 ? minute.step : nil
        if seconds == 1 {
            if isEveryMinute { return "every minute" }
            if let minuteStep { return "every \(minuteStep) minutes" }
            return "at \(plural("minute", minute.values)) \(ValueList(minute.values).words { "\($0)" })\(everyHour)"
        }
        let second = secondField
        let secondPhrase =
            if second.values.count == 60 {
                "every second"
            } else if second.values.count > 1, second.values.count * second.step == 60 {
                "every \(second.step) seconds"
            } else {
                "at \(plural("second", second.values)) \(ValueList(second.values).words { "\($0)" })"
            }
        if isEveryMinute { return secondPhrase + (second.values.count * second.step == 60 ? "" : " of every minute") }
        if let minuteStep { return "\(secondPhrase) of every \(ordinal(minuteStep)) minute" }
        let minutePhrase = "\(plural("minute", minute.values)) \(ValueList(minute.values).words { "\($0)" })"
        return "\(secondPhrase) of \(minutePhrase)\(everyHour)"
    }

    // MARK: Days

    private func dayPhrase(_ parts: Rare.Parts) -> String {
        let monthNames = months == FieldSet.all(.month) ? nil : ValueList(monthField.values).words(Self.monthName)
        let inMonths = monthNames.map { " in \($0)" } ?? ""
        let onDays = " on \(dayWords(parts)) of \(monthNames ?? "every month")"
        let weekdayWords = weekdayWords(parts)
        switch (restrictsDays, restrictsWeekdays, bothDaysMustMatch) {
        case (true, false, true):
            return onDays
        case (false, true, true):
            return ", \(weekdayWords)\(inMonths)"
        case (true, true, true):
            return onDays + (weekdayField.values.count == 1 ? " that is also a " : " that is also one of: ")
                + weekdayWords
        case (true, true, false):
            return "\(onDays), and also on \(weekdayWords)\(inMonths)"
        case (false, _, _), (_, false, _):
            // "every 5 minutes" says it all; "at 08:00" leaves a question open.
            return hours == FieldSet.all(.hour) ? inMonths : " every day\(inMonths)"
        }
    }

    /// "the 1st, the 15th and the last day".
    private func dayWords(_ parts: Rare.Parts) -> String {
        let field = dayField
        var words =
            if field.isStar, field.step > 1 {
                ["every \(ordinal(field.step)) day from the 1st"]
                    + ValueList(field.rest).phrases { "the \(ordinal($0))" }
            } else {
                ValueList(field.values).phrases { "the \(ordinal($0))" }
            }
        for distance in 0...30 where parts.daysFromLast >> UInt32(31 - distance) & 1 != 0 {
            switch distance {
            case 0: words.append("the last day")
            case 1: words.append("the day before the last")
            default: words.append("the \(ordinal(distance)) day before the last")
            }
        }
        if parts.nearestWeekdays & 1 != 0 { words.append("the last weekday (Monday to Friday)") }
        for day in 1...31 where parts.nearestWeekdays >> UInt32(day) & 1 != 0 {
            words.append("the weekday (Monday to Friday) nearest the \(ordinal(day))")
        }
        return joined(words)
    }

    /// "Monday to Friday and the last Sunday of the month".
    private func weekdayWords(_ parts: Rare.Parts) -> String {
        // A week begins on Monday here, so that the weekend stands together.
        let values = weekdayField.values.map { $0 == 0 ? 7 : $0 }.sorted()
        var words = ValueList(values).phrases { Self.weekdayName($0 % 7) }
        for ordinal in 1...6 {
            let week = parts.nthWeekdays >> UInt64((ordinal - 1) * 7) & 0x7f
            for weekday in 0..<7 where week >> UInt64(weekday) & 1 != 0 {
                let which = ["first", "second", "third", "fourth", "fifth", "last"][ordinal - 1]
                words.append("the \(which) \(Self.weekdayName(weekday)) of the month")
            }
        }
        return joined(words)
    }

    private static func monthName(_ month: Int) -> String {
        let names = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        return names[(month + 11) % 12]
    }

    private static func weekdayName(_ weekday: Int) -> String {
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"][weekday % 7]
    }
}

extension ValueList {
    /// Single values, and "a to b" for three or more in a row.
    fileprivate func phrases(_ name: (Int) -> String) -> [String] {
        runs.flatMap { run in
            run.count > 2 ? ["\(name(run.lowerBound)) to \(name(run.upperBound))"] : run.map(name)
        }
    }

    fileprivate func words(_ name: (Int) -> String) -> String { joined(phrases(name)) }
}

/// "a, b and c".
private func joined(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
}

private func plural(_ word: String, _ values: [Int]) -> String { values.count == 1 ? word : word + "s" }

private func ordinal(_ number: Int) -> String {
    switch (number % 10, number % 100) {
    case (_, 11...13): "\(number)th"
    case (1, _): "\(number)st"
    case (2, _): "\(number)nd"
    case (3, _): "\(number)rd"
    default: "\(number)th"
    }
}

private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

private func clock(_ time: Int, showSeconds: Bool = false) -> String {
    let minutes = "\(twoDigits(time / 3_600)):\(twoDigits(time / 60 % 60))"
    return showSeconds ? "\(minutes):\(twoDigits(time % 60))" : minutes
}
