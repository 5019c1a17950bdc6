import Isolates

/// Input with `await` outside of any function. It becomes the body of an async function, and the names that it
/// declares become properties of the global object that stand for the function's variables.
struct AwaitingInput {
    /// The outcome of compiling the input.
    enum State {
        /// A script whose result is the promise, and the names that it declares.
        case script(Script, names: [String])
        /// More is to come.
        case incomplete
    }

    private let text: String
    private let filename: String
    private let supervisor: Supervisor

    private static let opening = "(async () => {"
    private static let closing = "\n})()"

    init(_ text: String, filename: String, _ supervisor: Supervisor) {
        self.text = text
        self.filename = filename
        self.supervisor = supervisor
    }

    /// Compiles the input; nil if no `await` is outside of all functions, or if the input is no async function either.
    func compile() async -> State? {
        guard text.contains("await"), await !compilesWithoutAwait() else { return nil }
        let body = SourceForm(prefix: Self.opening, text: text, suffix: Self.closing)
        guard await body.compiles(supervisor) else {
            return await body.isBeginning(supervisor) ? .incomplete : nil
        }
        let names = await declaredNames()
        // The first line is not the user's, so lines are counted from the second.
        let code = Self.opening + Self.definitions(of: names) + "\n" + (await returningLast()) + Self.closing
        do throws(VMError) {
            return .script(try await supervisor.script(code, filename: filename, lineOffset: -1), names: names)
        } catch {
            return nil
        }
    }

    /// Compiles the input in a class's static block, where `await` is neither an operator nor a name.
    private func compilesWithoutAwait() async -> Bool {
        await SourceForm(prefix: "(class { static {", text: text, suffix: "\n} })").compiles(supervisor)
    }

    /// The names that the input declares. The engine finds them: it refuses a second declaration of such a name.
    private func declaredNames() async -> [String] {
        var names: [String] = []
        for word in Set(text.matches(of: /[\p{L}$_][\p{L}\p{N}$_]*/).map { String($0.0) }).sorted() {
            let alone = SourceForm(prefix: Self.opening + "let \(word);", text: "", suffix: Self.closing)
            guard await alone.compiles(supervisor) else { continue }
            let beside = SourceForm(prefix: Self.opening + "let \(word);", text: text, suffix: Self.closing)
            if await !beside.compiles(supervisor) { names.append(word) }
        }
        return names
    }

    private static func definitions(of names: [String]) -> String {
        names.map { name in
            "Object.defineProperty(globalThis, '\(name)', { get: () => \(name), set: value => { \(name) = value },"
                + " enumerable: true, configurable: true });"
        }.joined()
    }

    /// The text, changed to return the value of its last statement if that is an expression. This is the longest ending
    /// that is an expression and follows a complete function body.
    private func returningLast() async -> String {
        for index in endsOfStatements() {
            let (head, tail) = (text[..<index], text[index...])
            guard Self.canBeExpression(tail, isWhole: index == text.startIndex) else { continue }
            let expression = tail.trimmingSemicolons
            let candidate = "\(head)return (\(expression)\n)"
            if await SourceForm(prefix: Self.opening, text: candidate, suffix: Self.closing).compiles(supervisor) {
                return candidate
            }
        }
        return text
    }

    /// Whether a statement can be an expression. Declarations can't, though the same text is an expression elsewhere.
    /// Text that begins with a brace can only if it is the whole input; otherwise it is a block.
    private static func canBeExpression(_ statement: Substring, isWhole: Bool) -> Bool {
        let start = statement.drop(while: \.isWhitespace)
        if start.allSatisfy({ $0.isWhitespace || $0 == ";" }) { return false }
        if start.first == "{" { return isWhole }
        return start.prefixMatch(of: /(?:async\s+)?(?:function|class)\b/) == nil
    }

    /// The places where statements may begin: the start, and after each semicolon, line end and brace.
    private func endsOfStatements() -> [String.Index] {
        [text.startIndex] + text.indices.filter { ";\n}".contains(text[$0]) }.map { text.index(after: $0) }
    }
}

extension Substring {
    fileprivate var trimmingSemicolons: Substring {
        var rest = self
        while let last = rest.last, last == ";" || last.isWhitespace { rest.removeLast() }
        return rest
    }
}
