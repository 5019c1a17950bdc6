import Testing

@testable import Isolates

/// Modules where nothing says how they find others, and the keys of maps.
@Suite(.timeLimit(.minutes(1))) struct BareModuleTests {
    private let module = RunOptions(type: .module)

    @Test func aModuleRunsInANewContext() async throws {
        try await withSupervisor { supervisor in
            let exports = try await supervisor.runInNewContext("export const x = await 1;", options: module)
            #expect(exports["x"] == 1)
            let error = try await vmError {
                try await supervisor.runInNewContext(#"import "y";"#, options: module, filename: "x.js")
            }
            #expect(error.exception?.message == "Cannot find module 'y' imported from 'x.js'")
            #expect(error.exception?.value.error?.properties["code"] == "ERR_MODULE_NOT_FOUND")
        }
    }

    @Test func aModuleRunsInThisContext() async throws {
        try await withSupervisor { supervisor in
            let exports = try await supervisor.runInThisContext(
                "globalThis.y = 2; export const x = 1;", options: module)
            #expect(exports["x"] == 1)
            #expect(try await supervisor.runInThisContext("y") == 2)
        }
    }

    @Test func aContextWithoutModulesSaysWhatItLacks() async throws {
        try await withSupervisor { supervisor in
            #expect(try await supervisor.runInThisContext("1") == 1)
            let error = try await vmError { try await supervisor.runInThisContext("export {}", options: module) }
            #expect(error.exception?.message?.contains("an empty map is enough") == true)
        }
    }

    /// `import()` in a script, wherever it stands, says that there is no module, and what the context lacks.
    @Test(arguments: [
        "import('x')", "import /* ( */\n('x')", "(async () => { await import(`x`, {}) })()",
        "var s = 'import(1)'; /import(s)/; ({ import(x) { return x } }).import(1); `${s} import(`; import('x',)",
        "class A { #import(x) { return x } f() { return this.#import(1) } }; [() => import('x'), new A().f()][0]()",
        "Promise.resolve('x').then((x) => import(x)) // import(",
    ])
    func importInAScriptOfAContextWithoutModules(_ code: String) async throws {
        try await withSupervisor { supervisor in
            let error = try await vmError {
                try await supervisor.runInNewContext(code, options: RunOptions(awaitPromise: true), filename: "s.js")
            }
            let exception = try #require(error.exception)
            #expect(exception.name == "TypeError")
            #expect(exception.message == "Cannot find module 'x' imported from 's.js'")
            #expect(exception.value.error?.properties["code"] == "ERR_MODULE_NOT_FOUND")
            let cause = exception.value.error?.cause?.error
            #expect(cause?.message.contains("'modules'") == true, "\(exception.value)")
        }
    }

    @Test func whatIsNoImportStaysAsItIs() async throws {
        try await withSupervisor { supervisor in
            let code = "(function f() { return 'import(1)' + /import(2)/.source + `import (3)` /* import(4) */ }) + ''"
            let text: String = try await supervisor.runInNewContext(code)
            #expect(text == code.dropFirst().dropLast(6))
            let called: String = try await supervisor.runInNewContext(
                "const o = { import(x) { return 'called ' + x }, f() { return import('y') } }; o.import(1)")
            #expect(called == "called 1")
        }
    }

    @Test func placesBehindAnImportAreTheAuthors() async throws {
        try await withSupervisor { supervisor in
            let code = "let a, Import = (x) => Promise.reject(x);\nimport('x').catch(() => 0); a.b.c"
            let error = try await vmError { try await supervisor.runInNewContext(code) }
            let withoutImport = try await vmError {
                try await supervisor.runInNewContext(code.replacing("import", with: "Import"))
            }
            #expect(error.exception?.line == 2 && error.exception?.column == withoutImport.exception?.column)
            let missing = try await vmError { try await supervisor.runInNewContext("import('x'); let 5") }
            #expect(missing.code == .compilation && missing.exception?.column == 18, "\(missing)")
            let words = try await vmError { try await supervisor.runInNewContext("import('x').a.b") }
            #expect(words.exception?.message?.contains("import('x').a.b") == true, "\(words)")
        }
    }

    @Test(arguments: ["./a.js", "a.js", "././a.js"])
    func aKeyMayBeRelative(_ key: String) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map([key: "export const u = import.meta.url;"]))
            let exports = try await supervisor.runInContext(
                #"export { u } from "./a.js";"#, context, type: .module, filename: "main.js")
            #expect(exports["u"] == "a.js")
        }
    }

    @Test func theKeyThatIsWrittenSoGoesBefore() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(
                modules: .map(["./a.js": "export const u = 1;", "a.js": "export const u = 2;"]))
            let exports = try await supervisor.runInContext(
                #"export { u } from "./a.js";"#, context, type: .module, filename: "main.js")
            #expect(exports["u"] == 2)
        }
    }

    /// What the parser was made ready with is nothing that a context has.
    @Test(arguments: ["rehearsal", "grammar", "json", "r1"])
    func theRehearsalLeavesNoModules(_ id: String) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map([:]))
            let error = try await vmError {
                try await supervisor.runInContext("import '\(id)'", context, type: .module, filename: "m.js")
            }
            #expect(error.exception?.message == "Cannot find module '\(id)' imported from 'm.js'")
            #expect(try await supervisor.runInContext("Object.keys(globalThis).length", context) == 0)
        }
    }

    /// A template's process rehearses where scripts have changed everything that they can, and keeps its modules.
    @Test func theRehearsalOfATemplateTouchesNothingOfScripts() async throws {
        try await withSupervisor { supervisor in
            let modules: Value.Object = [
                "r1": "export const f = () => {\n  null.x;\n};", "unused": "export const y = 2;",
            ]
            let script = try await supervisor.script(
                """
                var seen = [];
                const loaded = import("r1");
                loaded.then(() => {
                  for (const prototype of [Array.prototype, Object.getPrototypeOf([].values()), Object.prototype, Map.prototype,
                    Object.getPrototypeOf(function* () {}).prototype, Function.prototype, Promise.prototype]) {
                    for (const name of ["v", "a", "default", "next", "then", "set", Symbol.iterator, "0", "get"]) {
                      const descriptor = { get() { seen.push(name); }, set() { seen.push(name); }, configurable: true };
                      Reflect.defineProperty(prototype, name, descriptor);
                    }
                  }
                  globalThis.Promise = globalThis.Proxy = globalThis.Object = undefined;
                  seen.length = 0;
                });
                0
                """)
            let template = try await supervisor.createTemplate(
                [script], properties: .value([:]), modules: .map(modules))
            let context = try await template.createContext()
            #expect(try await supervisor.runInContext("seen.length", context) == 0)
            let error = try await vmError {
                try await supervisor.runInContext(
                    "import { f } from 'r1'; import 'unused'; f();", context, type: .module, filename: "m.js")
            }
            #expect(error.exception?.filename == "r1" && error.exception?.line == 2, "\(error)")
        }
    }

    @Test func aForkHasTheResolversOfItsScripts() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map([:]))
            let script = try await supervisor.script(
                "globalThis.load = () => import('own').then(own => own.default); 0", filename: "loads.js",
                importModuleDynamically: .resolver(.map(["own": "export default 5;"])))
            try await script.runInContext(context)
            let fork = try await context.fork()
            #expect(try await supervisor.runInContext("load()", fork, awaitPromise: true) == 5)
        }
    }
}
