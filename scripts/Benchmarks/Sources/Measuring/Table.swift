/// Rows of text in columns: the first to the left, the others to the right.
public struct Table {
    private var rows: [[String]]

    public init(_ header: String...) {
        rows = [header]
    }

    public mutating func add(_ cells: String...) {
        rows.append(cells)
    }

    public var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + padding : padding + row[column]
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
