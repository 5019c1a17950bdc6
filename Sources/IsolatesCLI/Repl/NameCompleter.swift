import Isolates

/// Finds the names that can stand at the end of what was typed, in the context itself.
struct NameCompleter: Sendable {
    private let context: Context
    private let supervisor: Supervisor
    /// Names that scripts have declared with `let`, `const` and `class`, which no object tells.
    private let declared: Set<String>

    /// A proxy's trap that takes longer has its context go back to where it was.
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
        // Nothing is called and nothing indexed to find a name: only names that lead to an object are looked up.
        guard parts.allSatisfy({ !$0.isEmpty && !$0.first!.isNumber }) else { return Completions(typed: typed) }
        var names = await self.names(behind: parts.isEmpty ? ["globalThis"] : parts)
        if parts.isEmpty { names.formUnion(declared.union(Self.keywords)) }
        return Completions(typed: typed, names: names.filter { $0.hasPrefix(typed) }.sorted())
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "$"
    }

    /// The names of the properties of the object that a path leads to, and of those of its prototypes. No getter of a
    /// script runs for them.
    private func names(behind path: [String]) async -> Set<String> {
        let keys = path.map { "'\($0)'" }.joined(separator: ", ")
        let script = supervisor.makeScript(
            """
            (() => {
                const ownKey = Object.getOwnPropertyDescriptor
                const [first, ...keys] = [\(keys)]
                if (ownKey(globalThis, first)?.get) return []
                let value = \(path[0])
                for (const key of keys) {
                    let holder = Object(value)
                    while (holder !== null && !ownKey(holder, key)) holder = Object.getPrototypeOf(holder)
                    if (holder === null || ownKey(holder, key).get) return []
                    value = ownKey(holder, key).value
                }
                if (value === null || value === undefined) return []
                const names = []
                for (let object = Object(value); object !== null; object = Object.getPrototypeOf(object)) {
                    names.push(...Object.getOwnPropertyNames(object))
                }
                return names.filter(name => /^[\\p{ID_Start}$_][\\p{ID_Continue}$]*$/u.test(name)).slice(0, 10000)
            })()
            """)
        guard let result = try? await context.run(script, RunOptions(timeout: Self.timeout)).value(),
            case .array(let names) = result
        else { return [] }
        // Scripts may have changed what the filter uses, and what is listed goes to a terminal.
        return Set(names.compactMap(\.string).filter { $0.allSatisfy(Self.isOfName) })
    }
}
