import CivilTime
import CronSchedule

/// A plan as a picture: one band of steps for each service, all over the same days.
///
/// Colours follow the viewer's light or dark mode; a band's steps name themselves when pointed at.
struct PlanSVG {
    let plan: Plan
    let time: TimeText
    var width = 960

    private static let band = 64
    private static let gap = 30
    private static let top = 56
    private static let margin = 16

    private var height: Int { Self.top + plan.services.count * (Self.band + Self.gap) + 28 }
    private var left: Int { Self.margin + 34 }
    private var right: Int { width - Self.margin }

    var text: String {
        var lines = [
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img" \
            aria-label="Instances over time" font-family="system-ui, sans-serif" font-size="13">
            """,
            Self.style,
            "<rect class=\"ground\" width=\"\(width)\" height=\"\(height)\"/>",
            "<text class=\"title\" x=\"\(Self.margin)\" y=\"26\">Instances by schedule</text>",
            "<text class=\"quiet\" x=\"\(Self.margin)\" y=\"44\">\(escaped(period))</text>",
        ]
        lines += grid
        for (index, service) in plan.services.enumerated() {
            lines += band(service, y: Self.top + index * (Self.band + Self.gap) + Self.gap - 6)
        }
        lines.append("</svg>")
        return lines.joined(separator: "\n") + "\n"
    }

    private var period: String {
        let zone = time.zone.identifier
        return "\(time.dated(plan.from)) to \(time.dated(plan.to)), \(zone)"
    }

    private static let style = """
        <style>
        .ground { fill: #ffffff } .title { fill: #1a1f2b; font-size: 17px; font-weight: 600 }
        .name { fill: #1a1f2b; font-weight: 600 } .quiet { fill: #667085; font-size: 12px }
        .grid { stroke: #e4e7ec } .base { stroke: #98a2b3 }
        .sure { fill: #2f6fed; fill-opacity: 0.22 } .range { fill: #2f6fed; fill-opacity: 0.10 }
        .line { fill: none; stroke: #2f6fed; stroke-width: 1.8; stroke-linejoin: round }
        .unknown { fill: #98a2b3; fill-opacity: 0.15 }
        .hit { fill: transparent } .hit:hover { fill: #2f6fed; fill-opacity: 0.12 }
        @media (prefers-color-scheme: dark) {
        .ground { fill: #11151c } .title, .name { fill: #eef1f6 } .quiet { fill: #98a2b3 }
        .grid { stroke: #262d39 } .base { stroke: #667085 } .line { stroke: #6ea0ff }
        .sure, .range { fill: #6ea0ff } .hit:hover { fill: #6ea0ff; fill-opacity: 0.16 }
        }
        </style>
        """

    private func x(_ instant: Instant) -> Double {
        let whole = Double((plan.to - plan.from).nanoseconds)
        guard whole > 0 else { return Double(left) }
        return Double(left) + Double((instant - plan.from).nanoseconds) / whole * Double(right - left)
    }

    /// A line at each midnight, or every few where there are many; hours where the plan is short.
    private var grid: [String] {
        var lines: [String] = []
        let isShort = plan.to - plan.from <= .seconds(2 * 86_400)
        let first = time.zone.civil(plan.from).date.daysSince1970
        let last = time.zone.civil(plan.to).date.daysSince1970
        let room = max(1, (right - left) / 70)
        let stride = isShort ? 1 : max(1, (last - first + room) / room)
        for day in Swift.stride(from: first, through: last, by: stride) {
            for hour in isShort ? Array(Swift.stride(from: 0, to: 24, by: 6)) : [0] {
                let midnight = CivilDateTime(secondsSince1970: Int64(day) * 86_400 + Int64(hour) * 3600)
                let instant = time.zone.instant(of: midnight)
                guard instant >= plan.from, instant <= plan.to else { continue }
                let position = Self.rounded(x(instant))
                let label =
                    isShort
                    ? String(midnight.timeOfDay.prefix(5))
                    : "\(TimeText.weekdays[midnight.weekday]) \(midnight.date.description.dropFirst(5))"
                let ends = "x1=\"\(position)\" x2=\"\(position)\" y1=\"\(Self.top)\" y2=\"\(height - 22)\""
                lines.append("<line class=\"grid\" \(ends)/>")
                // The label of a line at the very end would be cut off.
                guard x(instant) < Double(right) - (isShort ? 30 : 56) else { continue }
                lines.append("<text class=\"quiet\" x=\"\(position)\" y=\"\(height - 8)\">\(label)</text>")
            }
        }
        return lines
    }

    private func band(_ service: Plan.Service, y top: Int) -> [String] {
        let bottom = top + Self.band
        let peak = max(1, service.peak)
        func height(_ count: Int) -> Double { Double(bottom) - Double(count) / Double(peak) * Double(Self.band - 6) }
        var lines = [
            "<text class=\"name\" x=\"\(Self.margin)\" y=\"\(top - 6)\">\(escaped(service.name))</text>",
            """
            <text class="quiet" x="\(right)" y="\(top - 6)" text-anchor="end">\
            \(PlanText.range(service.hours)) instance hours</text>
            """,
            "<text class=\"quiet\" x=\"\(left - 8)\" y=\"\(top + 14)\" text-anchor=\"end\">\(service.peak)</text>",
            "<text class=\"quiet\" x=\"\(left - 8)\" y=\"\(bottom)\" text-anchor=\"end\">0</text>",
        ]
        var path = ""
        for (index, step) in service.steps.enumerated() {
            let end = service.steps.indices.contains(index + 1) ? service.steps[index + 1].at : plan.to
            let (start, stop) = (x(step.at), x(end))
            guard stop > start else { continue }
            let (x1, span) = (Self.rounded(start), Self.rounded(stop - start))
            let title = "\(service.name): \(step.level?.text ?? "unknown") from \(time.full(step.at))"
            guard let level = step.level else {
                lines.append(
                    "<rect class=\"unknown\" x=\"\(x1)\" y=\"\(top)\" width=\"\(span)\" height=\"\(Self.band)\"/>")
                lines.append(hit(x1, top, span, title))
                continue
            }
            let (low, high) = (height(level.minimum), height(level.maximum))
            func rectangle(_ kind: String, _ upper: Double, _ lower: Double) -> String {
                "<rect class=\"\(kind)\" x=\"\(x1)\" y=\"\(Self.rounded(upper))\" width=\"\(span)\""
                    + " height=\"\(Self.rounded(lower - upper))\"/>"
            }
            if level.minimum > 0 { lines.append(rectangle("sure", low, Double(bottom))) }
            if level.maximum > level.minimum { lines.append(rectangle("range", high, low)) }
            path += "\(path.isEmpty ? "M" : "L")\(x1) \(Self.rounded(high))H\(Self.rounded(stop))"
            lines.append(hit(x1, top, span, title))
        }
        if !path.isEmpty { lines.append("<path class=\"line\" d=\"\(path)\" pointer-events=\"none\"/>") }
        lines.append("<line class=\"base\" x1=\"\(left)\" x2=\"\(right)\" y1=\"\(bottom)\" y2=\"\(bottom)\"/>")
        return lines
    }

    private func hit(_ x: String, _ y: Int, _ width: String, _ title: String) -> String {
        "<rect class=\"hit\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(Self.band)\">"
            + "<title>\(escaped(title))</title></rect>"
    }

    private static func rounded(_ number: Double) -> String {
        let scaled = Int((number * 10).rounded())
        return scaled % 10 == 0 ? "\(scaled / 10)" : "\(scaled / 10).\(scaled.magnitude % 10)"
    }
}

/// Text as XML and HTML take it.
func escaped(_ text: String) -> String {
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
