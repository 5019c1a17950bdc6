import CJavaScriptCore
import Wire

/// A script with its text as the engine holds it, so that the engine finds what it has compiled again.
final class CompiledScript {
    let source: ScriptSource
    /// The code, with spaces before it for a positive column offset.
    let text: JSStringRef
    let url: JSStringRef
    /// The text with `import()` rewritten, and what its columns are in `text`; nil where nothing is to be rewritten.
    private var rewritten: ImportCalls.Rewritten?
    /// Whether it may have work done that only the engine's run loop hands back.
    private(set) var mayNeedRunLoop = false
    private let realm: Realm
    /// The array of the names that it declares, in the pristine realm; nil where it declares none.
    private var declaredNames: JSValueRef?
    /// The array of the built-ins that its text assigns, in the pristine realm; nil where it assigns none.
    private var assignedBuiltins: JSValueRef?

    init(_ source: ScriptSource, in realm: Realm) {
        self.source = source
        self.realm = realm
        text = makeEngineString(Self.shifted(source))
        url = makeEngineString(source.filename)
    }

    /// Looks through the source for what a run must know. A script that is only compiled need not pay for that.
    ///
    /// - Parameter loader: nil in a context without modules.
    func prepareToRun(_ loader: ModuleLoader?) {
        let code = noteRunLoop()
        if DynamicImports.mayBe(in: code) { rewritten = rewriteImportCalls(loader) }
        guard code.count <= Self.longestSearched else { return }
        if code.contains(Word.var) || code.contains(Word.function) {
            declaredNames = Self.kept(realm.modules.namesDeclaredIn, source.code, realm)
        }
        if code.contains(Word.equals) || code.contains(Word.assign) || code.contains(Word.reflect) {
            assignedBuiltins = Self.kept(realm.modules.assignedBuiltins, source.code, realm)
        }
    }

    private func rewriteImportCalls(_ loader: ModuleLoader?) -> ImportCalls.Rewritten? {
        if let loader, loader.canImport { return loader.rewrite(text, url: url) }
        return ImportCalls.rewritten(
            text, url: url, by: realm.modules.rewriteImportCalls, in: realm.modules.context)
    }

    /// - Returns: the code in UTF-8.
    @discardableResult
    func noteRunLoop() -> [UInt8] {
        let code = Array(source.code.description.utf8)
        mayNeedRunLoop = code.contains(Word.webAssembly) || code.contains(Word.finalizationRegistry)
        return code
    }

    /// What the engine runs.
    var executedText: JSStringRef { rewritten?.text ?? text }

    /// Tells where a column of `executedText` is in `text`; nil where they are the same.
    var columnOf: JSObjectRef? { rewritten?.columnOf }

    /// Makes the variables that it declares, where they are not there. Gives the SyntaxError of a script that declares
    /// what a `let`, `const` or `class` of an earlier one has: the engine would let that pass, unlike Node's.
    func declareVariables() -> JSValueRef? {
        guard let declaredNames else { return nil }
        let context = realm.modules.context
        var exception: JSValueRef?
        guard let taken = callFunction(context, realm.modules.declare, [declaredNames], &exception) else {
            return realm.adopt(exception!)
        }
        guard let name = textOfString(taken, in: context) else { return nil }
        return realm.makeError("SyntaxError", "Identifier '\(name)' has already been declared")
    }

    /// Does what runs the script, while assignments of built-ins are watched.
    func watchingAssignments<Result>(_ body: () -> Result) -> Result {
        guard let assignedBuiltins else { return body() }
        _ = callFunction(realm.user, realm.helper("watchAssignments"), [assignedBuiltins], nil)
        defer { _ = callFunction(realm.user, realm.helper("endWatch"), [assignedBuiltins], nil) }
        return body()
    }

    /// What is looked for in sources, byte by byte: String's own search is hundreds of times as slow.
    private enum Word {
        static let webAssembly = Array("WebAssembly".utf8)
        static let finalizationRegistry = Array("FinalizationRegistry".utf8)
        static let `var` = Array("var".utf8)
        static let function = Array("function".utf8)
        static let equals = Array("=".utf8)
        static let assign = Array("assign".utf8)
        static let reflect = Array("Reflect".utf8)
    }

    /// A script longer than this, in UTF-8, has its variables made by the engine: to find their names costs as much as
    /// compiling it. What it assigns isn't looked for, either.
    private static let longestSearched = 1 << 18

    /// The names that a function of the pristine realm finds in a source, kept until this script goes; nil for none.
    private static func kept(_ find: JSObjectRef, _ source: JSString, _ realm: Realm) -> JSValueRef? {
        let context = realm.modules.context
        guard let names = callFunction(context, find, [makeEngineValue(context, source)], nil),
            JSValueIsObject(context, names)
        else { return nil }
        JSValueProtect(context, names)
        return names
    }

    deinit {
        JSStringRelease(text)
        JSStringRelease(url)
        if let rewritten {
            JSStringRelease(rewritten.text)
            JSValueUnprotect(realm.modules.context, rewritten.columnOf)
        }
        for names in [declaredNames, assignedBuiltins] where names != nil {
            JSValueUnprotect(realm.modules.context, names)
        }
    }

    /// The engine counts lines from 1 and takes anything less for 1; what a negative offset takes away is subtracted
    /// afterwards.
    var startingLine: Int32 { Int32(clamping: max(1, source.lineOffset + 1)) }

    private static func shifted(_ source: ScriptSource) -> JSString {
        guard source.columnOffset > 0 else { return source.code }
        let spaces = [UInt16](repeating: 0x20, count: source.columnOffset)
        var units = source.code.utf16
        // A hashbang is one at the very beginning alone. Behind spaces a comment of the same length is.
        if units.starts(with: "#!".utf16) { units.replaceSubrange(0..<2, with: "//".utf16) }
        return JSString(utf16: spaces + units)
    }
}

extension ScriptSource {
    /// What `add` of scripts.js takes for the source map; nil where there is none, or one in a comment.
    func sourceMapValue(in context: JSContextRef) -> JSValueRef? {
        ignoresSourceMap ? JSValueMakeNull(context) : sourceMap.map { makeEngineValue(context, $0) }
    }
}
