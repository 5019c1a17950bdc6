import CJavaScriptCore
import Wire

/// `import()` in scripts. The engine's own rejects always, with an error that says nothing of where modules are to come
/// from; and its C API has no hook for it. So it is rewritten to a call of a function.
enum ImportCalls {
    /// A script whose calls are rewritten, and the function of the columns that they had.
    typealias Rewritten = (text: JSStringRef, columnOf: JSObjectRef)

    /// What `import()` is called in scripts.
    private static let name = "$isolatesImport_"

    /// Declares that function: a lexical one, which is no property of the global object.
    static func declare(in user: JSGlobalContextRef, _ userModules: JSObjectRef) {
        let global = JSContextGetGlobalObject(user)!
        let temporary = "$isolatesImport"
        setProperty(user, global, temporary, getProperty(user, userModules, "importFromScript")!)
        let source = makeEngineString("const \(name) = \(temporary)")
        defer { JSStringRelease(source) }
        _ = JSEvaluateScript(user, source, nil, nil, 1, nil)
        let property = makeEngineString(temporary)
        defer { JSStringRelease(property) }
        JSObjectDeleteProperty(user, global, property, nil)
    }

    /// - Parameter rewrite: the function of the pristine realm that takes the text, the name and the URL.
    /// - Returns: nil where the text has no `import()`, or is no script: the engine then says what is wrong with it.
    static func rewritten(
        _ text: JSStringRef, url: JSStringRef, by rewrite: JSObjectRef, in context: JSGlobalContextRef
    ) -> Rewritten? {
        var arguments = Arguments(context)
        arguments.append(JSValueMakeString(context, text))
        arguments.append(makeEngineValue(context, JSString(name)))
        arguments.append(JSValueMakeString(context, url))
        guard let result = callFunction(context, rewrite, arguments.values, nil), JSValueIsObject(context, result),
            let object = JSValueToObject(context, result, nil),
            let columnOf = getProperty(context, object, "columnOf")
        else { return nil }
        let name = makeEngineString("text")
        defer { JSStringRelease(name) }
        let rewritten = JSValueToStringCopy(context, JSObjectGetProperty(context, object, name, nil), nil)!
        JSValueProtect(context, columnOf)
        return (rewritten, columnOf)
    }
}

/// `isSoundScript(text)`: whether the engine can compile it.
let isSoundScriptCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let text = JSValueToStringCopy(context, arguments![0], nil)!
    defer { JSStringRelease(text) }
    return JSValueMakeBoolean(context, JSCheckScriptSyntax(Worker.current.realm.user, text, nil, 1, nil))
}
