import Isolates

/// What was typed at a prompt, line after line, until it is a script.
struct ReplInput {
    /// What the lines so far are.
    enum State {
        case script(Script)
        /// More is to come: a brace, a comment or a template is open, or an operator has nothing behind it.
        case incomplete
        case failure(VMError)
    }

    private let supervisor: Supervisor
    private var lines: [String] = []
    private var count = 0

    init(_ supervisor: Supervisor) {
        self.supervisor = supervisor
    }

    var isEmpty: Bool { lines.isEmpty }

    /// The lines, as one goes back to them.
    var text: String { lines.joined(separator: "\n") }

    mutating func add(_ line: String) {
        lines.append(line)
    }

    mutating func clear() {
        lines = []
    }

    /// Compiles the lines. At most one script comes of them: afterwards they are to be cleared.
    mutating func compile() async -> State {
        count += 1
        if let object = await compiledAsObject() { return .script(object) }
        do throws(VMError) {
            return .script(try await supervisor.script(text, filename: filename))
        } catch {
            return Self.isIncomplete(error, text) ? .incomplete : .failure(error)
        }
    }

    private var filename: String { "REPL\(count)" }

    /// What begins with a brace is meant as an object, not as a block, where it can be one.
    private func compiledAsObject() async -> Script? {
        guard text.first(where: { !$0.isWhitespace }) == "{", text.last(where: { !$0.isWhitespace }) != ";" else {
            return nil
        }
        return try? await supervisor.script("(\(text)\n)", filename: filename, columnOffset: -1)
    }

    /// The engine's words for what only lacks its end. Of the literals, only a template can go on in the next line.
    private static func isIncomplete(_ error: VMError, _ text: String) -> Bool {
        guard let exception = error.exception else { return false }
        switch exception.message {
        case "Unexpected end of script", "Multiline comment was not closed properly": return true
        case "Unexpected EOF": return character(at: exception, in: text) == "`"
        default: return false
        }
    }

    private static func character(at exception: ScriptException, in text: String) -> Character? {
        guard let line = exception.line, let column = exception.column else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.indices.contains(line - 1) else { return nil }
        let units = lines[line - 1].utf16
        guard 1...max(1, units.count) ~= column, !units.isEmpty else { return nil }
        return Character(UnicodeScalar(units[units.index(units.startIndex, offsetBy: column - 1)]) ?? "\u{FFFD}")
    }
}
