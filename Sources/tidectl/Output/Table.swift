/// A table in the manner of `systemctl list-timers`: a header that is underlined, columns as wide as their content,
/// one space between them.
///
/// Where the terminal is too narrow, the columns that may be shortened are; where that is not enough, those of the
/// least importance go.
struct Table {
    struct Column {
        var title: String
        /// 0 always stays; of the others the highest goes first.
        var dispensability = 0
        /// It may be cut with an ellipsis to no less than this.
        var minimum: Int?
        var isRight = false

        init(_ title: String, dispensability: Int = 0, minimum: Int? = nil, isRight: Bool = false) {
            self.title = title
            self.dispensability = dispensability
            self.minimum = minimum
            self.isRight = isRight
        }
    }

    struct Cell: ExpressibleByStringInterpolation {
        var text: String
        var style = Style.plain

        init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }

        init(stringLiteral value: String) { text = value }
    }

    var columns: [Column]
    var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// `-` stands for what is absent.
    mutating func add(_ cells: [Cell]) {
        rows.append(cells.map { $0.text.isEmpty ? Cell("-", .grey) : $0 })
    }

    func lines(for terminal: Terminal, legend: Bool = true) -> [String] {
        var widths = columns.indices.map { column in
            let longest = rows.map { $0.indices.contains(column) ? $0[column].text.columns : 0 }.max() ?? 0
            return max(longest, legend ? columns[column].title.columns : 0)
        }
        var shown = Array(columns.indices)
        if let limit = terminal.columns {
            func excess(_ widths: [Int]) -> Int { shown.reduce(-1) { $0 + widths[$1] + 1 } - limit }
            let least = columns.indices.map { min(widths[$0], columns[$0].minimum ?? .max) }
            while excess(least) > 0,
                let column = shown.filter({ columns[$0].dispensability > 0 }).max(by: {
                    columns[$0].dispensability < columns[$1].dispensability
                })
            {
                shown.removeAll { $0 == column }
            }
            // The widest first, evenly.
            while excess(widths) > 0,
                let widest = shown.filter({ column in columns[column].minimum.map { widths[column] > $0 } ?? false })
                    .max(by: { widths[$0] < widths[$1] })
            {
                widths[widest] -= 1
            }
        }
        func line(_ cells: [Cell], fill: Style = .plain) -> String {
            var pieces: [String] = []
            for (position, column) in shown.enumerated() {
                let cell = cells.indices.contains(column) ? cells[column] : Cell("")
                let text = cell.text.shortened(to: widths[column], terminal)
                let gap = String(repeating: " ", count: max(0, widths[column] - text.columns))
                let isLast = position == shown.count - 1
                let style = fill == .plain ? cell.style : fill
                if fill != .plain, terminal.hasColours {
                    pieces.append(style.on(columns[column].isRight ? gap + text : text + gap, terminal))
                } else if columns[column].isRight {
                    pieces.append(gap + style.on(text, terminal))
                } else {
                    pieces.append(style.on(text, terminal) + (isLast ? "" : gap))
                }
            }
            return pieces.joined(separator: " ")
        }
        return (legend ? [line(columns.map { Cell($0.title) }, fill: .underline)] : []) + rows.map { line($0) }
    }
}
