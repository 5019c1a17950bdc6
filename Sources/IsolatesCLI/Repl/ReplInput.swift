import Isolates

/// What was typed at a prompt, line after line, until it is a script.
struct ReplInput {
    /// What the lines so far are.
    enum State {
        /// `awaits`: whether it gives a promise whose value is the result.
        case script(Script, awaits: Bool)
        /// More is to come: a brace, a comment or a template is open, or an operator has nothing behind it.
        case incomplete
        case failure(VMError)
    }

    private let supervisor: Supervisor
    private var lines: [String] = []
    private var count = 0
    /// Names that scripts have declared with `let`, `const` and `class`.
    private(set) var declared: Set<String> = []

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
        // `await (x)` is a call in a script, and what was meant here.
        switch await AwaitingInput(text, filename: filename, supervisor).compile() {
        case .script(let script, let names):
            declared.formUnion(names)
            return .script(script, awaits: true)
        case .incomplete: return .incomplete
        case nil: break
        }
        var failures: [VMError] = []
        for form in forms {
            do throws(VMError) {
                let script = try await compile(form)
                noteDeclarations(in: text)
                return .script(script, awaits: false)
            } catch {
                if await isBeginning(form) { return .incomplete }
                failures.append(error)
            }
        }
        return .failure(failures.last!)
    }

    /// Why the lines are no script, at the end of the input; nil where there are none.
    mutating func unfinishedError() async -> VMError? {
        guard !isEmpty, let form = forms.last else { return nil }
        do throws(VMError) {
            _ = try await compile(form)
            return nil
        } catch {
            return error
        }
    }

    /// Takes note of names that could be completed. What looks like a declaration and is none does no harm.
    mutating func noteDeclarations(in code: String) {
        for match in code.matches(of: /\b(?:let|const|class)\s+([\p{L}$_][\p{L}\p{N}$_]*)/) {
            declared.insert(String(match.1))
        }
    }

    private var filename: String { "REPL\(count)" }

    /// What begins with a brace is meant as an object, not as a block, where it can be one.
    private var forms: [SourceForm] {
        let script = SourceForm(text: text)
        guard text.first(where: { !$0.isWhitespace }) == "{", text.last(where: { !$0.isWhitespace }) != ";" else {
            return [script]
        }
        return [SourceForm(prefix: "(", text: text, suffix: "\n)"), script]
    }

    private func compile(_ form: SourceForm) async throws(VMError) -> Script {
        try await supervisor.script(form.code, filename: filename, columnOffset: -form.prefix.utf16.count)
    }

    private func isBeginning(_ form: SourceForm) async -> Bool {
        await form.isBeginning(supervisor)
    }
}
