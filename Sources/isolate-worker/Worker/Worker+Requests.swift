import CJavaScriptCore
import Wire

extension Worker {
    /// Waits for one request and serves it.
    func serveOne() {
        handle(pipe.receive())
    }

    func configure(_ options: WorkerOptions, _ sandbox: [UInt8]?) -> Outcome {
        self.options = options
        realm.setHandlePrefix(options.handlePrefix)
        setTexts()
        setMessages()
        let usesSourceMaps = JSValueMakeBoolean(realm.modules.context, !options.ignoresSourceMaps)
        _ = callFunction(realm.modules.context, realm.modules.useSourceMaps, [usesSourceMaps], nil)
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
        let outcome = defineGlobals(sandbox)
        webGlobals?.wrapFetch()
        return outcome
    }

    private func defineGlobals(_ sandbox: [UInt8]?) -> Outcome {
        guard let sandbox else { return outcomeOfNothing() }
        return change(with: sandbox) { properties in
            let fixed = callFunction(realm.modules.context, realm.modules.defineGlobals, [properties], nil)
            guard let name = textOfString(fixed, in: realm.modules.context) else { return outcomeOfNothing() }
            return .invalidValue(message: "a sandbox can't have the property \(name), which is fixed in JavaScript")
        }
    }

    private func installGlobals(_ groups: [String]) {
        guard !groups.isEmpty else { return }
        let globals = webGlobals ?? WebGlobals(realm)
        webGlobals = globals
        for group in groups { globals.install(group) }
    }

    /// Returns the reason if modules cannot be loaded.
    private func configureModules(_ options: [UInt8]) -> String? {
        guard let moduleLoader else { return "what was given as acorn, the parser of modules, is not acorn" }
        switch realm.decode(options) {
        case .malformed(let message): return message
        case .value(let value):
            moduleLoader.configure(value)
            return nil
        }
    }

    /// Sets and removes properties of the global object: all of them, or none.
    func setSandbox(_ assign: [UInt8]?, _ remove: [JSString]) -> Outcome {
        // Pass them as JSON, because the collector does not see values that only a Swift array holds.
        var names = JSONWriter()
        names.beginArray()
        for name in remove { names.string(name) }
        names.endArray()
        return change(with: assign ?? Array("{}".utf8)) { properties in
            guard case .value(let list) = realm.decode(names.bytes) else {
                preconditionFailure("a list of names is no JSON")
            }
            return outcome { module(realm.modules.changeGlobals, properties, list) }
        }
    }

    func getProperty(_ name: JSString) -> Outcome {
        let name = makeEngineValue(realm.modules.context, name)
        return outcome { module(realm.modules.getGlobal, name) }
    }

    func call(_ handle: String, this: [UInt8]?, _ arguments: [UInt8], awaitsPromise: Bool) -> Outcome {
        guard let function = object(of: handle) else { return .unknownHandle(handle) }
        begin(kind: handle.hashValue)
        var receiver = JSValueMakeUndefined(realm.user)
        if let this {
            switch realm.decode(this) {
            case .malformed(let message): return .invalidValue(message: message)
            case .value(let value): receiver = value
            }
        }
        switch realm.decode(arguments) {
        case .malformed(let message): return .invalidValue(message: message)
        case .value(let list):
            return outcome(awaitsPromise: awaitsPromise) {
                var exception: JSValueRef?
                let parameters: [JSValueRef?] = [function, receiver, list]
                if let value = callFunction(realm.user, realm.helper("call"), parameters, &exception) {
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

    /// Decodes properties, and calls `body`, which adds them to the global object.
    private func change(with json: [UInt8], _ body: (JSValueRef) -> Outcome) -> Outcome {
        switch realm.decode(json, isSandbox: true) {
        case .malformed(let message): .invalidValue(message: message)
        case .value(let properties): body(properties)
        }
    }

    /// Calls a module's function, during which user code may run.
    private func module(_ function: JSObjectRef, _ arguments: JSValueRef?...) -> Completion {
        var exception: JSValueRef?
        if let value = callFunction(realm.modules.context, function, arguments, &exception) { return .value(value) }
        return .thrown(realm.adopt(exception!))
    }
}
