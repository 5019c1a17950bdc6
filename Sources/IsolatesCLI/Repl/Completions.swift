/// The names that can complete a name whose beginning was typed.
struct Completions: Sendable {
    /// The typed part of the name.
    var typed = ""
    /// The names that begin with it, in order.
    var names: [String] = []

    /// The longest common prefix of the names.
    var commonPrefix: String {
        guard var prefix = names.first?[...] else { return "" }
        for name in names.dropFirst() {
            while !name.hasPrefix(prefix) { prefix.removeLast() }
        }
        return String(prefix)
    }

    /// The names in columns. Each line ends with a newline and is shorter than `width`: a terminal whose columns are
    /// all filled may begin another line by itself.
    func columns(width: Int) -> String {
        let cell = (names.map(\.count).max() ?? 0) + 2
        let perLine = max(1, (width + 1) / cell)
        var text = ""
        for start in stride(from: 0, to: names.count, by: perLine) {
            let row = names[start..<min(start + perLine, names.count)]
            let padded = row.dropLast().map { $0 + String(repeating: " ", count: cell - $0.count) } + row.suffix(1)
            text += padded.joined() + "\n"
        }
        return text
    }
}
