import CJavaScriptCore

/// Evaluates one of this program's own JavaScript files.
func evaluateModule(_ source: [UInt8], in context: JSGlobalContextRef) -> JSObjectRef {
    let text = makeEngineString(json: source)
    defer { JSStringRelease(text) }
    var exception: JSValueRef?
    guard let module = JSEvaluateScript(context, text, nil, nil, 1, &exception) else {
        preconditionFailure("a module did not load: \(describeForPeople(context, exception))")
    }
    return module
}

func makeFunction(
    _ context: JSContextRef, _ name: String, _ callback: @escaping JSObjectCallAsFunctionCallback
) -> JSObjectRef {
    let text = makeEngineString(name)
    defer { JSStringRelease(text) }
    return JSObjectMakeFunctionWithCallback(context, text, callback)
}

/// Calls a function. Returns nil if it threw, and stores the exception.
func callFunction(
    _ context: JSContextRef, _ function: JSObjectRef, this: JSObjectRef? = nil, _ arguments: [JSValueRef?],
    _ exception: UnsafeMutablePointer<JSValueRef?>?
) -> JSValueRef? {
    JSObjectCallAsFunction(context, function, this, arguments.count, arguments, exception)
}

/// Arguments that are made one after the other. Making one may collect garbage, and the collector does not see values
/// that only a Swift array holds.
struct Arguments: ~Copyable {
    private let context: JSContextRef
    private(set) var values: [JSValueRef?] = []

    init(_ context: JSContextRef) {
        self.context = context
    }

    /// Nil means `undefined`.
    mutating func append(_ value: JSValueRef?) {
        if let value { JSValueProtect(context, value) }
        values.append(value ?? JSValueMakeUndefined(context))
    }

    deinit {
        for value in values { JSValueUnprotect(context, value) }
    }
}

func setProperty(_ context: JSContextRef, _ object: JSObjectRef, _ name: String, _ value: JSValueRef) {
    let text = makeEngineString(name)
    defer { JSStringRelease(text) }
    JSObjectSetProperty(context, object, text, value, 0, nil)
}

/// A property whose value is an object, of an object that no script can change.
func getProperty(_ context: JSContextRef, _ object: JSObjectRef, _ name: String) -> JSObjectRef? {
    let text = makeEngineString(name)
    defer { JSStringRelease(text) }
    guard let value = JSObjectGetProperty(context, object, text, nil), JSValueIsObject(context, value) else {
        return nil
    }
    return JSValueToObject(context, value, nil)
}

/// The text of an exception that our own JavaScript threw.
func describeForPeople(_ context: JSContextRef, _ exception: JSValueRef?) -> String {
    guard let exception, let string = JSValueToStringCopy(context, exception, nil) else {
        return "an unknown exception"
    }
    defer { JSStringRelease(string) }
    return text(of: string).description
}
