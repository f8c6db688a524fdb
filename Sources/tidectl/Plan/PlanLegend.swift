/// What the parts of a plan's picture mean: swatches with their names, in as many rows as they need.
struct PlanLegend {
    private enum Swatch {
        /// Attributes of a rectangle.
        case box(String)
        /// The class of a circle.
        case dot(String)
    }

    private var entries: [(text: String, swatch: Swatch, x: Int, row: Int)] = []
    /// Of the longest row.
    private(set) var width = 0
    var rows: Int { (entries.last?.row ?? 0) + 1 }

    static let rowHeight = 18
    private static let gap = 18
    /// A swatch and the space after it.
    private static let indent = 22

    /// - Parameters:
    ///   - limit: no row is longer.
    ///   - mark: what the picture's parts have in their names.
    init(of plan: Plan, within limit: Int, mark: String) {
        let steps = plan.services.lazy.flatMap(\.steps)
        add("instances", .box("class=\"sure\""), limit)
        if steps.contains(where: { $0.level.map { $0.minimum < $0.maximum } ?? false }) {
            add("where the autoscaler decides", .box("class=\"range\""), limit)
        }
        if steps.contains(where: { $0.level == nil }) {
            add("not known yet", .box("fill=\"url(#unknown-\(mark))\""), limit)
        }
        if plan.events.contains(where: { !$0.isChange && $0.outcome == "held" }) {
            add("held back", .dot("passed kept"), limit)
        }
        if plan.events.contains(where: { !$0.isChange && $0.outcome != "held" }) {
            add("changes nothing", .dot("passed"), limit)
        }
    }

    private mutating func add(_ text: String, _ swatch: Swatch, _ limit: Int) {
        let length = Self.length(of: text)
        var (x, row) = (0, 0)
        if let last = entries.last {
            (x, row) = (last.x + Self.length(of: last.text) + Self.gap, last.row)
            if x + length > limit { (x, row) = (0, row + 1) }
        }
        entries.append((text, swatch, x, row))
        width = max(width, x + length)
    }

    private static func length(of text: String) -> Int { indent + text.columns * 13 / 2 }

    /// - Parameter y: of the first row's text.
    func lines(x left: Int, y top: Int) -> [String] {
        entries.flatMap { entry in
            let (x, y) = (left + entry.x, top + entry.row * Self.rowHeight)
            let swatch =
                switch entry.swatch {
                case .box(let fill): "<rect \(fill) x=\"\(x)\" y=\"\(y - 10)\" width=\"15\" height=\"11\" rx=\"2\"/>"
                case .dot(let kind): "<circle class=\"\(kind)\" cx=\"\(x + 9)\" cy=\"\(y - 4)\" r=\"3.5\"/>"
                }
            return [swatch, "<text class=\"quiet\" x=\"\(x + Self.indent)\" y=\"\(y)\">\(entry.text)</text>"]
        }
    }
}
