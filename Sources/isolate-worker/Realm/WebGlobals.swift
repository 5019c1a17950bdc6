import CJavaScriptCore
import CLinux
import Glibc
import Wire

/// The globals of browsers and Node that are not part of the language: the JavaScript of `Web`, in the user's realm.
final class WebGlobals {
    private let realm: Realm
    /// The object that the files of `Web` get, and to which they add functions for each other.
    private let host: JSObjectRef
    /// A map from the prototype of each class that is installed to a function that returns what inspection shows of an
    /// instance: an object, an array of pairs, or a map from names to arrays of values. A class that has no such
    /// function has undefined there, and so has an object that is no instance as the function's result.
    let interfaces: JSObjectRef
    private let install: JSObjectRef
    private let assign: JSObjectRef
    private var loaded: Set<String> = []
    /// Nil if the group of `fetch` is not installed, or after `wrapFetch`.
    private var makeFetch: JSObjectRef? {
        willSet { if let newValue { JSValueProtect(realm.user, newValue) } }
        didSet { if let oldValue { JSValueUnprotect(realm.user, oldValue) } }
    }
    private let timers: JSObjectRef
    private let step: JSObjectRef

    init(_ realm: Realm) {
        self.realm = realm
        let user = realm.user
        host = JSObjectMake(user, nil, nil)
        JSValueProtect(user, host)
        setProperty(user, host, "now", makeFunction(user, "now", nowCallback))
        setProperty(user, host, "fillRandom", makeFunction(user, "fillRandom", fillRandomCallback))
        setProperty(user, host, "kindOf", makeFunction(user, "kindOf", kindOfCallback))
        setProperty(
            user, host, "reportError",
            evaluateModule(
                Array("(function (P) { return (error) => void P.reject(error); })(Promise)".utf8), in: user))
        // Of the pristine realm: a template's scripts may have replaced the methods of this realm's maps.
        interfaces = JSValueToObject(user, evaluateModule(Array("new Map()".utf8), in: realm.modules.context), nil)
        setProperty(user, host, "interfaces", interfaces)
        install = callFunction(user, evaluateModule(PackageResources.install_js, in: user), [host], nil).flatMap {
            JSValueToObject(user, $0, nil)
        }!
        JSValueProtect(user, install)
        assign = evaluateModule(Array("Object.assign".utf8), in: user)
        JSValueProtect(user, assign)
        let timers = Self.module(PackageResources.timers_js, host, user)
        step = getProperty(user, getProperty(user, timers, "loop")!, "step")!
        for function in [step, timers] { JSValueProtect(user, function) }
        self.timers = timers
        setProperty(user, host, "startQuietly", getProperty(user, timers, "startQuietly")!)
    }

    /// The files of each group. The last one has the globals, and uses the others.
    private static let files: [String: [(name: String, source: [UInt8])]] = [
        "url": [
            ("percent", PackageResources.percent_js), ("urlHost", PackageResources.urlHost_js),
            ("url", PackageResources.url_js),
        ],
        "encoding": [("encoding", PackageResources.encoding_js)],
        "base64": [("domException", PackageResources.domException_js), ("base64", PackageResources.base64_js)],
        "structuredClone": [
            ("domException", PackageResources.domException_js),
            ("structuredClone", PackageResources.structuredClone_js),
        ],
        "events": [("domException", PackageResources.domException_js), ("events", PackageResources.events_js)],
        "crypto": [("domException", PackageResources.domException_js), ("crypto", PackageResources.crypto_js)],
        "fetch": [
            ("domException", PackageResources.domException_js), ("percent", PackageResources.percent_js),
            ("fetch", PackageResources.fetch_js),
        ],
        "performance": [
            ("domException", PackageResources.domException_js), ("performance", PackageResources.performance_js),
        ],
    ]

    /// Puts a group's globals on the global object.
    func install(_ group: String) {
        if group == "timers" { return install(timers) }
        for (name, source) in Self.files[group] ?? [] where loaded.insert(name).inserted {
            let module = Self.module(source, host, realm.user)
            if name == group {
                if name == "fetch" { makeFetch = getProperty(realm.user, module, "makeFetch") }
                install(module)
            } else {
                _ = callFunction(realm.user, assign, [host, module], nil)
            }
        }
    }

    private func install(_ module: JSObjectRef) {
        _ = callFunction(realm.user, install, [module], nil)
        // The globals do not belong to the sandbox.
        let globals = getProperty(realm.user, module, "globals")!
        _ = callFunction(realm.modules.context, realm.modules.snapshotGlobals, [globals], nil)
    }

    /// Wraps the sandbox's function `fetch`, so that it takes and returns what the standard says.
    func wrapFetch() {
        let global = JSContextGetGlobalObject(realm.user)!
        guard let makeFetch, let call = getProperty(realm.user, global, "fetch"),
            JSObjectIsFunction(realm.user, call), let fetch = callFunction(realm.user, makeFetch, [call], nil)
        else { return }
        self.makeFetch = nil
        setProperty(realm.user, global, "fetch", fetch)
    }

    private static func module(_ source: [UInt8], _ host: JSObjectRef, _ user: JSGlobalContextRef) -> JSObjectRef {
        var exception: JSValueRef?
        guard let module = callFunction(user, evaluateModule(source, in: user), [host], &exception) else {
            preconditionFailure("a file of web globals failed: \(describeForPeople(user, exception))")
        }
        return JSValueToObject(user, module, nil)
    }

    /// What `runDue` has come to.
    enum Timers {
        /// Callbacks have run.
        case haveRun
        /// A callback threw this. The others that are due wait.
        case threw(JSValueRef)
        /// Nothing is due, but something will be in some milliseconds, which is 0 for an immediate.
        ///
        /// - Parameter keepRunning: whether any of what is pending keeps a run going, see `unref` in Node.
        case wait(milliseconds: Double, keepRunning: Bool)
        case nonePending
    }

    /// Runs the callbacks that are due, each followed by its microtasks.
    func runDue() -> Timers {
        var haveRun = false
        while true {
            var exception: JSValueRef?
            let time = JSValueMakeNumber(realm.user, monotonicMilliseconds())
            guard let result = callFunction(realm.user, step, [time], &exception) else { return .threw(exception!) }
            let wait = JSValueToNumber(realm.user, result, nil)
            if wait.isNaN {
                haveRun = true
            } else if haveRun {
                return .haveRun
            } else if wait.isInfinite {
                return .nonePending
            } else {
                return .wait(milliseconds: wait < 0 ? -1 - wait : wait, keepRunning: wait >= 0)
            }
        }
    }
}

/// `fillRandom(bytes)`: puts the kernel's random bytes into a Uint8Array.
private let fillRandomCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, _ in
    let array = JSValueToObject(context, arguments![0], nil)
    guard let bytes = JSObjectGetTypedArrayBytesPtr(context, array, nil) else { return JSValueMakeUndefined(context) }
    let start = bytes + JSObjectGetTypedArrayByteOffset(context, array, nil)
    let buffer = UnsafeMutableRawBufferPointer(
        start: start, count: JSObjectGetTypedArrayByteLength(context, array, nil))
    var generator = SystemRandomNumberGenerator()
    for index in buffer.indices { buffer[index] = UInt8.random(in: 0...255, using: &generator) }
    return JSValueMakeUndefined(context)
}

/// `webInterfaces()`: the map of `WebGlobals.interfaces`; undefined in a context without web globals.
let webInterfacesCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, _, _ in
    Worker.current.webGlobals?.interfaces ?? JSValueMakeUndefined(context)
}

/// `kindOf(object)`: what `exactKindOf` of classes.js in the pristine realm says it is.
private let kindOfCallback: JSObjectCallAsFunctionCallback = { context, _, _, _, arguments, exception in
    let realm = Worker.current.realm
    var thrown: JSValueRef?
    guard let kind = callFunction(realm.modules.context, realm.modules.exactKindOf, [arguments![0]], &thrown) else {
        exception?.pointee = realm.adopt(thrown!)
        return JSValueMakeUndefined(context)
    }
    return kind
}
