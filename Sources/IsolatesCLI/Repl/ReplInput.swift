import Isolates

/// Collects the lines that are typed at a prompt until they are a script.
struct ReplInput {
    /// The state of the lines so far.
    enum State {
        /// `awaits` says whether the script's result is a promise for the value to show.
        case script(Script, awaits: Bool)
        /// The input is incomplete: a brace, a comment or a template is open, or an operator lacks its operand.
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

    /// All lines as one text.
    var text: String { lines.joined(separator: "\n") }

    mutating func add(_ line: String) {
        lines.append(line)
    }

    mutating func clear() {
        lines = []
    }

    /// Compiles the lines. After they have given a script, they must be cleared.
    mutating func compile() async -> State {
        count += 1
        // Try this form first: in a script `await (x)` is a call, but here the operator is meant.
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

    /// Why the lines are no script at the end of the input; nil if there are no lines.
    mutating func unfinishedError() async -> VMError? {
        guard !isEmpty, let form = forms.last else { return nil }
        do throws(VMError) {
            _ = try await compile(form)
            return nil
        } catch {
            return error
        }
    }

    /// Notes names for completion. Text that only looks like a declaration does no harm.
    mutating func noteDeclarations(in code: String) {
        for match in code.matches(of: /\b(?:let|const|class)\s+([\p{L}$_][\p{L}\p{N}$_]*)/) {
            declared.insert(String(match.1))
        }
    }

    private var filename: String { "REPL\(count)" }

    /// The forms to try. Input that begins with a brace is first tried as an object, then as a block.
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
