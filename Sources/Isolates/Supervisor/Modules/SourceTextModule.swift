import Wire

/// A module of JavaScript (Node's `vm.SourceTextModule`).
///
/// ```swift
/// let context = try await supervisor.createContext(modules: .map([:]))
/// let main = try await SourceTextModule("import { x } from 'x'; export const y = x + 1", context: context)
/// let x = try SyntheticModule(["x"], context: context) { try $0.setExport("x", to: 41) }
/// try await main.link { specifier, referencingModule, attributes in x }
/// try await main.evaluate(timeout: .seconds(1))
/// print(try main.namespace)                                    // Module { y: 42 }
/// ```
///
/// Source: the `vm` documentation of Node.js, “Class: vm.SourceTextModule”.
public final class SourceTextModule: Module, @unchecked Sendable {
    private let code: String
    private let sourceMap: String?
    private let found: [Dependency]
    private let ownImporter: (any ModuleResolver)?

    /// Parses a module.
    ///
    /// - Parameters:
    ///   - code: JavaScript.
    ///   - identifier: what stacks call it; by default `vm:module(0)`, with a number of its own.
    ///   - context: where it runs. It must have been made with `modules`.
    ///   - lineOffset: lines that come before the code in its file; 0 by default, may be negative.
    ///   - columnOffset: columns that come before the code on its first line; 0 by default, may be negative.
    ///   - sourceMap: the text of the code's source map; none by default.
    ///   - importModuleDynamically: how `import()` in it finds modules; by default as its context does.
    /// - Throws: `VMError`: `compilation` where the code is no module; `invalidArgument` for a context without modules;
    ///   `exception` where the context has a module of that identifier.
    public init(
        _ code: String, identifier: String? = nil, context: Context, lineOffset: Int = 0, columnOffset: Int = 0,
        sourceMap: String? = nil, importModuleDynamically: ImportModuleDynamically? = nil
    ) async throws(VMError) {
        try Self.check(context)
        let identifier = identifier ?? Self.nextIdentifier()
        ownImporter = try importModuleDynamically?.resolver()
        self.code = code
        self.sourceMap = sourceMap
        var source = ScriptSource(
            number: Script.nextNumber(), code: JSString(code), filename: identifier, lineOffset: lineOffset,
            columnOffset: columnOffset, isModule: true)
        source.sourceMap = sourceMap.map { JSString($0) }
        let parsed = try await context.request { [source] in Request.parseModule(id: $0, source).frame() }
        found = try Self.dependencies(try parsed.value())
        try super.init(identifier, context)
    }

    /// - Parameter parsed: a string of JSON.
    private static func dependencies(_ parsed: Value) throws(VMError) -> [Dependency] {
        guard let json = parsed.string else { throw VMError(.invalidValue, "the worker did not tell what is imported") }
        do { return try Value(json: json).decode(as: [Dependency].self) } catch {
            throw VMError(.invalidValue, "the worker did not tell what is imported: \(error)")
        }
    }

    override var dependencies: [Dependency] { found }
    override var importer: (any ModuleResolver)? { ownImporter ?? super.importer }

    override func source() async throws(VMError) -> ModuleSource {
        ModuleSource(id: identifier, source: code, sourceMap: sourceMap)
    }
}
