import CivilTime
import CronSchedule

/// The time of a picture from left to right: days or hours, weekends, and where the clock changes.
struct PlanAxis {
    let from: Instant
    let to: Instant
    let left: Int
    let right: Int
    let time: TimeText

    func x(_ instant: Instant) -> Double {
        let whole = Double((to - from).nanoseconds)
        guard whole > 0 else { return Double(left) }
        let part = Double((min(max(instant, from), to) - from).nanoseconds) / whole
        return Double(left) + part * Double(right - left)
    }

    /// - Parameter captionHeight: of a line of words at the top, which is kept free.
    func lines(top: Int, bottom: Int, captionHeight: Int) -> [String] {
        var lines = weekends(top, bottom)
        for (instant, label) in ticks {
            let position = Self.rounded(x(instant))
            lines.append(
                "<line class=\"grid\" x1=\"\(position)\" x2=\"\(position)\" y1=\"\(top)\" y2=\"\(bottom)\"/>")
            // The label of a line at the very end would be cut off.
            guard x(instant) < Double(right) - Double(label.columns) * 6.5 else { continue }
            lines.append("<text class=\"day\" x=\"\(position)\" y=\"\(bottom + 12)\">\(label)</text>")
        }
        return lines + clockChanges(top, bottom, captionHeight)
    }

    private var days: ClosedRange<Int> {
        let first = time.zone.civil(from).date.daysSince1970
        return first...max(first, time.zone.civil(to).date.daysSince1970)
    }

    private var isShort: Bool { to - from <= .seconds(2 * 86_400) }

    /// Each midnight, or every few where there are many; hours or minutes where the time is short.
    private var ticks: [(Instant, String)] {
        let room = max(1, (right - left) / 70)
        let length = Int((to - from).nanoseconds / 60_000_000_000)
        let minutes = isShort ? [5, 15, 30, 60, 120, 180, 360, 720].first { length / $0 <= room } ?? 1440 : 1440
        let step = isShort ? 1 : max(1, (days.count + room - 1) / room)
        return stride(from: days.lowerBound, through: days.upperBound, by: step).flatMap { day in
            stride(from: 0, to: 1440, by: minutes).compactMap { minute in
                let local = CivilDateTime(secondsSince1970: Int64(day) * 86_400 + Int64(minute) * 60)
                let instant = time.zone.instant(of: local)
                guard instant >= from, instant <= to else { return nil }
                return (instant, minute > 0 ? String(local.timeOfDay.prefix(5)) : Self.name(of: local))
            }
        }
    }

    private static func name(of local: CivilDateTime) -> String {
        "\(TimeText.weekdays[local.weekday]) \(local.date.description.dropFirst(5))"
    }

    private func weekends(_ top: Int, _ bottom: Int) -> [String] {
        guard !isShort, days.count <= 70 else { return [] }
        return days.compactMap { day in
            let local = CivilDateTime(secondsSince1970: Int64(day) * 86_400)
            guard local.weekday == 0 || local.weekday == 6 else { return nil }
            let next = CivilDateTime(secondsSince1970: Int64(day + 1) * 86_400)
            let (start, end) = (x(time.zone.instant(of: local)), x(time.zone.instant(of: next)))
            guard end > start else { return nil }
            return """
                <rect class="weekend" x="\(Self.rounded(start))" y="\(top)" width="\(Self.rounded(end - start))" \
                height="\(bottom - top)"/>
                """
        }
    }

    private func clockChanges(_ top: Int, _ bottom: Int, _ captionHeight: Int) -> [String] {
        var lines: [String] = []
        var instant = from
        while let change = time.zone.nextTransition(after: instant), change.instant <= to {
            instant = change.instant
            let position = Self.rounded(x(instant))
            let minutes = (change.offsetAfter - change.offsetBefore) / 60
            let size = minutes % 60 == 0 ? "\(abs(minutes) / 60) h" : "\(abs(minutes)) min"
            let isNearEnd = x(instant) > Double(right) - 90
            lines.append(
                "<line class=\"change\" x1=\"\(position)\" x2=\"\(position)\" y1=\"\(top)\" y2=\"\(bottom)\"/>")
            lines.append(
                """
                <text class="changed\(isNearEnd ? " end" : "")" x="\(Self.rounded(x(instant) + (isNearEnd ? -4 : 4)))" \
                y="\(top + captionHeight + 9)">clock \(minutes > 0 ? "+" : "−")\(size)</text>
                """)
        }
        return lines
    }

    /// To a tenth.
    static func rounded(_ number: Double) -> String {
        let scaled = Int((number * 10).rounded())
        let sign = scaled < 0 ? "-" : ""
        let (whole, tenth) = scaled.magnitude.quotientAndRemainder(dividingBy: 10)
        return tenth == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(tenth)"
    }
}

/// Numbers of instances from bottom to top.
struct PlanScale {
    let top: Int
    let bottom: Int
    private let peak: Int

    init(peak: Int, top: Int, bottom: Int) {
        self.peak = max(1, peak)
        self.top = top
        self.bottom = bottom
    }

    func y(_ count: Int) -> Double { Double(bottom) - Double(count) / Double(peak) * Double(bottom - top) }

    /// What stands beside one of ``ticks``: short, for there is little room.
    static func label(_ tick: Int) -> String {
        tick >= 10_000 && tick % 1000 == 0 ? "\(tick / 1000)k" : "\(tick)"
    }

    /// Round numbers, three to six of them.
    var ticks: [Int] {
        var step = 1
        for power in [1, 10, 100, 1000, 10_000, 100_000, 1_000_000] {
            for factor in [power, 2 * power, 5 * power] where peak / step > 5 { step = factor }
        }
        return Array(stride(from: 0, through: peak, by: step))
    }
}
