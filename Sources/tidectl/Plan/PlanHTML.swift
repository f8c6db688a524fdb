import CivilTime
import CronSchedule
import TideConfiguration

/// A plan as one self-contained page: what it comes to, the chart, bursts, totals, events. It loads nothing; without its
/// script, which shows what is pointed at and filters, everything can still be read.
///
/// The chart is there twice, for wide and for narrow windows, so that its text stays readable on a telephone.
struct PlanHTML {
    let plan: Plan
    let time: TimeText

    var text: String {
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
        <header><h1>Plan</h1><p>\(escaped(time.full(plan.from))) to \(escaped(time.full(plan.to)))</p></header>
        \(plan.services.isEmpty ? "<p>There are no schedules.</p>" : content)
        </main>
        <div id="tip" role="status" hidden></div>
        \(Self.script)
        </body>
        </html>

        """
    }

    private var content: String {
        """
        \(holds)\(cards)
        <figure class="wide">
        \(PlanSVG(plan: plan, time: time, width: 1180, isAlone: false).text)</figure>
        <figure class="narrow">
        \(PlanSVG(plan: plan, time: time, width: 358, isAlone: false).text)</figure>
        \(bursts)\(totals)
        \(events)
        """
    }

    // MARK: What it comes to

    private var holds: String {
        let holds = plan.holds(time)
        guard !holds.isEmpty else { return "" }
        return "<ul class=\"holds\">\(holds.map { "<li>\(escaped($0))</li>" }.joined())</ul>\n"
    }

    private var cards: String {
        let total = plan.total
        let peak = total.max { $0.level.maximum < $1.level.maximum }
        let unknown = plan.services.contains { $0.hoursUnknown > 0 }
        let hours = plan.services.reduce((minimum: 0.0, maximum: 0.0)) {
            ($0.minimum + $1.hours.minimum, $0.maximum + $1.hours.maximum)
        }
        let running = plan.services.count { $0.peak > 0 }
        let unseen = plan.services.count { !$0.isKnown }
        let share = "\(running) of them run" + (unseen > 0 ? ", \(unseen) not known" : "")
        let calling = plan.events.count { $0.calls > 0 }
        var cards = [
            card("Services", "\(plan.services.count)", running == plan.services.count ? "" : share),
            card("Events", "\(plan.events.count)", "\(calling) of them \(calling == 1 ? "needs" : "need") calls"),
            card(
                "Peak", plan.hasKnownSizes ? "\(peak?.level.maximum ?? 0)" : "?",
                peak.map { $0.level.maximum > 0 ? "instances, \(time.dated($0.at))" : "" } ?? ""),
            card(
                "Instance hours", plan.hasKnownSizes ? PlanText.wholeRange(hours) : "?",
                unknown
                    ? "of sizes that are known" : hours.minimum < hours.maximum ? "as the load decides" : ""
            ),
        ]
        if let cost = plan.cost {
            cards.append(
                card("Cost", "¥\(PlanText.wholeRange(cost.yuan))", cost.isWhole ? "" : "of services with prices"))
        }
        let failures = plan.events.count { $0.outcome == "failed" }
        if failures > 0 { cards.append(card("Failures", "\(failures)", "see the events", isBad: true)) }
        return "<section class=\"cards\">\(cards.joined())</section>"
    }

    private func card(_ name: String, _ value: String, _ remark: String, isBad: Bool = false) -> String {
        "<div\(isBad ? " class=\"bad\"" : "")><span>\(name)</span><b>\(value)</b><small>\(escaped(remark))</small></div>"
    }

    private var bursts: String {
        guard !plan.bursts.isEmpty else { return "" }
        let rows = plan.bursts.map { burst in
            let most = burst.isAtMost ? "up to " : ""
            let late = TimeText.span(burst.lastCall - burst.at)
            return "<tr><td>\(escaped(time.full(burst.at)))</td><td class=\"n\">\(most)\(burst.changes)</td>"
                + "<td class=\"n\">\(most)\(late)</td></tr>"
        }
        return """
            <h2>Bursts</h2>
            <p>More changes at once than a second takes at the rate limit.</p>
            <div class="card"><table>
            <thead><tr><th>Time</th><th class="n">Changes</th><th class="n">Last call after</th></tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody>
            </table></div>

            """
    }

    private var totals: String {
        let hasPrices = plan.cost != nil
        let rows = plan.services.map { service in
            let cost = service.cost.map { PlanText.sum($0, of: [service]) }
            let price = hasPrices ? "<td class=\"n\">\(cost ?? "?")</td>" : ""
            return "<tr><td>\(escaped(service.name))</td><td class=\"n\">\(service.peakText)</td>"
                + "<td class=\"n\">\(PlanText.sum(service.hours, of: [service]))</td>\(price)</tr>"
        }
        let yuan = hasPrices ? "<th class=\"n\">Yuan</th>" : ""
        return """
            <h2>Totals</h2>
            <div class="card"><table>
            <thead><tr><th>Service</th><th class="n">Peak</th><th class="n">Instance hours</th>\(yuan)</tr></thead>
            <tbody>\(rows.joined(separator: "\n"))</tbody>
            </table></div>
            """
    }

    // MARK: Events

    private var events: String {
        var days: [(name: String, rows: [String])] = []
        let rows = plan.events.concurrentMap(inRunsOf: 256, row)
        for (event, row) in zip(plan.events, rows) {
            let local = time.zone.civil(event.at)
            let name = "\(TimeText.weekdays[local.weekday]) \(local.date)"
            if days.last?.name != name { days.append((name, [])) }
            days[days.count - 1].rows.append(row)
        }
        let bodies = days.map { day in
            "<tbody><tr class=\"day\"><th colspan=\"6\">\(day.name)</th></tr>\n"
                + day.rows.joined(separator: "\n") + "</tbody>"
        }
        let zone = escaped(time.zone.abbreviation(at: plan.from))
        guard !days.isEmpty else { return "<h2>Events</h2>\n<p>Nothing comes due.</p>" }
        return """
            <h2>Events</h2>
            <input id="filter" type="search" placeholder="Filter by service, job, outcome …" aria-label="Filter events" hidden>
            <div class="card"><table id="events">
            <thead><tr><th>Time (\(zone))</th><th>Service</th><th>Job</th><th>Change</th><th>Outcome</th><th>Remarks</th></tr>
            </thead>
            \(bodies.joined(separator: "\n"))
            </table></div>
            """
    }

    private func row(_ event: Plan.Event) -> String {
        let change = event.toText.map { " <i>→</i> <b>\(escaped($0))</b>" } ?? ""
        let local = time.zone.civil(event.at)
        let clock = String(local.timeOfDay.prefix(local.second == 0 ? 5 : 8))
        let kind =
            switch event.outcome {
            case "failed", "stuck", "open": "bad"
            case "applied": "good"
            case "held": "odd"
            default: event.outcome.hasPrefix("applied") ? "odd" : "idle"
            }
        let cells = [
            ("when", escaped(clock)), ("who", escaped(event.service)), ("job", escaped(event.job)),
            ("what", "\(event.from?.text ?? "?")\(change)"),
            ("end", "<span class=\"\(kind)\">\(escaped(event.outcome))</span>"),
            ("why", escaped(event.told(withOutcome: false, released: event.releasedAt.map(time.dated)))),
        ]
        let text = cells.map { "<td class=\"\($0)\">\($1)</td>" }.joined()
        return "<tr\(!event.isChange ? " class=\"quiet\"" : "")>\(text)</tr>"
    }

    // MARK: Style and script

    private static let style = """
        <style>
        :root { --ground: #f5f6f8; --card: #ffffff; --text: #101828; --quiet: #667085; --line: #e4e7ec; --head: #f9fafb;
        --good: #067647; --good-bg: #e7f8ef; --bad: #b42318; --bad-bg: #fee9e7; --odd: #b54708; --odd-bg: #fef3e0;
        --shade: 0 1px 2px rgb(16 24 40 / 6%) }
        @media (prefers-color-scheme: dark) {
        :root { --ground: #0b0e14; --card: #131720; --text: #f2f4f7; --quiet: #98a2b3; --line: #252c39; --head: #181d28;
        --good: #6ce9a6; --good-bg: #12352a; --bad: #fda29b; --bad-bg: #451d1b; --odd: #fec84b; --odd-bg: #3d2a10;
        --shade: none }
        }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--ground); color: var(--text);
        font: 14px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif }
        main { max-width: 1212px; margin: 0 auto; padding: 28px 16px 56px }
        h1 { font-size: 28px; margin: 0; letter-spacing: -0.01em } h2 { font-size: 18px; margin: 36px 0 10px }
        header p, h2 + p { margin: 2px 0 18px; color: var(--quiet) } h2 + p { margin-top: -6px; margin-bottom: 10px }
        .holds { list-style: none; margin: 0 0 16px; padding: 10px 16px; border-radius: 12px; color: var(--odd);
        background: var(--odd-bg) } .holds li { overflow-wrap: anywhere }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-bottom: 16px }
        .cards div, .card, figure { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
        box-shadow: var(--shade) }
        .cards div { padding: 12px 16px } .cards span, .cards small { display: block; color: var(--quiet); font-size: 13px }
        .cards b { font-size: 22px; line-height: 1.35; letter-spacing: -0.01em; font-variant-numeric: tabular-nums }
        .cards small { min-height: 19px } .cards .bad b { color: var(--bad) }
        figure { margin: 0 } figure svg { display: block; width: 100%; height: auto } figure.narrow { display: none }
        .card { overflow: clip }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
        th, td { text-align: left; padding: 8px 16px; vertical-align: baseline }
        thead th { color: var(--quiet); font-weight: 600; font-size: 12.5px; background: var(--head) }
        td { border-top: 1px solid var(--line) } tr.quiet td { color: var(--quiet) } tr.quiet b { font-weight: 400 }
        .n { text-align: right } .when, .what { white-space: nowrap } .what i { font-style: normal; color: var(--quiet) }
        .day th { border-top: 1px solid var(--line); background: var(--head); font-weight: 600; padding: 6px 16px }
        .why { color: var(--quiet) }
        .end span { padding: 2px 9px; border-radius: 99px; font-size: 12.5px; white-space: nowrap }
        .end .good { color: var(--good); background: var(--good-bg) } .end .bad { color: var(--bad); background: var(--bad-bg) }
        .end .odd { color: var(--odd); background: var(--odd-bg) } .end .idle { background: var(--head); color: var(--quiet) }
        tbody tr:not(.day):hover td { background: color-mix(in srgb, var(--text) 3.5%, transparent) }
        input { width: 100%; max-width: 360px; margin: 0 0 10px; padding: 8px 12px; font: inherit; color: inherit;
        background: var(--card); border: 1px solid var(--line); border-radius: 8px }
        #tip { position: fixed; z-index: 2; pointer-events: none; max-width: 300px; padding: 8px 12px; border-radius: 8px;
        background: #1d2433; color: #ffffff; font-size: 13px; line-height: 1.4; box-shadow: 0 6px 20px rgb(0 0 0 / 28%) }
        #tip b { display: block } #tip span { color: #b9c2d3 }
        @media (max-width: 640px) {
        main { padding-top: 20px } figure.wide { display: none } figure.narrow { display: block }
        .cards { grid-template-columns: 1fr 1fr; gap: 8px } .cards div { padding: 10px 12px } .cards b { font-size: 21px }
        th, td { padding: 8px 12px } input { max-width: none }
        #events thead { display: none } #events, #events tbody { display: block } #events .day { display: block }
        #events tr:not(.day) { display: grid; grid-template-columns: minmax(52px, max-content) 1fr auto; gap: 1px 8px;
        padding: 9px 12px; border-top: 1px solid var(--line) }
        #events td { border: 0; padding: 0 } #events .day th { display: block; padding: 6px 12px }
        #events .what { grid-area: 1 / 3; text-align: right } #events .who { font-weight: 600; overflow-wrap: anywhere }
        #events .job { grid-area: 2 / 2; color: var(--quiet); overflow-wrap: anywhere }
        #events .end { grid-area: 2 / 3; text-align: right } #events .why { grid-area: 3 / 2 / auto / span 2 }
        #events .why:empty { display: none } #events tr[hidden] { display: none }
        }
        </style>
        """

    /// Takes the place of the browser's own tips, which come late and not at all on a telephone; and filters the events.
    private static let script = """
        <script>
        (() => {
        const tip = document.getElementById("tip")
        for (const title of document.querySelectorAll("figure title")) {
          title.parentNode.dataset.tip = title.textContent
          title.remove()
        }
        const line = (text, tag) => Object.assign(document.createElement(tag), { textContent: text })
        const show = event => {
          const part = event.target.closest("[data-tip]")
          tip.hidden = !part
          if (!part) return
          const { name, what, span, tip: text } = part.dataset
          tip.replaceChildren(...(name
            ? [line(name, "b"), document.createTextNode(what), document.createElement("br"), line(span, "span")]
            : [document.createTextNode(text)]))
          const { offsetWidth: width, offsetHeight: height } = tip
          const left = event.clientX + 14 + width > innerWidth - 8 ? event.clientX - width - 14 : event.clientX + 14
          const top = event.clientY + 16 + height > innerHeight - 8 ? event.clientY - height - 12 : event.clientY + 16
          tip.style.left = Math.max(8, left) + "px"
          tip.style.top = Math.max(8, top) + "px"
        }
        for (const figure of document.querySelectorAll("figure")) {
          figure.addEventListener("pointermove", show)
          figure.addEventListener("pointerdown", show)
          figure.addEventListener("pointerleave", () => { tip.hidden = true })
        }
        addEventListener("scroll", () => { tip.hidden = true }, { passive: true })
        const filter = document.getElementById("filter")
        if (!filter) return
        filter.hidden = false
        filter.addEventListener("input", () => {
          const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean)
          for (const body of document.querySelectorAll("#events tbody")) {
            let shown = 0
            for (const row of body.rows) {
              if (row.className === "day") continue
              const text = row.textContent.toLowerCase()
              row.hidden = !words.every(word => text.includes(word))
              shown += row.hidden ? 0 : 1
            }
            body.hidden = shown === 0
          }
        })
        })()
        </script>
        """
}

extension Plan {
    /// Yuan, of the services that have a price; nil where none has one.
    var cost: (yuan: (minimum: Double, maximum: Double), isWhole: Bool)? {
        let priced = services.compactMap(\.cost)
        guard !priced.isEmpty else { return nil }
        let yuan = priced.reduce((minimum: 0.0, maximum: 0.0)) { ($0.minimum + $1.minimum, $0.maximum + $1.maximum) }
        return (yuan, priced.count == services.count)
    }
}
