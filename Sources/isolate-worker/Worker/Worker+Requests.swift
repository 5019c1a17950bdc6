import CJavaScriptCore
import Wire

extension Worker {
    /// Waits for one request and serves it.
    func serveOne() {
        handle(pipe.receive())
    }

    func configure(_ options: ContextOptions, _ sandbox: [UInt8]?) -> Outcome {
        self.options = options
        realm.setHandlePrefix(options.handlePrefix)
        if !options.allowsStrings {
            let message = makeEngineString("Code generation from strings disallowed for this context")
            JSGlobalContextSetEvalEnabled(realm.user, false, message)
            JSStringRelease(message)
        }
        if !options.allowsWasm {
            _ = callFunction(realm.user, realm.helper("forbidWasm"), [], nil)
            Containment.forbidThreads()
        }
        installGlobals(options.globals)
        if let modules = options.modules, let fault = configureModules(modules) { return .invalidValue(message: fault) }
        let outcome = change(sandbox, by: realm.modules.defineGlobals)
        webGlobals?.wrapFetch()
        return outcome
    }

    private func installGlobals(_ groups: [String]) {
        guard !groups.isEmpty else { return }
        let globals = webGlobals ?? WebGlobals(realm)
        webGlobals = globals
        for group in groups { globals.install(group) }
    }

    /// Gives what keeps modules from being loaded.
    private func configureModules(_ options: [UInt8]) -> String? {
        guard let moduleLoader else { return "what was given as acorn, the parser of modules, is not acorn" }
        switch realm.decode(options) {
        case .malformed(let message): return message
        case .value(let value):
            moduleLoader.configure(value)
            return nil
        }
    }

    func setSandbox(_ assign: [UInt8]?, _ remove: [JSString]) -> Outcome {
        let assigned = change(assign, by: realm.modules.assignGlobals)
        guard case .result = assigned, !remove.isEmpty else { return assigned }
        var names = JSONWriter()
        names.beginArray()
        for name in remove { names.string(name) }
        names.endArray()
        return change(names.bytes, by: realm.modules.removeGlobals)
    }

    func getProperty(_ name: JSString) -> Outcome {
        let name = makeEngineValue(realm.modules.context, name)
        return outcome { module(realm.modules.getGlobal, name) }
    }

    func call(_ handle: String, this: [UInt8]?, _ arguments: [UInt8], awaitsPromise: Bool) -> Outcome {
        guard let function = object(of: handle) else { return .unknownHandle(handle) }
        var receiver: JSObjectRef?
        if let this {
            switch realm.decode(this) {
            case .malformed(let message): return .invalidValue(message: message)
            case .value(let value):
                receiver = JSValueIsObject(realm.user, value) ? JSValueToObject(realm.user, value, nil) : nil
            }
        }
        switch realm.decode(arguments) {
        case .malformed(let message): return .invalidValue(message: message)
        case .value(let list):
            let values = elements(of: list)
            return outcome(awaitsPromise: awaitsPromise) {
                var exception: JSValueRef?
                if let value = callFunction(realm.user, function, this: receiver, values, &exception) {
                    return .value(value)
                }
                return .thrown(exception!)
            }
        }
    }

    func awaitPromise(_ handle: String) -> Outcome {
        guard let promise = object(of: handle) else { return .unknownHandle(handle) }
        return outcome(awaitsPromise: true) { .value(promise) }
    }

    func release(_ handles: [String]) {
        for handle in handles {
            let name = makeEngineValue(realm.modules.context, JSString(handle))
            _ = callFunction(realm.modules.context, realm.modules.releaseHandle, [name], nil)
        }
    }

    private func object(of handle: String) -> JSObjectRef? {
        let context = realm.modules.context
        let name = makeEngineValue(context, JSString(handle))
        guard let object = callFunction(context, realm.modules.getHandle, [name], nil), JSValueIsObject(context, object)
        else { return nil }
        return JSValueToObject(context, object, nil)
    }

    private func elements(of list: JSValueRef) -> [JSValueRef?] {
        guard let object = JSValueToObject(realm.user, list, nil) else { return [] }
        let name = makeEngineString("length")
        defer { JSStringRelease(name) }
        let count = Int(JSValueToNumber(realm.user, JSObjectGetProperty(realm.user, object, name, nil), nil))
        return (0..<count).map { JSObjectGetPropertyAtIndex(realm.user, object, UInt32($0), nil) }
    }

    /// Gives properties, made from JSON, to one of the modules that change the global object.
    private func change(_ json: [UInt8]?, by function: JSObjectRef) -> Outcome {
        guard let json else { return outcomeOfNothing() }
        switch realm.decode(json, isSandbox: true) {
        case .malformed(let message): return .invalidValue(message: message)
        case .value(let value): return outcome { module(function, value) }
        }
    }

    /// Calls a module's function, during which user code may run.
    private func module(_ function: JSObjectRef, _ argument: JSValueRef) -> Completion {
        var exception: JSValueRef?
        if let value = callFunction(realm.modules.context, function, [argument], &exception) { return .value(value) }
        return .thrown(realm.adopt(exception!))
    }
}
