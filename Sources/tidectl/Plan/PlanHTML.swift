import CivilTime
import CronSchedule

/// A plan as one self-contained page: chart, events, totals. It loads nothing and runs no script.
///
/// The chart is there twice, for wide and for narrow windows, so that its text stays readable on a telephone.
struct PlanHTML {
    let plan: Plan
    let time: TimeText

    var text: String {
        var parts = [
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>Plan \(escaped(time.dated(plan.from))) to \(escaped(time.dated(plan.to)))</title>
            \(Self.style)
            </head>
            <body>
            <main>
            <h1>Plan</h1>
            <p class="quiet">\(escaped(time.full(plan.from))) to \(escaped(time.full(plan.to)))</p>
            <figure class="wide">
            \(PlanSVG(plan: plan, time: time, width: 1080).text)</figure>
            <figure class="narrow">
            \(PlanSVG(plan: plan, time: time, width: 358).text)</figure>
            """
        ]
        if !plan.bursts.isEmpty {
            let items = plan.bursts.map { burst in
                let span = TimeText.span(burst.lastCall - burst.at)
                let at = escaped(time.full(burst.at))
                return "<li>\(burst.changes) changes at \(at); the last call is sent \(span) later</li>"
            }
            parts.append("<h2>Bursts</h2>\n<ul>\(items.joined())</ul>")
        }
        parts.append("<h2>Totals</h2>\n\(totals)")
        parts.append("<h2>Events</h2>\n\(events)")
        parts.append("</main>\n</body>\n</html>\n")
        return parts.joined(separator: "\n")
    }

    private var totals: String {
        let hasPrices = plan.services.contains { $0.price != nil }
        let rows = plan.services.map { service in
            let cost = service.cost.map { PlanText.sum($0, of: [service]) }
            let cells = [escaped(service.name), "\(service.peak)", PlanText.sum(service.hours, of: [service])]
            let row = "<td>\(cells[0])</td><td class=\"n\">\(cells[1])</td><td class=\"n\">\(cells[2])</td>"
            return "<tr>\(row)\(hasPrices ? "<td class=\"n\">\(cost ?? "?")</td>" : "")</tr>"
        }
        let yuan = hasPrices ? "<th class=\"n\">Yuan</th>" : ""
        return """
            <div class="scroll"><table>
            <thead><tr><th>Service</th><th class="n">Peak</th><th class="n">Instance hours</th>\(yuan)</tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody>
            </table></div>
            """
    }

    private var events: String {
        let zone = escaped(time.zone.abbreviation(at: plan.from))
        let rows = plan.events.map { event in
            let to = event.to?.text ?? actionText(event.action, event.target)
            let cells = [
                time.dated(event.at), event.service, event.job, "\(event.from?.text ?? "?") → \(to)", event.outcome,
                event.remarks.joined(separator: "; "),
            ].map { "<td>\(escaped($0))</td>" }
            return "<tr\(event.to == nil ? " class=\"quiet\"" : "")>\(cells.joined())</tr>"
        }
        return """
            <div class="scroll"><table>
            <thead><tr><th>Time (\(zone))</th><th>Service</th><th>Job</th><th>Change</th><th>Outcome</th><th>Remarks</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody>
            </table></div>
            """
    }

    private static let style = """
        <style>
        :root { --ground: #f6f7f9; --card: #ffffff; --text: #1a1f2b; --quiet: #667085; --line: #e4e7ec }
        @media (prefers-color-scheme: dark) {
        :root { --ground: #0b0e13; --card: #11151c; --text: #eef1f6; --quiet: #98a2b3; --line: #262d39 }
        }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
        main { max-width: 1128px; margin: 0 auto; padding: 24px 16px 48px }
        h1 { font-size: 26px; margin: 0 } h2 { font-size: 18px; margin: 32px 0 8px } p { margin: 4px 0 16px }
        figure, .scroll { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px }
        figure svg { display: block; width: 100%; height: auto; border-radius: 10px }
        figure.narrow { display: none } .scroll { overflow-x: auto }
        table { border-collapse: collapse; width: 100% } .quiet { color: var(--quiet) }
        th, td { text-align: left; padding: 8px 12px; white-space: nowrap; font-variant-numeric: tabular-nums }
        th { color: var(--quiet); font-weight: 600; font-size: 13px } td { border-top: 1px solid var(--line) }
        .n { text-align: right } tbody tr:hover { background: color-mix(in srgb, var(--text) 4%, transparent) }
        @media (max-width: 640px) { figure.wide { display: none } figure.narrow { display: block } }
        </style>
        """
}
