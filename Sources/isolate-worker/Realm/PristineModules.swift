import CJavaScriptCore

/// The JavaScript of the pristine realm: one module a file, each a function of those before it.
final class PristineModules {
    let context: JSGlobalContextRef
    private let host: JSObjectRef

    let encode: JSObjectRef
    let decode: JSObjectRef
    let malformedMessage: JSObjectRef
    let adopt: JSObjectRef
    let describe: JSObjectRef
    let addScript: JSObjectRef
    let getHandle: JSObjectRef
    let releaseHandle: JSObjectRef
    let setHandlePrefix: JSObjectRef
    let defineGlobals: JSObjectRef
    let assignGlobals: JSObjectRef
    let removeGlobals: JSObjectRef
    let getGlobal: JSObjectRef
    let namesDeclaredIn: JSObjectRef
    let declare: JSObjectRef
    let isError: JSObjectRef

    private static let sources: [(name: String, source: [UInt8])] = [
        ("primordials", PackageResources.primordials_js),
        ("handles", PackageResources.handles_js),
        ("classes", PackageResources.classes_js),
        ("scripts", PackageResources.scripts_js),
        ("stacks", PackageResources.stacks_js),
        ("sandbox", PackageResources.sandbox_js),
        ("globals", PackageResources.globals_js),
        ("declarations", PackageResources.declarations_js),
        ("foreign", PackageResources.foreign_js),
        ("encode", PackageResources.encode_js),
        ("errors", PackageResources.errors_js),
        ("decode", PackageResources.decode_js),
        // Last: it freezes all that the others have used.
        ("lockdown", PackageResources.lockdown_js),
    ]

    /// - Parameters:
    ///   - realm: the helpers of the user's realm.
    ///   - declaredNames: the function of hoisting.js.
    init(context: JSGlobalContextRef, realm: JSObjectRef, declaredNames: JSObjectRef) {
        self.context = context
        let host: JSObjectRef = JSObjectMake(context, nil, nil)
        JSValueProtect(context, host)
        self.host = host
        setProperty(context, host, "typeByte", makeFunction(context, "typeByte", typeByteCallback))
        setProperty(context, host, "realm", realm)
        setProperty(context, host, "declaredNames", declaredNames)
        for (name, source) in Self.sources {
            let factory = evaluateModule(source, in: context)
            var exception: JSValueRef?
            let module = callFunction(context, factory, [host], &exception)
            guard let module else { preconditionFailure("\(name).js failed: \(describeForPeople(context, exception))") }
            setProperty(context, host, name, module)
        }
        func function(_ module: String, _ name: String) -> JSObjectRef {
            let module = getProperty(context, host, module)!
            let function = getProperty(context, module, name)!
            JSValueProtect(context, function)
            return function
        }
        encode = function("encode", "encode")
        decode = function("decode", "decode")
        malformedMessage = function("decode", "malformedMessage")
        adopt = function("foreign", "adopt")
        describe = function("errors", "describe")
        addScript = function("scripts", "add")
        getHandle = function("handles", "get")
        releaseHandle = function("handles", "release")
        setHandlePrefix = function("handles", "setPrefix")
        defineGlobals = function("globals", "define")
        assignGlobals = function("globals", "assign")
        removeGlobals = function("globals", "remove")
        getGlobal = function("globals", "get")
        namesDeclaredIn = function("declarations", "namesIn")
        declare = function("declarations", "declare")
        isError = function("errors", "isError")
        _ = callFunction(context, function("sandbox", "snapshot"), [], nil)
        let message = makeEngineString("This realm compiles no strings")
        JSGlobalContextSetEvalEnabled(context, false, message)
        JSStringRelease(message)
    }
}
