import CJavaScriptCore
import Glibc
import Wire

/// The user's realm, in which scripts run, and the pristine realm beside it, which reads the scripts' values and which
/// scripts cannot reach.
///
/// Both are made once, in the zygote; every worker has copies.
final class Realm {
    /// The realm of the user's scripts.
    let user: JSGlobalContextRef
    let modules: PristineModules
    /// The user realm's helpers, as context.js returned them.
    let helpers: JSObjectRef
    /// The user realm's part of the module loader, as userModules.js returned it.
    let userModules: JSObjectRef
    private let random: RandomState

    init() {
        let group = JSContextGroupCreate()
        user = JSGlobalContextCreateInGroup(group, nil)
        let pristine: JSGlobalContextRef = JSGlobalContextCreateInGroup(group, nil)
        let hoisting: JSGlobalContextRef = JSGlobalContextCreateInGroup(group, nil)
        helpers = Self.loadHelpers(user)
        userModules = Self.loadUserModules(user)
        ImportCalls.declare(in: user, userModules)
        let console = Self.functions(user, consoleCallback, passedArgumentsCallback)
        _ = callFunction(user, evaluateModule(PackageResources.globalConsole_js, in: user), console.values, nil)
        modules = PristineModules(
            context: pristine, realm: helpers, userModules: userModules,
            declaredNames: callFunction(hoisting, evaluateModule(PackageResources.hoisting_js, in: hoisting), [], nil)!)
        guard let random = RandomState(user) else {
            complain("isolate-worker: this JavaScriptCore hides the state of Math.random(); 2.50.6 does not\n")
            _exit(ExitStatus.softwareError)
        }
        self.random = random
        JSGlobalContextSetUnhandledRejectionCallback(user, makeFunction(user, "", rejectionCallback), nil)
    }

    func collectGarbage() {
        JSSynchronousGarbageCollectForDebugging(user)
    }

    /// Makes this process's copy independent: renews the state that must differ from that of other copies.
    func separate() {
        random.renew()
    }

    /// The name of the machine's time zone.
    var timeZone: String { Self.linkedTimeZone ?? timeZoneOfEngine }

    /// The zone that `/etc/localtime` links to (localtime(5)). The engine would find the same, but when it is first
    /// asked for anything of `Intl`, it spends several milliseconds on the names of all locales.
    private static var linkedTimeZone: String? {
        let path = (Syscalls.linkTarget("/etc/localtime") ?? "").split(separator: "/")
        guard let folder = path.lastIndex(of: "zoneinfo"), folder + 1 < path.count else { return nil }
        return path[(folder + 1)...].joined(separator: "/")
    }

    private var timeZoneOfEngine: String {
        let source = makeEngineString("new Intl.DateTimeFormat().resolvedOptions().timeZone")
        defer { JSStringRelease(source) }
        let name = JSEvaluateScript(modules.context, source, nil, nil, 1, nil)
        return textOfString(name, in: modules.context)?.description ?? "UTC"
    }

    /// One of the functions of context.js.
    func helper(_ name: String) -> JSObjectRef {
        getProperty(user, helpers, name)!
    }

    private static func functions(
        _ user: JSGlobalContextRef, _ callbacks: JSObjectCallAsFunctionCallback...
    ) -> Arguments {
        var functions = Arguments(user)
        for callback in callbacks { functions.append(makeFunction(user, "", callback)) }
        return functions
    }

    private static func loadUserModules(_ user: JSGlobalContextRef) -> JSObjectRef {
        let make = evaluateModule(PackageResources.userModules_js, in: user)
        let natives = functions(user, importFromCallback, resolveFromCallback)
        guard let modules = callFunction(user, make, natives.values, nil) else {
            preconditionFailure("userModules.js failed")
        }
        JSValueProtect(user, modules)
        return modules
    }

    private static func loadHelpers(_ user: JSGlobalContextRef) -> JSObjectRef {
        let make = evaluateModule(PackageResources.context_js, in: user)
        let natives = functions(
            user, hostFunctionCallback, asyncHostFunctionCallback, settleCallback, inspectCallback)
        guard let helpers = callFunction(user, make, natives.values, nil) else {
            preconditionFailure("context.js failed")
        }
        JSValueProtect(user, helpers)
        return helpers
    }
}

/// How a piece of JavaScript ended. Must be kept on the stack only, where the collector sees it.
enum Completion {
    case value(JSValueRef)
    case thrown(JSValueRef)
}
