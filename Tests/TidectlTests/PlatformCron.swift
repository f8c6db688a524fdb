import CivilTime

/// What TI-ONE's own scheduler does with an expression, worked out a second time in the plainest way: as cron of Go
/// reads it, fired to the minute, in a zone eight hours east of UTC.
struct PlatformCron {
    private let fields: [Set<Int>]
    private let isRestricted: [Bool]

    private static let ranges = [0...59, 0...59, 0...23, 1...31, 1...12, 0...6]
    private static let names: [[String]] = [
        [], [], [], [],
        ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
        ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    ]

    init?(_ text: String) {
        var words = text.split(separator: " ").map(String.init)
        if words.count == 5 { words.insert("0", at: 0) }
        guard words.count == 6 else { return nil }
        var fields: [Set<Int>] = []
        for (index, word) in words.enumerated() {
            var values: Set<Int> = []
            for item in word.split(separator: ",") {
                let parts = item.split(separator: "/")
                guard let step = parts.count > 1 ? Int(parts[1]) : 1, let base = parts.first else { return nil }
                let range = Self.ranges[index]
                var (first, last) = (range.lowerBound, range.upperBound)
                if base != "*", base != "?" {
                    let ends = base.split(separator: "-").map { Self.number($0, index) }
                    guard let low = ends.first ?? nil else { return nil }
                    first = low
                    if ends.count > 1 { last = ends[1] ?? last } else if parts.count == 1 { last = low }
                }
                values.formUnion(stride(from: first, through: last, by: step))
            }
            fields.append(values)
        }
        self.fields = fields
        isRestricted = zip(fields, Self.ranges).map { $0.count < $1.count }
    }

    private static func number(_ text: Substring, _ field: Int) -> Int? {
        Int(text) ?? names[field].firstIndex(of: text.uppercased())
    }

    func matches(day: CivilDate) -> Bool {
        guard fields[4].contains(day.month) else { return false }
        let (byDate, byWeekday) = (fields[3].contains(day.day), fields[5].contains(day.weekday))
        return isRestricted[3] && isRestricted[5] ? byDate || byWeekday : byDate && byWeekday
    }

    /// Minutes of a day on which it fires.
    var minutes: [Int] {
        fields[2].sorted().flatMap { hour in fields[1].sorted().map { hour * 60 + $0 } }
    }

    func matches(minute: Int) -> Bool { fields[2].contains(minute / 60) && fields[1].contains(minute % 60) }

    /// Every time from `from` on for so many days, exclusions considered.
    static func firings(
        _ schedule: String, excluding exclusions: [String], from: CivilDate, days: Int
    ) -> [Instant]? {
        guard let cron = PlatformCron(schedule) else { return nil }
        let excluded = exclusions.compactMap(PlatformCron.init)
        guard excluded.count == exclusions.count else { return nil }
        var instants: [Instant] = []
        for number in from.daysSince1970..<(from.daysSince1970 + days) {
            let day = CivilDate(daysSince1970: number)
            guard cron.matches(day: day) else { continue }
            for minute in cron.minutes
            where !excluded.contains(where: { $0.matches(day: day) && $0.matches(minute: minute) }) {
                instants.append(Instant(secondsSince1970: Int64(number * 86_400 + minute * 60 - 8 * 3_600)))
            }
        }
        return instants
    }
}
