import CivilTime
import CronSchedule
import TideConfiguration

/// A plan as a picture: what all services have together, and below it a band of steps for each, over the same days.
///
/// Colours follow the viewer's light or dark mode; a step names itself when pointed at. It loads nothing.
struct PlanSVG {
    let plan: Plan
    let time: TimeText
    let width: Int
    let axis: PlanAxis

    /// By ServiceId, events that change nothing.
    private let passed: [String: [Plan.Event]]
    /// What tells the pictures of one page apart in the names of their parts.
    private let mark: String

    static let margin = 20
    /// Where there is little room, names stand above their bands rather than beside them.
    private var isNarrow: Bool { width < 640 }
    private var hasTotal: Bool { plan.services.count > 1 }
    /// Of many services each gets less.
    private var isDense: Bool { plan.services.count > 40 }

    /// Its size, where it is a picture of its own: a viewer would else shrink a tall one to its window.
    private var size: String { isAlone ? " width=\"\(width)\" height=\"\(height)\"" : "" }
    private let isAlone: Bool
    /// What time it shows, in lines that fit.
    private let period: [String]
    /// What holds services at the start, in lines that fit.
    private let holds: [String]
    private static let lineHeight = 18
    /// Beside the title, or below what is said of the picture.
    private let legend: PlanLegend
    private var headHeight: Int { 51 + (period.count - 1 + holds.count) * Self.lineHeight }
    private var top: Int { headHeight + 17 + (isNarrow ? legend.rows * PlanLegend.rowHeight : 0) }
    private static let totalHeight = 132
    private var bandHeight: Int { isDense ? 26 : isNarrow ? 46 : 52 }
    private var caption: Int { isNarrow ? 22 : 0 }
    private var pitch: Int { bandHeight + caption + (isDense ? 10 : 20) }
    private var bandsTop: Int { top + (hasTotal ? caption + Self.totalHeight + 34 : 0) }
    private var bottom: Int { bandsTop + plan.services.count * pitch }
    private var height: Int { bottom + 26 }

    /// - Parameter isAlone: whether it is a picture of its own, which says what holds services.
    init(plan: Plan, time: TimeText, width: Int = 1000, isAlone: Bool = true) {
        self.isAlone = isAlone
        self.plan = plan
        self.time = time
        self.width = width
        let columns = (width - 2 * Self.margin) / 7
        // Mostly digits, which are narrow.
        period = "\(time.dated(plan.from)) to \(time.dated(plan.to)), \(time.zone.identifier)"
            .wrapped(to: (width - 2 * Self.margin) * 5 / 32, indent: 0)
        holds = isAlone ? plan.holds(time).flatMap { $0.wrapped(to: columns, indent: 0) } : []
        mark = "w\(width)"
        let gutter = width < 640 ? 0 : 176
        axis = PlanAxis(
            from: plan.from, to: plan.to, left: Self.margin + gutter + 26, right: width - Self.margin, time: time)
        legend = PlanLegend(of: plan, within: width - 2 * Self.margin, mark: mark)
        passed = Dictionary(grouping: plan.events.filter { !$0.isChange }, by: \.serviceId)
    }

    var text: String {
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg"\(size) viewBox="0 0 \(width) \(height)" role="img" \
            aria-label="Instances over time" font-family="system-ui, 'Segoe UI', 'Noto Sans', sans-serif" \
            font-size="13" data-left="\(axis.left)" data-right="\(axis.right)" data-width="\(width)">
            """,
            Self.style, definitions,
            "<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\" rx=\"12\"/>",
            "<text class=\"title\" x=\"\(Self.margin)\" y=\"32\">Instances by schedule</text>",
        ]
        let told = period.map { (kind: "quiet", line: $0) } + holds.map { (kind: "held", line: $0) }
        for (index, (kind, line)) in told.enumerated() {
            let y = 51 + index * Self.lineHeight
            lines.append("<text class=\"\(kind)\" x=\"\(Self.margin)\" y=\"\(y)\">\(escaped(line))</text>")
        }
        lines +=
            isNarrow
            ? legend.lines(x: Self.margin, y: headHeight + PlanLegend.rowHeight + 4)
            : legend.lines(x: axis.right - legend.width, y: 32)
        lines += axis.lines(top: top, bottom: bottom, captionHeight: caption)
        if hasTotal { lines += total }
        lines += Array(plan.services.indices).concurrentMap(inRunsOf: 8) { index in
            band(plan.services[index], index, y: bandsTop + index * pitch + caption).joined(separator: "\n")
        }
        return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    // MARK: Parts

    private var total: [String] {
        let top = top + caption
        let steps = plan.total
        let peak = steps.map(\.level.maximum).max() ?? 0
        let scale = PlanScale(peak: peak, top: top + 8, bottom: top + Self.totalHeight)
        let shown = plan.hasKnownSizes ? "\(peak)" : "?"
        var lines = name("All services", "peak \(shown)", hours(of: plan.services), y: top, height: Self.totalHeight)
        for tick in scale.ticks {
            let y = PlanAxis.rounded(scale.y(tick))
            lines.append("<line class=\"grid\" x1=\"\(axis.left)\" x2=\"\(axis.right)\" y1=\"\(y)\" y2=\"\(y)\"/>")
            lines.append(
                "<text class=\"tick\" x=\"\(axis.left - 7)\" y=\"\(PlanAxis.rounded(scale.y(tick) + 4))\">\(PlanScale.label(tick))</text>"
            )
        }
        let shape = PlanShape(
            steps: steps.map { Plan.Step(at: $0.at, level: $0.level) }, axis: axis, scale: scale, end: plan.to)
        // The sum of the sizes that are known stands before it.
        let unknown = steps.map { Plan.Step(at: $0.at, level: $0.unknown > 0 ? nil : $0.level) }
        lines += PlanShape(steps: unknown, axis: axis, scale: scale, end: plan.to).unknown(pattern: "unknown-\(mark)")
        lines += shape.lines(fill: "all-\(mark)", line: "line all")
        for (index, step) in steps.enumerated() {
            let end = steps.indices.contains(index + 1) ? steps[index + 1].at : plan.to
            let unknown = step.unknown > 0 ? ", and \(step.unknown) not known" : ""
            let what = "\(step.level.instances)\(unknown)"
            lines += hit("All services", what, step.at, end, y: top, height: Self.totalHeight)
        }
        return lines
    }

    private func band(_ service: Plan.Service, _ index: Int, y top: Int) -> [String] {
        let scale = PlanScale(peak: service.peak, top: top + 4, bottom: top + bandHeight)
        let hours = isDense && !isNarrow ? "" : hours(of: [service])
        var lines = name(service.name, "peak \(service.peakText)", hours, y: top, height: bandHeight)
        let shape = PlanShape(steps: service.steps, axis: axis, scale: scale, end: plan.to)
        lines += shape.unknown(pattern: "unknown-\(mark)")
        lines += shape.lines(fill: "one-\(mark)", line: "line")
        if !isDense { lines += shape.labels }
        for (index, step) in service.steps.enumerated() {
            let end = service.steps.indices.contains(index + 1) ? service.steps[index + 1].at : plan.to
            lines += hit(
                service.name, step.level?.instances ?? "not known", step.at, end, y: top, height: bandHeight)
        }
        return lines + marks(of: service, y: top + bandHeight)
    }

    /// Events that change nothing, for they are excluded or lose against others, or for as long as a hold keeps them.
    private func marks(of service: Plan.Service, y: Int) -> [String] {
        (passed[service.serviceId] ?? []).map { event in
            let x = PlanAxis.rounded(axis.x(event.at))
            let what = escaped(
                "\(event.job): \(event.outcome) \(time.dated(event.at)). \(event.remarks.joined(separator: "; "))")
            let kind = event.outcome == "held" ? "passed kept" : "passed"
            return "<circle class=\"\(kind)\" cx=\"\(x)\" cy=\"\(y)\" r=\"3.5\"><title>\(what)</title></circle>"
        }
    }

    private func name(_ name: String, _ peak: String, _ hours: String, y: Int, height: Int) -> [String] {
        let left = Self.margin
        let shown = escaped(name.shortened(to: isNarrow ? 22 : 24, Terminal(columns: nil)))
        if isNarrow {
            let more = [peak, hours].filter { !$0.isEmpty }.joined(separator: " · ")
            return [
                "<text class=\"name\" x=\"\(left)\" y=\"\(y - 8)\">\(shown)</text>",
                "<text class=\"quiet end\" x=\"\(axis.right)\" y=\"\(y - 8)\">\(more)</text>",
            ]
        }
        let middle = y + height / 2
        let first = hours.isEmpty ? middle + 9 : middle - 8
        return [
            "<text class=\"name\" x=\"\(left)\" y=\"\(first)\">\(shown)</text>",
            hours.isEmpty ? "" : "<text class=\"quiet\" x=\"\(left)\" y=\"\(middle + 9)\">\(hours)</text>",
            hours.isEmpty ? "" : "<text class=\"quiet\" x=\"\(left)\" y=\"\(middle + 25)\">\(peak)</text>",
        ].filter { !$0.isEmpty }
    }

    private func hours(of services: [Plan.Service]) -> String {
        let sum = services.reduce((minimum: 0.0, maximum: 0.0)) {
            ($0.minimum + $1.hours.minimum, $0.maximum + $1.hours.maximum)
        }
        let text = services.contains(where: \.isKnown) ? PlanText.wholeRange(sum) : "?"
        // Beside the picture there is room for so much.
        return "\(text) \(isNarrow || text.count > 11 ? "h" : "instance hours")"
    }

    /// What is pointed at.
    private func hit(_ name: String, _ what: String, _ start: Instant, _ end: Instant, y: Int, height: Int) -> [String]
    {
        let (left, right) = (axis.x(start), axis.x(end))
        guard right > left else { return [] }
        let span = "\(time.dated(start)) to \(time.dated(end))"
        return [
            """
            <rect class="hit" x="\(PlanAxis.rounded(left))" y="\(y)" width="\(PlanAxis.rounded(right - left))" \
            height="\(height)" data-name="\(escaped(name))" data-what="\(escaped(what))" data-span="\(escaped(span))">\
            <title>\(escaped("\(name): \(what), \(span)"))</title></rect>
            """
        ]
    }

    private var definitions: String {
        func gradient(_ name: String, _ kind: String) -> String {
            """
            <linearGradient id="\(name)-\(mark)" x1="0" y1="0" x2="0" y2="1">\
            <stop offset="0" class="\(kind) high"/><stop offset="1" class="\(kind) low"/></linearGradient>
            """
        }
        return """
            <defs>\(gradient("one", "first"))\(gradient("all", "second"))\
            <pattern id="unknown-\(mark)" width="7" height="7" patternUnits="userSpaceOnUse" \
            patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="7"/></pattern></defs>
            """
    }

    private static let style = """
        <style>
        .ground { fill: #ffffff } .title { fill: #101828; font-size: 18px; font-weight: 650 }
        .name { fill: #101828; font-weight: 600 } .quiet, .tick { fill: #667085; font-size: 12px }
        .tick { font-size: 11px } .tick, .end { text-anchor: end } .day { fill: #475467; font-size: 12px }
        .grid { stroke: #eaecf0 } .base { stroke: #d0d5dd } .weekend { fill: #101828; fill-opacity: 0.035 }
        .change { stroke: #dc6803; stroke-dasharray: 4 3 } .changed { fill: #b54708; font-size: 11px }
        .first { stop-color: #2e6be6 } .second { stop-color: #6938ef }
        .high { stop-opacity: 0.42 } .low { stop-opacity: 0.14 }
        .sure { fill: #2e6be6; fill-opacity: 0.36 } .range { fill: #2e6be6; fill-opacity: 0.13 }
        .line { fill: none; stroke: #2e6be6; stroke-width: 1.8; stroke-linejoin: round }
        .line.all { stroke: #6938ef } .all.range { fill: #6938ef } .within { stroke-width: 1; stroke-opacity: 0.45 }
        .value { fill: #1d3f8f; font-size: 11px; font-weight: 600; text-anchor: middle }
        .hatch { stroke: #98a2b3; stroke-width: 2; stroke-opacity: 0.45 }
        .passed { fill: #ffffff; stroke: #98a2b3; stroke-width: 1.6 } .kept { stroke: #dc6803 }
        .held { fill: #b54708; font-size: 12px } .hit { fill: transparent } .hit:hover { fill: #2e6be6; fill-opacity: 0.12 }
        text, .line, .grid, .base, .weekend, .change { pointer-events: none }
        @media (prefers-color-scheme: dark) {
        .ground { fill: #131720 } .title, .name { fill: #f2f4f7 } .quiet, .tick { fill: #98a2b3 }
        .day { fill: #cbd2dc } .grid { stroke: #252c39 } .base { stroke: #475467 }
        .weekend { fill: #ffffff; fill-opacity: 0.035 } .change { stroke: #f79009 } .changed { fill: #fdb022 }
        .first { stop-color: #5b93ff } .second { stop-color: #9b8afb } .sure, .range { fill: #5b93ff }
        .line { stroke: #7aa7ff } .line.all { stroke: #a99bff } .all.range { fill: #9b8afb } .value { fill: #d7e5ff }
        .passed { fill: #131720; stroke: #98a2b3 } .kept { stroke: #f79009 } .held { fill: #fdb022 } .hit:hover { fill: #7aa7ff; fill-opacity: 0.16 }
        }
        </style>
        """
}

extension Plan.Level {
    /// `8 instances`, `2 to 6 instances`, `stopped`
    var instances: String {
        if self == .stopped { return "stopped" }
        if minimum == maximum { return maximum == 1 ? "1 instance" : "\(maximum) instances" }
        return "\(minimum) to \(maximum) instances"
    }
}

/// Text as XML and HTML take it.
func escaped(_ text: String) -> String {
    // Nearly all text has none of these, and a page of a large fleet has hundreds of thousands.
    let isPlain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): false
        default: true
        }
    }
    if isPlain { return text }
    var result = ""
    for character in text {
        switch character {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"": result += "&quot;"
        default: result.append(character)
        }
    }
    return result
}
