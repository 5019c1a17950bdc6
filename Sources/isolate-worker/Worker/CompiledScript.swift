import CJavaScriptCore
import Wire

/// A script, and its text as the engine's string. The same string lets the engine find the code that it has compiled.
final class CompiledScript {
    let source: ScriptSource
    /// The code, after as many spaces as a positive column offset demands.
    let text: JSStringRef
    let url: JSStringRef
    /// The text with `import()` rewritten, and the mapping of its columns to those of `text`; nil if nothing was
    /// rewritten.
    private var rewritten: ImportCalls.Rewritten?
    /// Whether it may have work done that only the engine's run loop hands back.
    private(set) var mayNeedRunLoop = false
    /// The same for scripts of the same beginning and length, as a text that comes again and again
    /// (`Worker.begin(kind:)`).
    let kind: Int
    private let realm: Realm
    /// The names that it declares, as an array of the pristine realm; nil if there are none.
    private var declaredNames: JSValueRef?
    /// The built-ins that its text assigns, as an array of the pristine realm; nil if there are none.
    private var assignedBuiltins: JSValueRef?

    /// - Parameter runs: whether it will be run. Then a brief zygote's worker, which mostly ends after that, need not
    ///   copy a long text.
    init(_ source: ScriptSource, in realm: Realm, runs: Bool = false) {
        self.source = source
        self.realm = realm
        text = makeEngineString(Self.shifted(source), lasts: runs && Zygote.isBrief)
        url = makeEngineString(source.filename)
        kind = Self.kind(of: source.code)
    }

    private static func kind(of code: JSString) -> Int {
        var (hasher, text) = (Hasher(), code.description)
        text.withUTF8 { bytes in
            hasher.combine(bytes.count)
            hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes).prefix(256)))
        }
        return hasher.finalize()
    }

    /// Searches the source for what a run has to know. A script that is only compiled need not pay for that.
    ///
    /// - Parameter loader: nil in a context without modules.
    func prepareToRun(_ loader: ModuleLoader?) {
        let code = noteRunLoop()
        rewritten = rewriteImportCalls(in: code, loader)
        guard code.count <= Self.longestSearched else { return }
        if code.contains(Word.var) || code.contains(Word.function) {
            declaredNames = Self.kept(realm.modules.namesDeclaredIn, source.code, realm)
        }
        if code.contains(Word.equals) || code.contains(Word.assign) || code.contains(Word.reflect) {
            assignedBuiltins = Self.kept(realm.modules.assignedBuiltins, source.code, realm)
        }
    }

    private func rewriteImportCalls(in code: [UInt8], _ loader: ModuleLoader?) -> ImportCalls.Rewritten? {
        let imports = DynamicImports(in: code)
        guard !imports.isEmpty else { return nil }
        if let loader, loader.canImport {
            return imports.areCode(in: realm.modules.context) ? loader.rewrite(text, url: url) : nil
        }
        // This asks the engine itself which of them are calls.
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

    /// The text that the engine runs.
    var executedText: JSStringRef { rewritten?.text ?? text }

    /// The code as a string of JavaScript, which shares the memory of `text` if that begins with no spaces.
    func sourceValue(in context: JSGlobalContextRef) -> JSValueRef {
        source.columnOffset > 0 ? makeEngineValue(context, source.code) : JSValueMakeString(context, text)
    }

    /// The function that maps columns of `executedText` to those of `text`; nil if they are the same.
    var columnOf: JSObjectRef? { rewritten?.columnOf }

    /// Makes the variables that the script declares and that do not exist yet. Returns a SyntaxError if the script
    /// declares a name of an earlier `let`, `const` or `class`, which the engine would allow, but Node does not.
    func declareVariables() -> JSValueRef? {
        guard let declaredNames else { return nil }
        let context = realm.modules.context
        var exception: JSValueRef?
        guard let taken = callFunction(context, realm.modules.declare, [declaredNames], &exception) else {
            return realm.adopt(exception!)
        }
        guard let name = textOfString(taken, in: context) else { return nil }
        return realm.redeclaration(of: name.description, in: self)
    }

    /// Calls `body`, which runs the script, while assignments of built-ins are watched.
    func watchingAssignments<Result>(_ body: () -> Result) -> Result {
        guard let assignedBuiltins else { return body() }
        _ = callFunction(realm.user, realm.helper("watchAssignments"), [assignedBuiltins], nil)
        defer { _ = callFunction(realm.user, realm.helper("endWatch"), [assignedBuiltins], nil) }
        return body()
    }

    /// The words to search for in sources, as bytes: String's own search is hundreds of times slower.
    private enum Word {
        static let webAssembly = Array("WebAssembly".utf8)
        static let finalizationRegistry = Array("FinalizationRegistry".utf8)
        static let `var` = Array("var".utf8)
        static let function = Array("function".utf8)
        static let equals = Array("=".utf8)
        static let assign = Array("assign".utf8)
        static let reflect = Array("Reflect".utf8)
    }

    /// The engine makes the variables of scripts longer than this, in UTF-8: finding their names would cost as much as
    /// compiling. Their assignments of built-ins are not searched for, either.
    private static let longestSearched = 1 << 18

    /// The names that a function of the pristine realm finds in a source, protected until this script is released; nil
    /// for none.
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

    /// The engine counts lines from 1, and takes anything less for 1. A negative offset is subtracted afterwards.
    var startingLine: Int32 { Int32(clamping: max(1, source.lineOffset + 1)) }

    private static func shifted(_ source: ScriptSource) -> JSString {
        guard source.columnOffset > 0 else { return source.code }
        let spaces = [UInt16](repeating: 0x20, count: source.columnOffset)
        return JSString(utf16: spaces + withoutHashbang(source.code.utf16))
    }

    /// A hashbang is valid only at the very beginning. Behind something else, a comment of the same length replaces it.
    static func withoutHashbang(_ units: [UInt16]) -> [UInt16] {
        units.starts(with: "#!".utf16) ? Array("//".utf16) + units.dropFirst(2) : units
    }
}

extension ScriptSource {
    /// What `add` of scripts.js takes for the source map; nil where there is none, or one in a comment.
    func sourceMapValue(in context: JSContextRef) -> JSValueRef? {
        ignoresSourceMap ? JSValueMakeNull(context) : sourceMap.map { makeEngineValue(context, $0) }
    }
}
