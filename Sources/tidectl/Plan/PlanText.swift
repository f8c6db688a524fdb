import CivilTime
import Control
import CronSchedule
import Simulation
import TideConfiguration

/// A plan on the terminal: a line of bars for each service, the events, and what it adds up to.
struct PlanText {
    let plan: Plan
    let time: TimeText
    let terminal: Terminal
    let legend: Bool

    var lines: [String] { Array(parts.joined()) }

    /// Lines, in parts: there may be tens of thousands.
    var parts: [[String]] {
        var lines = ["From \(time.full(plan.from)) to \(time.full(plan.to))"]
        if plan.services.isEmpty { return [lines + ["", "There are no schedules."]] }
        lines += plan.holds(time).flatMap { $0.wrapped(to: terminal.columns) }.map { Style.yellow.on($0, terminal) }
        var bursts: [String] = []
        for burst in plan.bursts {
            let span = TimeText.span(burst.lastCall - burst.at)
            let most = burst.isAtMost ? "up to " : ""
            bursts += [
                "",
                "\(burst.isAtMost ? "Up to " : "")\(burst.changes) changes at \(time.full(burst.at)): the last call is sent "
                    + "\(most)\(span) later.",
            ]
        }
        return [
            lines, [""], chart, [""], events.lines(for: terminal, legend: legend), bursts, [""],
            totals.lines(for: terminal, legend: legend),
        ]
    }

    // MARK: Chart

    private var chart: [String] {
        let names = plan.services.map(\.name) + (plan.services.count > 1 ? ["total"] : [])
        let label = min(20, names.map(\.columns).max() ?? 0)
        let width = max(20, min(terminal.columns ?? 100, 160) - label - 8)
        let instants = (0..<width).map { column in
            plan.from + .nanoseconds((plan.to - plan.from).nanoseconds / Int64(width) * Int64(column))
        }
        let rows = plan.services.concurrentMap { service in
            let counts = instants.map { service.level(at: $0)?.maximum }
            return (counts: counts, line: bars(service.name, counts, label))
        }
        var lines = rows.map(\.line)
        var totals = [Int?](repeating: nil, count: width)
        for row in rows {
            for (column, count) in row.counts.enumerated() {
                totals[column] = count.map { $0 + (totals[column] ?? 0) } ?? totals[column]
            }
        }
        if plan.services.count > 1 { lines.append(bars("total", totals, label)) }
        return lines + [axis(instants, label)]
    }

    private func bars(_ name: String, _ counts: [Int?], _ label: Int) -> String {
        let peak = counts.compactMap { $0 }.max() ?? 0
        let blocks = Array((terminal.isUTF8 ? "▁▂▃▄▅▆▇█" : ".:-=+*%#").unicodeScalars)
        var text = String.UnicodeScalarView()
        for count in counts {
            guard let count else {
                text.append("?")
                continue
            }
            guard count > 0, peak > 0 else {
                text.append(terminal.isUTF8 ? "·" : " ")
                continue
            }
            text.append(blocks[max(0, min(blocks.count - 1, (count * blocks.count + peak - 1) / peak - 1))])
        }
        let name = name.shortened(to: label, terminal).filled(to: label)
        let isKnown = counts.contains { $0 != nil }
        return "\(name) \(Style.green.on(String(text), terminal)) max \(isKnown ? "\(peak)" : "?")"
    }

    /// Dates where a day begins, or hours where the plan is short.
    private func axis(_ instants: [Instant], _ label: Int) -> String {
        let isShort = plan.to - plan.from <= .seconds(2 * 86_400)
        var marks: [(position: Int, text: String)] = []
        for (position, instant) in instants.enumerated() {
            let local = time.zone.civil(instant)
            let date = "\(TimeText.weekdays[local.weekday]) \(local.date.description.dropFirst(5))"
            let mark = isShort ? "\(local.timeOfDay.prefix(2)):00" : date
            if mark != marks.last?.text { marks.append((position, mark)) }
        }
        var text = ""
        for mark in Self.evenly(marks) where mark.position + mark.text.columns <= instants.count {
            text = text.filled(to: mark.position) + mark.text
        }
        return String(repeating: " ", count: label + 1) + Style.grey.on(text, terminal)
    }

    /// Every mark, or every second, third, …, so that they have room. The first is mostly in the middle of its day:
    /// then it is one more where it has room.
    private static func evenly(_ marks: [(position: Int, text: String)]) -> [(position: Int, text: String)] {
        guard let first = marks.first else { return [] }
        var whole = Array(marks.dropFirst())
        if whole.count > 1, whole[0].position - first.position >= whole[1].position - whole[0].position - 1 {
            whole = marks
        }
        let width = first.text.columns + 1
        let step =
            (1...max(1, whole.count)).first { step in
                zip(whole, whole.dropFirst(step)).allSatisfy { $1.position - $0.position >= width }
            } ?? 1
        var chosen = stride(from: 0, to: whole.count, by: step).map { whole[$0] }
        if whole.count < marks.count, (chosen.first?.position ?? .max) - first.position >= width {
            chosen.insert(first, at: 0)
        }
        return chosen
    }

    // MARK: Tables

    private var events: Table {
        // Most are applied: where there is little room, only other outcomes are told, with the remarks.
        let isNarrow = (terminal.columns ?? .max) < 100
        var table = Table(
            [
                .init("TIME"), .init("SERVICE", minimum: 8), .init("JOB", dispensability: 2, minimum: 6),
                .init("FROM", isRight: true), .init(""), .init("TO"),
            ] + (isNarrow ? [] : [.init("OUTCOME")]) + [.init("REMARKS", minimum: 12)])
        let times = plan.events.texts { isNarrow ? time.dated($0) : time.full($0) }
        table.rows = Array(plan.events.indices).concurrentMap(inRunsOf: 512) { index in
            Table.row(cells(of: plan.events[index], at: times[index], isNarrow: isNarrow))
        }
        return table
    }

    private func cells(of event: Plan.Event, at time: String, isNarrow: Bool) -> [Table.Cell] {
        let style: Style = event.isChange ? .plain : .grey
        let arrow = event.changesNothing ? " " : terminal.isUTF8 ? "→" : ">"
        let released = isNarrow ? event.releasedAt.map(self.time.short) : nil
        let outcome = Table.Cell(event.outcome, outcomeStyle(event.outcome))
        let remarks = Table.Cell(event.told(withOutcome: isNarrow, released: released), style)
        var cells: [Table.Cell] = [
            .init(time, style), .init(event.service, style), .init(event.job, style),
            .init(event.from?.text ?? "?", style), .init(arrow, style),
            .init(event.toText ?? "", event.isChange ? .bold : .grey), outcome, remarks,
        ]
        if isNarrow { cells.remove(at: 6) }
        return cells
    }

    private var totals: Table {
        let hasPrices = plan.services.contains { $0.price != nil }
        var table = Table(
            [.init("SERVICE"), .init("PEAK", isRight: true), .init("INSTANCE HOURS", isRight: true)]
                + (hasPrices ? [.init("YUAN", isRight: true)] : []))
        var hours = (minimum: 0.0, maximum: 0.0)
        var cost = (minimum: 0.0, maximum: 0.0)
        for service in plan.services {
            hours = (hours.minimum + service.hours.minimum, hours.maximum + service.hours.maximum)
            var cells: [Table.Cell] = [
                .init(service.name), .init(service.peakText), .init(Self.sum(service.hours, of: [service])),
            ]
            if hasPrices {
                if let own = service.cost { cost = (cost.minimum + own.minimum, cost.maximum + own.maximum) }
                cells.append(.init(service.cost.map { Self.sum($0, of: [service]) } ?? "?"))
            }
            table.add(cells)
        }
        if plan.services.count > 1 {
            let peak = plan.total.map(\.level.maximum).max() ?? 0
            let priced = plan.services.filter { $0.price != nil }
            let share = priced.count == plan.services.count ? "" : " (\(priced.count) of \(plan.services.count))"
            table.add(
                [
                    .init("total", .bold), .init(plan.hasKnownSizes ? "\(peak)" : "?", .bold),
                    .init(Self.sum(hours, of: plan.services), .bold),
                ]
                    + (hasPrices ? [.init(Self.sum(cost, of: priced) + share, .bold)] : []))
        }
        return table
    }

    /// ``range(_:)``, and ` + ?` where sizes of these services are not known all the time; `?` where they never are.
    static func sum(_ range: (minimum: Double, maximum: Double), of services: [Plan.Service]) -> String {
        guard services.contains(where: { $0.hoursUnknown > 0 }) else { return self.range(range) }
        return services.contains(where: \.isKnown) ? "\(self.range(range)) + ?" : "?"
    }

    /// `96.0`, or `96.0-288.0` where an autoscaler decides.
    static func range(_ range: (minimum: Double, maximum: Double)) -> String {
        let (low, high) = (tenths(range.minimum), tenths(range.maximum))
        return low == high ? low : "\(low)-\(high)"
    }

    /// `96`, or `96–288` where an autoscaler decides, for pictures.
    static func wholeRange(_ range: (minimum: Double, maximum: Double)) -> String {
        let (low, high) = (Int64(range.minimum.rounded()), Int64(range.maximum.rounded()))
        return low == high ? grouped(low) : "\(grouped(low))–\(grouped(high))"
    }

    /// `12,345`
    private static func grouped(_ number: Int64) -> String {
        var digits = Array("\(number)")
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }

    private static func tenths(_ number: Double) -> String {
        let scaled = Int64((number * 10).rounded())
        return "\(scaled / 10).\(scaled % 10)"
    }
}

extension TimeText {
    /// `Tue 11-24 08:30`, with seconds where there are any.
    func dated(_ instant: Instant) -> String {
        let local = zone.civil(instant)
        let clock = local.timeOfDay.prefix(local.second == 0 ? 5 : 8)
        return "\(Self.weekdays[local.weekday]) \(local.date.description.dropFirst(5)) \(clock)"
    }
}

extension [Plan.Event] {
    /// What `text` makes of the time of each. They come in order of time, many at one.
    fileprivate func texts(_ text: (Instant) -> String) -> [String] {
        var last: (at: Instant, text: String)?
        return map { event in
            if let last, last.at == event.at { return last.text }
            let shown = text(event.at)
            last = (event.at, shown)
            return shown
        }
    }
}
