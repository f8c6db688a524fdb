import CivilTime

/// Steps as paths: what is certain, what an autoscaler may add, and the edge of both.
struct PlanShape {
    let steps: [Plan.Step]
    let axis: PlanAxis
    let scale: PlanScale
    let end: Instant

    private struct Run {
        var left: Double
        var right: Double
        var level: Plan.Level?
    }

    /// Steps with a width, those of one size joined.
    private var runs: [Run] {
        var runs: [Run] = []
        for (index, step) in steps.enumerated() {
            let next = steps.indices.contains(index + 1) ? steps[index + 1].at : end
            let (left, right) = (axis.x(step.at), axis.x(next))
            guard right > left else { continue }
            if let last = runs.last, last.level == step.level {
                runs[runs.count - 1].right = right
            } else {
                runs.append(Run(left: left, right: right, level: step.level))
            }
        }
        return runs
    }

    func lines(fill: String, line: String) -> [String] {
        let (runs, base) = (runs, Double(scale.bottom))
        var (sure, range, edge, within) = ("", "", "", "")
        var isOpen = false
        for run in runs {
            guard let level = run.level else {
                isOpen = false
                continue
            }
            let (low, high) = (scale.y(level.minimum), scale.y(level.maximum))
            let (left, right) = (PlanAxis.rounded(run.left), PlanAxis.rounded(run.right))
            if level.minimum > 0 { sure += "M\(left) \(text(base))V\(text(low))H\(right)V\(text(base))Z" }
            if level.maximum > level.minimum {
                range += "M\(left) \(text(low))V\(text(high))H\(right)V\(text(low))Z"
                within += "M\(left) \(text(low))H\(right)"
            }
            edge += isOpen ? "V\(text(high))H\(right)" : "M\(left) \(text(high))H\(right)"
            isOpen = true
        }
        func path(_ attributes: String, _ data: String) -> String? {
            data.isEmpty ? nil : "<path \(attributes) d=\"\(data)\"/>"
        }
        let kind = line.hasSuffix("all") ? "all " : ""
        return [
            path("fill=\"url(#\(fill))\"", sure), path("class=\"\(kind)range\"", range),
            path("class=\"\(line) within\"", within), path("class=\"\(line)\"", edge),
            """
            <line class="base" x1="\(axis.left)" x2="\(axis.right)" y1="\(scale.bottom)" y2="\(scale.bottom)"/>
            """,
        ].compactMap { $0 }
    }

    func unknown(pattern: String) -> [String] {
        runs.filter { $0.level == nil }.map { run in
            """
            <rect fill="url(#\(pattern))" x="\(PlanAxis.rounded(run.left))" y="\(scale.top)" \
            width="\(PlanAxis.rounded(run.right - run.left))" height="\(scale.bottom - scale.top)"/>
            """
        }
    }

    /// The sizes, where they have room.
    var labels: [String] {
        runs.compactMap { run in
            guard let level = run.level, level.maximum > 0 else { return nil }
            let size = level.minimum == level.maximum ? "\(level.maximum)" : "\(level.minimum)–\(level.maximum)"
            guard run.right - run.left > Double(size.columns) * 7 + 6 else { return nil }
            // Below its edge, or above where that is too low.
            let high = scale.y(level.maximum)
            let y = Double(scale.bottom) - high >= 16 ? high + 13 : high - 4
            let x = PlanAxis.rounded((run.left + run.right) / 2)
            return "<text class=\"value\" x=\"\(x)\" y=\"\(text(y))\">\(size)</text>"
        }
    }

    private func text(_ number: Double) -> String { PlanAxis.rounded(number) }
}
