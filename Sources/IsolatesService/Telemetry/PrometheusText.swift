/// Writes metrics in Prometheus's text format, version 0.0.4.
package struct PrometheusText: Sendable {
    package enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// Names and values of labels. The values may be any text.
    package typealias Labels = [(String, String)]

    package private(set) var text = ""

    package init() {}

    /// Begins a metric, whose samples follow.
    package mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    package mutating func sample(_ name: String, _ value: Int, _ labels: Labels = []) {
        write(name, labels, "\(value)")
    }

    package mutating func sample(_ name: String, _ histogram: Histogram, _ labels: Labels = []) {
        var sum = 0
        for (index, count) in histogram.counts.enumerated() {
            sum += count
            let bound = index < Histogram.bounds.count ? "\(Histogram.bounds[index])" : "+Inf"
            sample("\(name)_bucket", sum, labels + [("le", bound)])
        }
        write("\(name)_sum", labels, "\(histogram.sum)")
        sample("\(name)_count", histogram.count, labels)
    }

    private mutating func write(_ name: String, _ labels: Labels, _ value: String) {
        let list = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        text += list.isEmpty ? "\(name) \(value)\n" : "\(name){\(list)} \(value)\n"
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
    }
}
