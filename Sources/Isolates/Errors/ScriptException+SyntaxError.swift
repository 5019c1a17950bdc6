extension ScriptException {
    /// A syntax error as the engine's are, for one that something else has found.
    ///
    /// - Parameters:
    ///   - line: where it is, from 1.
    ///   - column: where it is in the line, from 1, in UTF-16 units.
    ///   - text: the line.
    init(syntaxError message: String, filename: String, line: Int, column: Int, text: String) {
        let title = "SyntaxError: \(message)"
        let indentation = text.utf16.prefix(column - 1).map { $0 == 9 ? "\t" : " " }.joined()
        self.init(
            value: .error(Value.ErrorObject(name: "SyntaxError", message: message, stack: title)),
            name: "SyntaxError", message: message, stack: title, filename: filename, line: line, column: column,
            excerpt: "\(filename):\(line)\n\(text)\n\(indentation)^\n\n")
    }
}
