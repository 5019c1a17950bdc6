import CJavaScriptCore

/// The JavaScript of the pristine realm. Each file is a function that gets the modules before it and returns a module.
final class PristineModules {
    let context: JSGlobalContextRef
    private let host: JSObjectRef

    let encode: JSObjectRef
    let decode: JSObjectRef
    let malformedMessage: JSObjectRef
    let adopt: JSObjectRef
    let describe: JSObjectRef
    let addScript: JSObjectRef
    let useSourceMaps: JSObjectRef
    let getHandle: JSObjectRef
    let releaseHandle: JSObjectRef
    let setHandlePrefix: JSObjectRef
    let forgetHandles: JSObjectRef
    let defineGlobals: JSObjectRef
    let changeGlobals: JSObjectRef
    let getGlobal: JSObjectRef
    let rememberGlobal: JSObjectRef
    let namesDeclaredIn: JSObjectRef
    let declare: JSObjectRef
    let isError: JSObjectRef
    /// Sets the place of an error that has no frames.
    let setPlace: JSObjectRef
    /// Whether an error is that of a module that did not compile or link.
    let isModuleError: JSObjectRef
    /// Rewrites `import()` in a script of a context that has no parser of modules.
    let rewriteImportCalls: JSObjectRef
    let consoleMessage: JSObjectRef
    let inspect: JSObjectRef
    let inspectForScript: JSObjectRef
    let passedArguments: JSObjectRef
    let setTexts: JSObjectRef
    let setMessages: JSObjectRef
    let exactKindOf: JSObjectRef
    let assignedBuiltins: JSObjectRef
    /// Makes all properties that the global object has now count as built-ins.
    let snapshotGlobals: JSObjectRef

    private static let sources: [(name: String, source: [UInt8])] = [
        ("primordials", PackageResources.primordials_js),
        ("handles", PackageResources.handles_js),
        ("classes", PackageResources.classes_js),
        ("sourceMaps", PackageResources.sourceMaps_js),
        ("scripts", PackageResources.scripts_js),
        ("namespaces", PackageResources.namespaces_js),
        ("moduleErrors", PackageResources.moduleErrors_js),
        ("columns", PackageResources.columns_js),
        ("edits", PackageResources.edits_js),
        ("importCalls", PackageResources.importCalls_js),
        ("stacks", PackageResources.stacks_js),
        ("sandbox", PackageResources.sandbox_js),
        ("globals", PackageResources.globals_js),
        ("declarations", PackageResources.declarations_js),
        ("assignments", PackageResources.assignments_js),
        ("foreign", PackageResources.foreign_js),
        ("bytes", PackageResources.bytes_js),
        ("structures", PackageResources.structures_js),
        ("arrays", PackageResources.arrays_js),
        ("boundedText", PackageResources.boundedText_js),
        ("encode", PackageResources.encode_js),
        ("errors", PackageResources.errors_js),
        ("decode", PackageResources.decode_js),
        ("inspection", PackageResources.inspection_js),
    ]

    /// The modules behind `util.inspect` and the console. Each adds its functions to the object that it gets.
    private static let inspectionSources = [
        PackageResources.text_js, PackageResources.primitives_js, PackageResources.layout_js,
        PackageResources.internals_js,
        PackageResources.look_js, PackageResources.names_js, PackageResources.webObjects_js,
        PackageResources.errorTexts_js,
        PackageResources.entries_js, PackageResources.webTexts_js,
        PackageResources.inspect_js, PackageResources.format_js, PackageResources.table_js, PackageResources.console_js,
    ]

    /// - Parameters:
    ///   - realm: the helpers of the user's realm.
    ///   - declaredNames: the function of hoisting.js.
    init(context: JSGlobalContextRef, realm: JSObjectRef, userModules: JSObjectRef, declaredNames: JSObjectRef) {
        self.context = context
        let host: JSObjectRef = JSObjectMake(context, nil, nil)
        JSValueProtect(context, host)
        self.host = host
        setProperty(context, host, "realm", realm)
        setProperty(context, host, "userModules", userModules)
        setProperty(context, host, "declaredNames", declaredNames)
        for (name, callback) in natives { setProperty(context, host, name, makeFunction(context, name, callback)) }
        func load(_ name: String, _ source: [UInt8]) { Self.load(name, source, host, context) }
        func function(_ module: String, _ name: String) -> JSObjectRef { Self.function(module, name, host, context) }
        for (name, source) in Self.sources { load(name, source) }
        let inspection = getProperty(context, host, "inspection")!
        let assign = evaluateModule(Array("Object.assign".utf8), in: context)
        for source in Self.inspectionSources {
            let module = Self.module(source, of: inspection, in: context)
            _ = callFunction(context, assign, [inspection, module], nil)
        }
        load("messages", PackageResources.messages_js)
        // Freezes everything that the others have used.
        Engine.withoutOptimizing { load("lockdown", PackageResources.lockdown_js) }
        encode = function("encode", "encode")
        decode = function("decode", "decode")
        malformedMessage = function("decode", "malformedMessage")
        adopt = function("foreign", "adopt")
        describe = function("errors", "describe")
        addScript = function("scripts", "add")
        useSourceMaps = function("scripts", "useMaps")
        getHandle = function("handles", "get")
        releaseHandle = function("handles", "release")
        setHandlePrefix = function("handles", "setPrefix")
        forgetHandles = function("handles", "forget")
        defineGlobals = function("globals", "define")
        changeGlobals = function("globals", "change")
        getGlobal = function("globals", "get")
        rememberGlobal = function("globals", "remember")
        namesDeclaredIn = function("declarations", "namesIn")
        declare = function("declarations", "declare")
        isError = function("errors", "isError")
        setPlace = function("errors", "setPlace")
        isModuleError = function("moduleErrors", "has")
        rewriteImportCalls = function("importCalls", "findAndRewrite")
        consoleMessage = function("messages", "consoleMessage")
        inspect = function("messages", "inspect")
        inspectForScript = function("messages", "inspectForScript")
        passedArguments = function("messages", "passedArguments")
        setTexts = function("messages", "setTexts")
        setMessages = function("messages", "setMessages")
        exactKindOf = function("classes", "exactKindOf")
        assignedBuiltins = function("assignments", "assignedBuiltins")
        snapshotGlobals = function("sandbox", "snapshot")
        _ = callFunction(context, snapshotGlobals, [], nil)
        let message = makeEngineString("This realm compiles no strings")
        JSGlobalContextSetEvalEnabled(context, false, message)
        JSStringRelease(message)
    }

    /// Loads a module, and makes it available to the modules after it.
    func load(_ name: String, _ source: [UInt8]) {
        Self.load(name, source, host, context)
    }

    /// Makes a value available to the modules that are loaded afterwards.
    func set(_ name: String, _ value: JSValueRef) {
        setProperty(context, host, name, value)
    }

    /// A function of a module, protected from the collector.
    func function(_ module: String, _ name: String) -> JSObjectRef {
        Self.function(module, name, host, context)
    }

    private static func load(
        _ name: String, _ source: [UInt8], _ host: JSObjectRef, _ context: JSGlobalContextRef
    ) {
        setProperty(context, host, name, module(source, of: host, in: context))
    }

    private static func function(
        _ module: String, _ name: String, _ host: JSObjectRef, _ context: JSGlobalContextRef
    ) -> JSObjectRef {
        let module = getProperty(context, host, module)!
        let function = getProperty(context, module, name)!
        JSValueProtect(context, function)
        return function
    }

    private static func module(_ source: [UInt8], of host: JSObjectRef, in context: JSGlobalContextRef) -> JSValueRef {
        var exception: JSValueRef?
        let factory = evaluateModule(source, in: context)
        guard let module = callFunction(context, factory, [host], &exception) else {
            preconditionFailure("a module failed: \(describeForPeople(context, exception))")
        }
        return module
    }
}
