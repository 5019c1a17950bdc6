import Foundation
import Measuring

/// A drawing of rows: for each contestant a bar up to its median time, on a logarithmic scale, with a line from the p10
/// to the p99.
///
/// The colours are those of the reader's scheme, light or dark (`prefers-color-scheme`).
struct Plot {
    let title: String
    let rows: [Row]

    private static let width = 860.0
    /// Where the bars begin, and how long the longest is. To the right of it the median is written.
    private static let left = 320.0
    private static let length = 330.0
    private static let line = 17.0

    func write(to file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(svg.utf8).write(to: file)
    }

    private var svg: String {
        var body = ""
        var y = 34.0
        let scale = Scale(rows.flatMap(\.contestants).filter { $0.all.count > 0 }.map(\.all))
        for row in rows {
            y += 10
            body += text(row.title, x: 10, y: y + 12, style: "row")
            y += Self.line + 2
            for contestant in row.contestants {
                body += bar(contestant, of: row, y, scale)
                y += Self.line
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(Self.width)) \(number(y + 30))" \
            role="img" aria-label="\(escaped(title))">
            <style>
            svg { background: #ffffff; font: 12px system-ui, sans-serif }
            text { fill: #24292f } .title { font-size: 15px; font-weight: 600 } .row { font-weight: 600 } .note { fill: #57606a }
            .peer { fill: #8c959f } .ours { fill: #0969da } .spread { stroke: #24292f; stroke-width: 1.2 }
            @media (prefers-color-scheme: dark) {
            svg { background: #0d1117 } text { fill: #e6edf3 } .note { fill: #9da7b3 }
            .peer { fill: #6e7681 } .ours { fill: #2f81f7 } .spread { stroke: #e6edf3 }
            }
            </style>
            \(text(title, x: 10, y: 24, style: "title"))\(body)\
            \(text("Median times, logarithmic; the line goes from p10 to p99. × is Isolates ÷ it.", x: 10, y: y + 20, style: "note"))\
            </svg>

            """
    }

    private func bar(_ contestant: Contestant, of row: Row, _ y: Double, _ scale: Scale) -> String {
        var parts = text(contestant.title, x: Self.left - 8, y: y + 12, style: "note", anchor: "end")
        guard contestant.all.count > 0 else {
            return parts + text(contestant.absence ?? "not measured", x: Self.left, y: y + 12, style: "note")
        }
        let (p10, median, p99) = (
            contestant.all.quantile(0.1), contestant.all.median, contestant.all.quantile(0.99)
        )
        let isOurs = contestant === row.ours
        let end = scale.share(of: median) * Self.length
        let tip = Self.left + scale.share(of: p99) * Self.length
        parts += #"<rect class="\#(isOurs ? "ours" : "peer")" x="\#(number(Self.left))" y="\#(number(y + 3))" "#
        parts += #"width="\#(number(end))" height="11"/>"#
        let start = Self.left + scale.share(of: p10) * Self.length
        parts += #"<path class="spread" d="M\#(number(start)) \#(number(y + 8.5))H\#(number(tip))"/>\#n"#
        let ratio = isOurs ? nil : row.ratio(to: contestant).map { ", \(fixed($0, digits: 2)) ×" }
        return parts + text(duration(median) + (ratio ?? ""), x: max(tip, Self.left + end) + 6, y: y + 12, style: "")
    }

    private func text(_ text: String, x: Double, y: Double, style: String, anchor: String = "start") -> String {
        let attributes = #"class="\#(style)" x="\#(number(x))" y="\#(number(y))" text-anchor="\#(anchor)""#
        return "<text \(attributes)>\(escaped(text))</text>\n"
    }

    private func number(_ value: Double) -> String {
        fixed(value, digits: 1)
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }

    /// Times on a logarithmic scale, from half of the shortest median to the longest p99.
    private struct Scale {
        private let low: Double
        private let high: Double

        init(_ all: [Samples]) {
            low = max(1, (all.map(\.median).min() ?? 1) / 2)
            high = max(low * 2, all.map { $0.quantile(0.99) }.max() ?? 1)
        }

        func share(of time: Double) -> Double {
            log(max(time, low) / low) / log(high / low)
        }
    }
}
