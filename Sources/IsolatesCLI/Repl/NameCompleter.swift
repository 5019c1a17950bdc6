import Isolates

/// Finds the names that can complete the input, in the context itself.
struct NameCompleter: Sendable {
    private let context: Context
    private let supervisor: Supervisor
    /// Names that scripts have declared with `let`, `const` and `class`. They are not properties of any object.
    private let declared: Set<String>

    /// If a getter takes longer, the context is rolled back.
    private static let timeout = Duration.seconds(1)

    private static let keywords = [
        "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default", "delete", "do",
        "else", "extends", "false", "finally", "for", "function", "if", "in", "instanceof", "let", "new", "null",
        "return", "super", "switch", "this", "throw", "true", "try", "typeof", "undefined", "var", "void", "while",
        "with", "yield",
    ]

    init(_ supervisor: Supervisor, _ context: Context, declared: Set<String>) {
        self.supervisor = supervisor
        self.context = context
        self.declared = declared
    }

    /// - Parameter text: the line up to the cursor.
    func completions(of text: String) async -> Completions {
        let expression = text.reversed().prefix { Self.isOfName($0) || $0 == "." }.reversed()
        var parts = String(expression).split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let typed = parts.removeLast()
        // Only chains of names are looked up: calls and indices may have effects.
        guard parts.allSatisfy({ !$0.isEmpty && !$0.first!.isNumber }) else { return Completions(typed: typed) }
        var names = await self.names(in: parts.isEmpty ? "globalThis" : parts.joined(separator: "."))
        if parts.isEmpty { names.formUnion(declared.union(Self.keywords)) }
        return Completions(typed: typed, names: names.filter { $0.hasPrefix(typed) }.sorted())
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "$"
    }

    /// The names of an object's properties and of those of its prototypes.
    private func names(in object: String) async -> Set<String> {
        let script = supervisor.makeScript(
            """
            (() => {
                const names = []
                for (let object = Object(\(object)); object !== null; object = Object.getPrototypeOf(object)) {
                    names.push(...Object.getOwnPropertyNames(object))
                }
                return names.filter(name => /^[\\p{ID_Start}$_][\\p{ID_Continue}$]*$/u.test(name)).slice(0, 10000)
            })()
            """)
        guard let result = try? await context.run(script, RunOptions(timeout: Self.timeout)).value(),
            case .array(let names) = result
        else { return [] }
        // Check again here: scripts may have changed the built-ins that the filter uses, and a terminal shows the list.
        return Set(names.compactMap(\.string).filter { $0.allSatisfy(Self.isOfName) })
    }
}
