import CJavaScriptCore
import Wire

/// Rewrites `import()` in scripts to the call of a function. The engine's own `import()` always rejects, with an error
/// that does not say where modules would come from, and the engine's C API has no hook for it.
enum ImportCalls {
    /// A script with its calls rewritten, and the function that maps its columns to the original ones.
    typealias Rewritten = (text: JSStringRef, columnOf: JSObjectRef)

    /// The name of the function that takes the place of `import`.
    private static let name = "$isolatesImport_"

    /// Declares that function, as a lexical variable, which is not a property of the global object.
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
    /// - Returns: nil if the text contains no `import()`, or does not compile. Then the engine reports the error.
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
