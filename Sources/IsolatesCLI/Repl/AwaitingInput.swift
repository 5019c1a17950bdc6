import Isolates

/// What was typed with `await` outside of any function. It becomes the body of an async function, and the names that it
/// declares become properties of the global object that stand for the function's variables.
struct AwaitingInput {
    /// What comes of it.
    enum State {
        /// A script that gives the promise, and the names that it declares.
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

    /// Nil where no `await` stands outside of all functions, or where it is no script with it either.
    func compile() async -> State? {
        guard text.contains("await"), await !compilesWithoutAwait() else { return nil }
        let body = SourceForm(prefix: Self.opening, text: text, suffix: Self.closing)
        guard await body.compiles(supervisor) else {
            return await body.isBeginning(supervisor) ? .incomplete : nil
        }
        let names = await declaredNames()
        // The first line is ours, and lines are counted from the second.
        let code = Self.opening + Self.definitions(of: names) + (await returningLast()) + Self.closing
        do throws(VMError) {
            return .script(try await supervisor.script(code, filename: filename, lineOffset: -1), names: names)
        } catch {
            return nil
        }
    }

    /// In a class's static block `await` is neither an operator nor a name.
    private func compilesWithoutAwait() async -> Bool {
        await SourceForm(prefix: "(class { static {", text: text, suffix: "\n} })").compiles(supervisor)
    }

    /// The engine tells which of the words in the text are declared in the function: those that it does not let another
    /// declaration have.
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

    /// The text, from its second line on, with its last statement's value returned, where that is an expression: the
    /// longest ending that is one behind what is a function's body by itself.
    private func returningLast() async -> String {
        for index in endsOfStatements() {
            let (head, tail) = ("\n" + text[..<index], text[index...])
            guard Self.canBeExpression(tail, isWhole: index == text.startIndex) else { continue }
            for opening in Self.returns(behind: head) {
                let candidate = "\(opening)\(tail.trimmingSemicolons)\n)"
                if await SourceForm(prefix: Self.opening, text: candidate, suffix: Self.closing).compiles(supervisor) {
                    return candidate
                }
            }
        }
        return "\n" + text
    }

    /// What stands before a statement, with a `return`: first in the line before, so that columns stay as they are,
    /// where the statement begins a line; then in its own, for a line before that ends in a comment.
    private static func returns(behind head: String) -> [String] {
        let inline = head + "return ("
        return head.last == "\n" ? [head.dropLast() + " return (\n", inline] : [inline]
    }

    /// Whether what stands there is no declaration, and no block, that is an expression elsewhere.
    private static func canBeExpression(_ statement: Substring, isWhole: Bool) -> Bool {
        let start = statement.drop(while: \.isWhitespace)
        if start.allSatisfy({ $0.isWhitespace || $0 == ";" }) { return false }
        if start.first == "{" { return isWhole }
        return start.prefixMatch(of: /(?:async\s+)?(?:function|class)\b/) == nil
    }

    /// Where statements may begin: at the start, and behind each semicolon, line end and brace.
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
