import CJavaScriptCore
import Wire

/// Loads, links and runs a context's modules, by the JavaScript files of `Modules` and acorn, in the pristine realm.
///
/// The engine has a module loader, but its C API offers no hook into it. So modules are rewritten to scripts.
final class ModuleLoader {
    private let realm: Realm
    private let runModule: JSObjectRef
    private let parseModule: JSObjectRef
    private let configureModules: JSObjectRef
    private let canImportAnything: JSObjectRef
    private let transformScript: JSObjectRef
    private let rehearsal: (begin: JSObjectRef, end: JSObjectRef)
    private let importFrom: JSObjectRef
    fileprivate let resolveFrom: JSObjectRef

    /// - Parameter parser: acorn's source, a UMD module.
    /// - Returns: nil if it is not acorn.
    init?(parser: JSString, _ realm: Realm) {
        self.realm = realm
        let modules = realm.modules
        guard let acorn = Self.evaluate(parser, in: modules.context) else { return nil }
        modules.set("acorn", acorn)
        for (name, callback) in moduleNatives { modules.set(name, makeFunction(modules.context, name, callback)) }
        for (name, source) in Self.sources { modules.load(name, source) }
        runModule = modules.function("loading", "run")
        parseModule = modules.function("loading", "parse")
        configureModules = modules.function("loading", "configure")
        canImportAnything = modules.function("loading", "canImport")
        transformScript = modules.function("loading", "transformScript")
        importFrom = modules.function("loading", "importFrom")
        resolveFrom = modules.function("loading", "resolveFrom")
        rehearsal = (modules.function("loading", "beginRehearsal"), modules.function("loading", "endRehearsal"))
    }

    private static let sources: [(name: String, source: [UInt8])] = [
        ("moduleOptions", PackageResources.moduleOptions_js),
        ("parser", PackageResources.parser_js),
        ("bindings", PackageResources.bindings_js),
        ("transform", PackageResources.transform_js),
        ("specifiers", PackageResources.specifiers_js),
        ("records", PackageResources.records_js),
        ("linking", PackageResources.linking_js),
        ("evaluation", PackageResources.evaluation_js),
        ("moduleRehearsal", PackageResources.moduleRehearsal_js),
        ("loading", PackageResources.loading_js),
    ]

    /// Acorn's exports. Acorn is evaluated as strict code, because a sloppy function of this realm would be a way into
    /// it.
    private static func evaluate(_ parser: JSString, in context: JSGlobalContextRef) -> JSValueRef? {
        let prefix = "(function () { \"use strict\"; const exports = {}, module = { exports };\n"
        let suffix = "\nreturn module.exports; })()"
        let text = makeEngineString(JSString(utf16: Array(prefix.utf16) + parser.utf16 + Array(suffix.utf16)))
        defer { JSStringRelease(text) }
        guard let exports = JSEvaluateScript(context, text, nil, nil, 1, nil),
            let object = JSValueToObject(context, exports, nil), getProperty(context, object, "Parser") != nil
        else { return nil }
        return exports
    }

    /// Whether this process, or the one that it was forked from, has loaded any module, so that the loader is compiled.
    private(set) var hasLoadedModules = false

    /// How often modules are still to be rehearsed in this process, see `Worker.rehearseModules`.
    var rehearsalsLeft = 0

    /// By then few of the functions that modules need are about to be compiled once more, which every copy would have
    /// to do by itself: for a graph of 50 modules three are, of some hundred.
    static let rehearsalCount = 200

    /// Puts a few modules in the place of all others, so that copies of this process find the parser and the loader
    /// compiled.
    ///
    /// - Parameter hasRunScripts: whether scripts have run in the user's realm, which must not notice. Then fewer of
    ///   the modules run.
    /// - Returns: the one to run, which imports the others.
    func beginRehearsal(hasRunScripts: Bool) -> ScriptSource {
        let context = realm.modules.context
        let isFirst = JSValueMakeBoolean(context, !hasRunScripts)
        let pair = JSValueToObject(context, callFunction(context, rehearsal.begin, [isFirst], nil), nil)
        let parts = [0, 1].map { (index: UInt32) in
            let part = JSValueToStringCopy(context, JSObjectGetPropertyAtIndex(context, pair, index, nil), nil)!
            defer { JSStringRelease(part) }
            return text(of: part)
        }
        return ScriptSource(number: 1, code: parts[1], filename: parts[0].description, isModule: true)
    }

    /// Forgets these modules, and puts the others back. They leave no trace in the user's realm.
    ///
    /// - Returns: whether they have run.
    func endRehearsal() -> Bool {
        let context = realm.modules.context
        return JSValueToBoolean(context, callFunction(context, rehearsal.end, [], nil))
    }

    /// Sets how modules are found.
    func configure(_ options: JSValueRef) {
        _ = callFunction(realm.modules.context, configureModules, [options], nil)
    }

    var canImport: Bool {
        JSValueToBoolean(
            realm.modules.context, callFunction(realm.modules.context, canImportAnything, [], nil))
    }

    /// Runs a module. Returns the promise of its namespace.
    func run(_ source: ScriptSource) -> Completion {
        hasLoadedModules = true
        return call(runModule, source)
    }

    /// Parses and keeps a module. Returns the JSON of its imports.
    func parse(_ source: ScriptSource) -> Completion {
        call(parseModule, source)
    }

    private func call(_ function: JSObjectRef, _ source: ScriptSource) -> Completion {
        let context = realm.modules.context
        var arguments = Arguments(context)
        arguments.append(makeEngineValue(context, JSString(source.filename)))
        arguments.append(makeEngineValue(context, source.code))
        arguments.append(JSValueMakeNumber(context, Double(source.lineOffset)))
        arguments.append(JSValueMakeNumber(context, Double(source.columnOffset)))
        arguments.append(source.sourceMapValue(in: context))
        var exception: JSValueRef?
        guard let result = callFunction(context, function, arguments.values, &exception) else {
            return .thrown(realm.adopt(exception!))
        }
        return .value(result)
    }

    /// `importFrom(referrer, specifier, attributes, resolve, reject)` of loading.js.
    fileprivate func importModule() -> JSObjectRef {
        hasLoadedModules = true
        return importFrom
    }

    /// A script with `import()` rewritten; nil where it has none, or is no script that acorn takes: the engine then
    /// says what is wrong with it.
    func rewrite(_ text: JSStringRef, url: JSStringRef) -> ImportCalls.Rewritten? {
        ImportCalls.rewritten(text, url: url, by: transformScript, in: realm.modules.context)
    }
}

/// The native functions for the files of `Modules`.
private let moduleNatives: [(name: String, callback: JSObjectCallAsFunctionCallback)] = [
    ("evaluateInUserRealm", evaluateInUserRealmCallback), ("checkModuleSyntax", checkModuleSyntaxCallback),
]

/// `evaluateInUserRealm(text, url, line)`: the completion value of the script.
private let evaluateInUserRealmCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, exception in
    let text = JSValueToStringCopy(context, arguments![0], nil)!
    let url = JSValueToStringCopy(context, arguments![1], nil)!
    defer {
        JSStringRelease(text)
        JSStringRelease(url)
    }
    let line = Int32(JSValueToNumber(context, arguments![2], nil))
    guard let value = JSEvaluateScript(Worker.current.realm.user, text, nil, url, line, exception) else {
        return JSValueMakeUndefined(context)
    }
    return value
}

/// `checkModuleSyntax(source)`: `[message, index]` of the source's first syntax error as a module; undefined if it has
/// none.
private let checkModuleSyntaxCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let string = JSValueToStringCopy(context, arguments![0], nil)!
    defer { JSStringRelease(string) }
    guard let error = ModuleSyntax.error(in: text(of: string).utf16) else { return JSValueMakeUndefined(context) }
    let parts: [JSValueRef?] = [
        makeEngineValue(context!, JSString(error.message)), JSValueMakeNumber(context, Double(error.index)),
    ]
    return JSObjectMakeArray(context, parts.count, parts, nil)
}

/// `importFrom(referrer, specifier, attributes, resolve, reject)` of userModules.js. Null where the context has no
/// modules.
let importFromCallback: JSObjectCallAsFunctionCallback = { context, _, _, count, arguments, exception in
    forward(Worker.current.moduleLoader?.importModule(), count, arguments, exception) ?? JSValueMakeNull(context)
}

/// `resolveFrom(module, specifier)` of userModules.js.
let resolveFromCallback: JSObjectCallAsFunctionCallback = { context, _, _, count, arguments, exception in
    forward(Worker.current.moduleLoader?.resolveFrom, count, arguments, exception) ?? JSValueMakeUndefined(context)
}

private func forward(
    _ function: JSObjectRef?, _ count: Int, _ arguments: UnsafePointer<JSValueRef?>?,
    _ exception: UnsafeMutablePointer<JSValueRef?>?
) -> JSValueRef? {
    guard let function else { return nil }
    let values = (0..<count).map { arguments![$0] }
    return callFunction(Worker.current.realm.modules.context, function, values, exception)
}
