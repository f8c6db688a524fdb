import TideConfiguration

/// A table in the manner of `systemctl list-timers`: a header that is underlined, columns as wide as their content,
/// one space between them.
///
/// Where the terminal is too narrow, the columns that may be shortened are, to a width at which their text still tells
/// something; where that is not enough, those of the least importance go, before the others are cut further.
struct Table {
    struct Column: Sendable {
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

    struct Cell: ExpressibleByStringInterpolation, Sendable {
        var text: String
        var style = Style.plain

        init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }

        init(stringLiteral value: String) { text = value }
    }

    /// Of a column that may be shortened, what is kept before others go.
    private static let readable = 16

    var columns: [Column]
    var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// `-` stands for what is absent.
    mutating func add(_ cells: [Cell]) { rows.append(Self.row(cells)) }

    /// As ``add(_:)`` adds it.
    static func row(_ cells: consuming [Cell]) -> [Cell] {
        for place in cells.indices where cells[place].text.isEmpty { cells[place] = Cell("-", .grey) }
        return cells
    }

    func lines(for terminal: Terminal, legend: Bool = true) -> [String] {
        var widths = longest
        for column in columns.indices where legend {
            widths[column] = max(widths[column], columns[column].title.columns)
        }
        var shown = Array(columns.indices)
        if let limit = terminal.columns {
            func excess(_ widths: [Int]) -> Int { shown.reduce(-1) { $0 + widths[$1] + 1 } - limit }
            let least = columns.indices.map { column in
                min(widths[column], columns[column].minimum.map { max($0, Self.readable) } ?? .max)
            }
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
        let row = Row(columns: columns, shown: shown, widths: widths, terminal: terminal)
        // There may be tens of thousands.
        var lines = rows.concurrentMap(inRunsOf: 512) { row.line($0) }
        if legend { lines.insert(row.line(columns.map { Cell($0.title) }, fill: .underline), at: 0) }
        return lines
    }

    /// The columns that the longest text of each column takes.
    private var longest: [Int] {
        let length = 512
        let parts = stride(from: 0, to: rows.count, by: length).map { rows[$0..<min($0 + length, rows.count)] }
        let widths = parts.concurrentMap(inRunsOf: 1) { rows in
            var widths = [Int](repeating: 0, count: columns.count)
            for row in rows {
                for (column, cell) in zip(widths.indices, row) {
                    widths[column] = max(widths[column], cell.text.columns)
                }
            }
            return widths
        }
        return columns.indices.map { column in widths.reduce(0) { max($0, $1[column]) } }
    }
}

/// How the cells of a table stand side by side.
private struct Row: Sendable {
    let columns: [Table.Column]
    let shown: [Int]
    let widths: [Int]
    let terminal: Terminal

    /// - Parameter fill: of all cells, the space between text and column edge too.
    func line(_ cells: [Table.Cell], fill: Style? = nil) -> String {
        let isFilled = fill != nil && terminal.hasColours
        var line = ""
        line.reserveCapacity(shown.reduce(shown.count) { $0 + widths[$1] } + 32)
        for (position, column) in shown.enumerated() {
            if position > 0 { line.append(" ") }
            let cell = cells.indices.contains(column) ? cells[column] : Table.Cell("")
            var text = cell.text
            var width = text.columns
            if width > widths[column] {
                text = text.shortened(to: widths[column], terminal)
                width = text.columns
            }
            let gap = max(0, widths[column] - width)
            let isRight = columns[column].isRight
            let style = fill ?? cell.style
            if isFilled {
                let gap = String(repeating: " ", count: gap)
                line += style.on(isRight ? gap + text : text + gap, terminal)
                continue
            }
            if isRight { line.appendSpaces(gap) }
            line += style.on(text, terminal)
            if !isRight, position < shown.count - 1 { line.appendSpaces(gap) }
        }
        return line
    }
}

extension String {
    /// In pieces that need no memory of their own.
    fileprivate mutating func appendSpaces(_ count: Int) {
        var rest = count
        while rest >= 8 {
            append("        ")
            rest -= 8
        }
        for _ in 0..<max(0, rest) { append(" ") }
    }
}
