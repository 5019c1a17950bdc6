import Isolates

extension ScriptException {
    /// What standard error shows: the place in the source, then the thrown value as util.inspect has it, or for one
    /// that is no error `Uncaught` and the value.
    var report: String {
        name == nil ? uncaught : placed((excerpt ?? "") + (inspected ?? stack ?? description))
    }

    /// What a prompt shows: `Uncaught` and the thrown value, and the place in the source of a syntax error alone, which
    /// has no stack.
    var uncaught: String {
        let value = inspected ?? stack ?? value.description
        guard name != nil else { return Self.uncaught(value) }
        let hasFrames = stack?.contains("\n    at ") ?? false
        return placed((hasFrames ? "" : excerpt ?? "") + Self.uncaught(value))
    }

    private static func uncaught(_ text: String) -> String {
        text.contains("\n") && text.first == "{" || text.first == "[" && text.contains("\n")
            ? "Uncaught:\n\(text)" : "Uncaught \(text)"
    }

    /// Adds the place in the source if the error has no stack: a script may have removed it.
    private func placed(_ text: String) -> String {
        guard stack == nil, let filename, let line else { return text }
        return "\(text)\n    at \(filename):\(line)\(column.map { ":\($0)" } ?? "")"
    }
}
