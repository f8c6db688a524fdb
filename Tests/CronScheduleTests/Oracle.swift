import CivilTime
import CronSchedule

/// A random expression together with what it means, each field as plain sets and predicates: slow, and simple enough
/// to be right at sight. It shares no code with the engine but the offsets of the zone.
struct OracleExpression {
    var text = ""
    private var seconds: Set<Int> = [0]
    private var minutes: Set<Int> = []
    private var hours: Set<Int> = []
    private var months: Set<Int> = []
    private var years: Set<Int>?
    private var matchesDay: (CivilDate) -> Bool = { _ in false }
    private var matchesWeekday: (CivilDate) -> Bool = { _ in false }
    private var bothDays = false
    private(set) var followsClock = false

    /// The times of a local clock that the expression names, by second.
    func names(_ local: CivilDateTime) -> Bool {
        guard seconds.contains(local.second), minutes.contains(local.minute), hours.contains(local.hour),
            months.contains(local.month), years?.contains(local.year) ?? true
        else { return false }
        let date = local.date
        return bothDays ? matchesDay(date) && matchesWeekday(date) : matchesDay(date) || matchesWeekday(date)
    }

    /// Whether it fires at `second`, by the rule as the manual states it.
    func fires(at second: Int64, in zone: TimeZoneRules) -> Bool {
        let offset = Self.offset(second, zone)
        let local = second + offset
        if followsClock { return names(CivilDateTime(secondsSince1970: local)) }
        let isNamed = names(CivilDateTime(secondsSince1970: local))
        let isChange = Self.offset(second - 1, zone) != offset
        guard isNamed || isChange else { return false }
        // The latest time that the clock has shown in the last two days.
        var latest = Int64.min
        for transition in Self.transitions(from: second - 172_800, to: second, zone) {
            latest = max(latest, transition - 1 + Self.offset(transition - 1, zone))
        }
        if isNamed, local > latest { return true }
        guard isChange, latest + 1 < local else { return false }
        return (latest + 1..<local).contains { names(CivilDateTime(secondsSince1970: $0)) }
    }

    private static func offset(_ second: Int64, _ zone: TimeZoneRules) -> Int64 {
        Int64(zone.offset(at: Instant(secondsSince1970: second)))
    }

    /// Instants in `from...to` at which the offset changes, found by looking at every quarter of an hour.
    private static func transitions(from: Int64, to: Int64, _ zone: TimeZoneRules) -> [Int64] {
        var found: [Int64] = []
        var second = from - from % 900
        while second <= to {
            if offset(second, zone) != offset(second - 900, zone) {
                var change = second
                while offset(change - 1, zone) == offset(second, zone) { change -= 1 }
                if change >= from, change <= to { found.append(change) }
            }
            second += 900
        }
        // A change within the last quarter.
        if offset(to, zone) != offset(second - 900, zone) {
            var change = to
            while offset(change - 1, zone) == offset(to, zone) { change -= 1 }
            found.append(change)
        }
        return found
    }
}

// MARK: Random expressions

extension OracleExpression {
    /// - Parameter year: Years are drawn around it.
    static func random(using generator: inout some RandomNumberGenerator, around year: Int) -> OracleExpression {
        var result = OracleExpression()
        let minute = field(0...59, dense: 2, &generator)
        let hour = field(0...23, dense: 3, &generator)
        let month = field(1...12, dense: 6, &generator)
        result.minutes = minute.values
        result.hours = hour.values
        result.months = month.values
        result.followsClock = minute.text.hasPrefix("*") || hour.text.hasPrefix("*")
        let day = dayField(&generator)
        let weekday = weekdayField(&generator)
        result.matchesDay = day.matches
        result.matchesWeekday = weekday.matches
        result.bothDays = "*?".contains(day.text.prefix(1)) || "*?".contains(weekday.text.prefix(1))
        var fields = [minute.text, hour.text, day.text, month.text, weekday.text]
        let hasYear = Int.random(in: 0..<6, using: &generator) == 0
        if hasYear || Bool.random(using: &generator) {
            let second = field(0...59, dense: 0, &generator)
            result.seconds = second.values
            fields.insert(second.text, at: 0)
        }
        if hasYear {
            let first = year + Int.random(in: -2...0, using: &generator)
            let last = year + Int.random(in: 0...2, using: &generator)
            result.years = Set(first...last)
            fields.append("\(first)-\(last)")
        }
        result.text = fields.joined(separator: " ")
        return result
    }

    /// - Parameter dense: Of 7 draws as many are `*`, so that an expression fires within days.
    private static func field(
        _ range: ClosedRange<Int>, dense: Int, _ generator: inout some RandomNumberGenerator
    ) -> (text: String, values: Set<Int>) {
        if Int.random(in: 0..<7, using: &generator) < dense { return ("*", Set(range)) }
        var items: [String] = []
        var values: Set<Int> = []
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let first = Int.random(in: range, using: &generator)
            let last = Int.random(in: range, using: &generator)
            let step = Int.random(in: 1...10, using: &generator)
            // From first to last, around the end where last comes earlier.
            var ring = [first]
            while ring.last != last, let current = ring.last {
                ring.append(current == range.upperBound ? range.lowerBound : current + 1)
            }
            switch Int.random(in: 0..<5, using: &generator) {
            case 0:
                items.append("\(first)")
                values.insert(first)
            case 1:
                items.append("*/\(step)")
                values.formUnion(range.filter { ($0 - range.lowerBound) % step == 0 })
            case 2:
                items.append("\(first)/\(step)")
                values.formUnion((first...range.upperBound).filter { ($0 - first) % step == 0 })
            case 3:
                items.append("\(first)-\(last)")
                values.formUnion(ring)
            default:
                items.append("\(first)-\(last)/\(step)")
                values.formUnion(ring.enumerated().filter { $0.offset % step == 0 }.map { $0.element })
            }
        }
        return (items.joined(separator: ","), values)
    }

    private static func dayField(
        _ generator: inout some RandomNumberGenerator
    ) -> (text: String, matches: (CivilDate) -> Bool) {
        let number = Int.random(in: 1...31, using: &generator)
        let distance = Int.random(in: 0...30, using: &generator)
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return ("?", { _ in true })
        case 1: return ("L", { $0.day == lastDay($0) })
        case 2: return ("L-\(distance)", { $0.day == lastDay($0) - distance })
        case 3: return ("LW", { $0.day == workday(nearest: lastDay($0), $0) })
        case 4: return ("\(number)W", { number <= lastDay($0) && $0.day == workday(nearest: number, $0) })
        case 5: return ("\(number),L", { $0.day == number || $0.day == lastDay($0) })
        default:
            let plain = field(1...31, dense: 3, &generator)
            return (plain.text, { plain.values.contains($0.day) })
        }
    }

    private static func weekdayField(
        _ generator: inout some RandomNumberGenerator
    ) -> (text: String, matches: (CivilDate) -> Bool) {
        let names = ["SUN", "mon", "Tue", "WED", "THU", "fri", "SAT", "7"]
        let pick = Int.random(in: 0...7, using: &generator)
        let nth = Int.random(in: 1...5, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return ("?", { _ in true })
        case 1: return ("\(names[pick])L", { $0.weekday == pick % 7 && $0.day + 7 > lastDay($0) })
        case 2: return ("\(names[pick])#\(nth)", { $0.weekday == pick % 7 && ($0.day + 6) / 7 == nth })
        case 3:
            let plain = field(0...6, dense: 0, &generator)
            return (plain.text.replacingSteps(), { plain.values.contains($0.weekday) })
        case 4:
            let last = Int.random(in: 0...6, using: &generator)
            let ring = Set((0..<7).map { (pick + $0) % 7 }.prefix((last - pick + 14) % 7 + 1))
            return ("\(names[pick])-\(names[last])", { ring.contains($0.weekday) })
        default: return ("*", { _ in true })
        }
    }

    private static func lastDay(_ date: CivilDate) -> Int {
        (28...31).last { CivilDate(year: date.year, month: date.month, day: $0) != nil } ?? 0
    }

    /// The Monday to Friday nearest to `day` within the month.
    private static func workday(nearest day: Int, _ date: CivilDate) -> Int? {
        [0, -1, 1, -2, 2].map { day + $0 }.first {
            guard let candidate = CivilDate(year: date.year, month: date.month, day: $0) else { return false }
            return 1...5 ~= candidate.weekday
        }
    }
}

extension String {
    /// The days of the week run to 7, so that `2/5` holds Sunday: spelled with its end, it means what it says.
    fileprivate func replacingSteps() -> String {
        split(separator: ",").map { item in
            guard let slash = item.firstIndex(of: "/"), !item.contains("-"), !item.hasPrefix("*") else {
                return String(item)
            }
            return "\(item[..<slash])-6\(item[slash...])"
        }.joined(separator: ",")
    }
}
