import Foundation
import Testing
@testable import Isolates

/// What holds for modules besides what the language says of them: how they are found, where their errors are, what is
/// left of them.
@Suite(.timeLimit(.minutes(1))) struct ModuleTests {
    private func failure(_ body: () async throws -> Void) async throws -> VMError {
        do { try await body() } catch { return try #require(error as? VMError) }
        Issue.record("it did not fail")
        throw CancellationError()
    }

    @Test func theNamespaceIsDecodedAsAType() async throws {
        struct Exports: Decodable, Equatable {
            let area: Double
            let name: String
        }
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map(["shapes": "export const side = 3;"]))
            let exports = try await supervisor.runInContext(
                #"import { side } from "shapes"; export const area = side ** 2, name = await "square";"#, context,
                type: .module, as: Exports.self)
            #expect(exports == Exports(area: 9, name: "square"))
        }
    }

    @Test func aModuleSeesNothingOfTheLoader() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map([:]))
            let value = try await supervisor.runInContext(
                """
                export const kinds = [typeof this, (() => typeof this)(), typeof arguments, typeof module, typeof host];
                function caller() { try { return String(caller.caller); } catch (e) { return e.name; } }
                export const from = caller();
                """, context, type: .module)
            #expect(value["kinds"] == .array(Array(repeating: "undefined", count: 5)))
            #expect(["TypeError", "null"].contains(value["from"]?.string))
        }
    }

    @Test func aPoisonedRealmLeavesModulesAlone() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(
                modules: .map([
                    "a": "export let x = 1; export * from 'b';", "b": "export default 2; export const y = 3;",
                ]))
            try await supervisor.runInContext(
                """
                const { apply, ownKeys, getOwnPropertyDescriptor, defineProperty } = Reflect;
                var calls = 0;
                for (const holder of [Object, Object.prototype, Array.prototype, Map.prototype, Set.prototype,
                    String.prototype, RegExp.prototype, Function.prototype, Promise.prototype, Reflect, JSON]) {
                  for (const name of ownKeys(holder)) {
                    const descriptor = getOwnPropertyDescriptor(holder, name);
                    const original = descriptor.value;
                    if (!descriptor.configurable || typeof original !== "function" || name === "constructor") continue;
                    const value = function (...args) { calls += 1; return apply(original, this, args); };
                    defineProperty(holder, name, { __proto__: null, value, configurable: true, writable: true });
                  }
                }
                defineProperty(Object.prototype, "get", { __proto__: null, get() { calls += 1; }, configurable: true });
                defineProperty(Array.prototype, "0", { __proto__: null, set(value) { calls += 1; }, configurable: true });
                calls = 0;
                """, context)
            let value = try await supervisor.runInContext(
                "import * as a from 'a'; export const sum = a.x + a.y, seen = calls;", context, type: .module)
            #expect(value["sum"] == 4)
            #expect(value["seen"] == 0)
        }
    }

    @Test func errorsArePlacedInTheModulesOwnSource() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(
                modules: .map([
                    "lib.js": "export const f = () => {\n  nothing.here;\n};\nexport let v;",
                    "broken.js": "let a;\n  let b = );\n",
                    "missing.js": "let a;\nimport { f, nope } from './lib.js';",
                ]))
            let thrown = try await failure {
                try await supervisor.runInContext(
                    "import { f } from './lib.js';\n   const g = 1; f();", context, type: .module, filename: "main.js")
            }
            #expect(thrown.exception?.filename == "lib.js")
            #expect(thrown.exception?.line == 2)
            #expect(thrown.exception?.stack?.description.contains("at main.js:2:18") == true)
            for (module, line, column) in [("broken.js", 2, 11), ("missing.js", 2, 13)] {
                let error = try await failure {
                    try await supervisor.runInContext("import './\(module)'", context, type: .module, filename: "m.js")
                }
                #expect(error.code == .compilation)
                #expect(error.exception?.name == "SyntaxError")
                #expect(error.exception?.filename?.description == module)
                #expect([error.exception?.line, error.exception?.column] == [line, column], "\(module)")
            }
            let message = try await failure {
                try await supervisor.runInContext(
                    "import { v } from './lib.js';\nv.x.y;", context, type: .module, filename: "main.js")
            }
            #expect(message.exception?.message == "undefined is not an object (evaluating 'v.x')")
        }
    }

    @Test func whatIsNotFoundSaysWhoAskedForIt() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map(["a.js": "import 'nowhere';"]))
            let error = try await failure {
                try await supervisor.runInContext("import './a.js'", context, type: .module, filename: "main.js")
            }
            #expect(error.exception?.name == "TypeError")
            #expect(error.exception?.message == "Cannot find module 'nowhere' imported from 'a.js'")
            guard case .error(let thrown)? = error.exception?.value else { Issue.record("no error"); return }
            #expect(thrown.properties["code"] == "ERR_MODULE_NOT_FOUND")
        }
    }

    @Test func importAttributesMustFit() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(
                modules: .map([
                    "d": ModuleSource(id: "d", source: #"{"a":[1]}"#, type: .json),
                    "t": ModuleSource(id: "t", source: "text", type: .text), "j": ModuleSource(id: "j", source: ""),
                ]))
            let value = try await supervisor.runInContext(
                """
                import d from "d" with { type: "json" };
                import t from "t" with { type: "text" };
                const fail = (promise) => promise.then(() => "none", (error) => [error.name, error.code].join());
                export const a = d.a[0], text = t, errors = [await fail(import("d")),
                  await fail(import("d", { with: { type: "text" } })), await fail(import("j", { with: { type: "json" } })),
                  await fail(import("j", { with: { kind: "x" } })), await fail(import("j", { with: { type: 1 } }))];
                """, context, type: .module)
            #expect(value["a"] == 1)
            #expect(value["text"] == "text")
            #expect(
                value["errors"] == [
                    "TypeError,ERR_IMPORT_ATTRIBUTE_MISSING", "TypeError,ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE",
                    "TypeError,ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE", "TypeError,ERR_IMPORT_ATTRIBUTE_UNSUPPORTED",
                    "TypeError,",
                ])
        }
    }

    /// Counts what it is asked, and answers late.
    private actor Counting: ModuleResolver {
        private(set) var requests: [ModuleRequest] = []

        func resolve(_ request: ModuleRequest) async throws -> ModuleSource {
            requests.append(request)
            try await Task.sleep(for: .milliseconds(20))
            switch request.path {
            case "values":
                return ModuleSource(id: "values", exports: ["twice": .function { (x: Int) in x * 2 }, "n": 5])
            case "throws": throw ThrownValue(.string("refused"))
            case let path where path.hasSuffix(".js"):
                let source =
                    path.hasSuffix("shared.js") ? "" : "import './shared.js'; export const { url, m } = import.meta;"
                return ModuleSource(id: path, source: source, meta: ["m": 7])
            default: throw ModuleNotFound()
            }
        }
    }

    @Test func aResolverIsAskedOnceForEachModule() async throws {
        try await withSupervisor { supervisor in
            let resolver = Counting()
            let context = try await supervisor.createContext(modules: resolver)
            let value = try await supervisor.runInContext(
                """
                import { url, m } from "./x/a.js";
                import "./x/b.js";
                import { twice, n } from "values";
                const [one, two] = await Promise.all([import("./x/a.js"), import("./x/a.js")]);
                export const result = [url, m, twice(n), one === two, await import("throws").catch((e) => e)];
                """, context, type: .module, filename: "main.js")
            #expect(value["result"] == ["x/a.js", 7, 10, true, "refused"])
            let asked = await resolver.requests.map(\.path).sorted()
            #expect(asked == ["throws", "values", "x/a.js", "x/b.js", "x/shared.js"])
        }
    }

    @Test func theTimeOfTheResolverCounts() async throws {
        struct Slow: ModuleResolver {
            func resolve(_ request: ModuleRequest) async throws -> ModuleSource {
                try await Task.sleep(for: .seconds(30))
                throw ModuleNotFound()
            }
        }
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: Slow())
            let error = try await failure {
                try await supervisor.runInContext("import 'a'", context, type: .module, timeout: .milliseconds(100))
            }
            #expect(error.code == .timeout)
            #expect(error.isRolledBack)
        }
    }

    @Test func aKilledRunLeavesNoModuleBehind() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(
                modules: .map(["a": "globalThis.runs = (globalThis.runs ?? 0) + 1; export let x = 1;"]))
            try await supervisor.runInContext("1", context)
            let error = try await failure {
                try await supervisor.runInContext(
                    "import 'a'; while (true);", context, type: .module, timeout: .milliseconds(200))
            }
            #expect(error.isRolledBack)
            let runs = try await supervisor.runInContext(
                "import 'a'; export default runs;", context, type: .module)
            #expect(runs["default"] == 1)
        }
    }

    @Test func nothingOutsideOfAFolderIsRead() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "isolates-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appending(path: "in/below"), withIntermediateDirectories: true)
        func write(_ path: String, _ text: String) throws {
            try Data(text.utf8).write(to: folder.appending(path: path))
        }
        try write("secret.js", "export default 'secret';")
        try write(
            "in/a.js",
            "export { default } from './below/b.js'; export { default as d } from './d.json' with { type: 'json' };")
        try write("in/below/b.js", "export default 'b';")
        try write("in/d.json", "[1]")
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "in/link.js"), withDestinationURL: folder.appending(path: "secret.js"))
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .directory(folder.appending(path: "in").path))
            let value = try await supervisor.runInContext(
                """
                import b, { d } from "./a.js";
                const tried = [];
                for (const path of ["../secret.js", "./link.js", "./below", "./below/../../secret.js", "a.js", "/etc/passwd"]) {
                  tried.push(await import(path).then(() => path, (error) => error.code));
                }
                export const result = [b, d[0], import.meta.resolve("./x.js"), ...new Set(tried)];
                """, context, type: .module, filename: "main.js")
            #expect(value["result"] == ["b", 1, "x.js", "ERR_MODULE_NOT_FOUND"])
        }
    }

    @Test func scriptsImportToo() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map(["lib/a.js": "export const x = 4;"]))
            let value = try await supervisor.runInContext(
                "var y = 1; import('./a.js').then(({ x }) => x + y)", context, filename: "lib/main.js",
                awaitPromise: true)
            #expect(value == 5)
            let plain = try await supervisor.createContext()
            let error = try await failure {
                try await supervisor.runInContext("import('a')", plain, awaitPromise: true)
            }
            #expect(error.code == .exception)
        }
    }

    /// The resolver may answer by the attributes.
    @Test func importsWithOtherAttributesAreAskedForAnew() async throws {
        struct ByType: ModuleResolver {
            func resolve(_ request: ModuleRequest) throws -> ModuleSource {
                request.attributes["type"] == "json"
                    ? ModuleSource(id: "json", source: "[1]", type: .json)
                    : ModuleSource(id: "javascript", source: "export default 2;")
            }
        }
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: ByType())
            let values = try await supervisor.runInContext(
                """
                Promise.all([import("a", { with: { type: "json" } }), import("a")]).then((all) => all.map((m) => m.default))
                """, context, awaitPromise: true)
            #expect(values == [[1], 2])
        }
    }

    /// However `import()` is written; the word elsewhere is no import.
    @Test(arguments: [
        "import('m')", "import ('m')", "import\n\t('m')", "import/* of m */('m')", "import // m\n('m')",
        "import\u{A0}('m')", "import\u{2028}('m')", "var imports = 1, important; import('m')",
        "[...[import('m')]][0]", "Promise.all([...import('m').then ? [import('m')] : []]).then((all) => all[0])",
        "/import('n')/, 'import(1)', `import(${import('m')})`, import('m')",
        "`import('n')${import('m').x}`, import('m')",
        "1\u{A0}+import('m'), import('m')", "0, { import() { return import('m'); } }.import()",
        "(class { static #import() { return import('m'); } static x = this.#import() }).x", "'\0', import('m')",
        "'\u{0}', import('m')", "#!import('n')\nimport('m')", "<!-- import('n')\nimport('m')",
    ])
    func importsOfScriptsInAllSpellings(_ code: String) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map(["m": "export const x = 4;"]))
            let value = try await supervisor.runInContext(code, context, awaitPromise: true)
            #expect(value.object?["x"] == 4)
            #expect(try await supervisor.runInContext("/* import */ 'import'", context) == "import")
        }
    }

    /// What looks like `import()` and is none stays as it was written.
    @Test(arguments: [
        ("'import(1)'", "import(1)"), ("`import(${1})`", "import(1)"), ("/import(1)/.source", "import(1)"),
        ("// import('m')\n'a'", "a"), ("/* import('m') */ 'a'", "a"), ("({ import: () => 'a' }).import()", "a"),
        ("String(function f() { /* import(1) */ })", "function f() { /* import(1) */ }"),
        ("({ import() { return 'a'; } }).import()", "a"), ("'import\\\n(1)'", "import(1)"),
    ])
    func whatOnlyLooksLikeAnImportIsLeft(_ code: String, _ expected: String) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map(["m": "export const x = 4;"]))
            #expect(try await supervisor.runInContext(code, context) == .string(JSString(expected)))
        }
    }

    @Test func hugeAndDeepModulesAreRefusedInWords() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(
                modules: .map([
                    "deep": "export default " + String(repeating: "[", count: 200_000)
                        + String(repeating: "]", count: 200_000),
                    "huge": "//" + String(repeating: "x", count: 33 << 20),
                ]))
            for (module, words) in [("deep", "nested too deeply"), ("huge", "is longer than")] {
                let error = try await failure {
                    try await supervisor.runInContext("import '\(module)'", context, type: .module)
                }
                #expect(error.exception?.name == "RangeError")
                #expect(error.exception?.message?.description.contains(words) == true)
            }
        }
    }

    @Test func aLongChainOfModulesRuns() async throws {
        try await withSupervisor { supervisor in
            var sources = ["m0": "export let n = 0;"]
            for index in 1...3_000 {
                sources["m\(index)"] = "import { n as p } from 'm\(index - 1)'; export let n = p + 1;"
            }
            let context = try await supervisor.createContext(modules: .map(sources))
            let value = try await supervisor.runInContext(
                "export { n } from 'm3000';", context, type: .module, timeout: .seconds(50))
            #expect(value["n"] == 3_000)
        }
    }

    @Test func contextsOfATemplateHaveItsModules() async throws {
        try await withSupervisor { supervisor in
            let script = try await supervisor.script("globalThis.ready = true")
            let template = try await supervisor.createTemplate(
                [script], properties: .value([:]), modules: .map(["a": .string("export let x = 1;")]))
            for _ in 0..<2 {
                let context = try await template.createContext()
                let value = try await supervisor.runInContext(
                    "import { x } from 'a'; export default [x, ready];", context, type: .module)
                #expect(value["default"] == [1, true])
            }
        }
    }

    @Test func theOptionsOfAContextAndOfARunHaveTheirKindOfCode() async throws {
        try await withSupervisor { supervisor in
            let options = ContextOptions(globals: [.timers], modules: .map(["a": "export default 1;"]))
            let context = try await supervisor.createContext(["x": 2], options: options, contextName: "kept")
            let value = try await supervisor.runInContext(
                "import a from 'a'; setTimeout(() => { globalThis.y = a + x }); export default a;", context,
                options: RunOptions(untilIdle: true, type: .module), timeout: .seconds(10))
            #expect(value["default"] == 1)
            #expect(try await supervisor.runInContext("y", context) == 3)
            #expect(context.name == "kept")
            let script = try await supervisor.script("1")
            await #expect(throws: VMError.self) {
                try await script.runInContext(context, options: RunOptions(type: .module))
            }
        }
    }

    @Test func twoResolversAreOne() async throws {
        try await withSupervisor { supervisor in
            let resolver: some ModuleResolver = ModuleMap(["a": ModuleSource(id: "a", source: "export default 1;")])
                .or(ModuleMap(["b": ModuleSource(id: "b", source: "export default 2;")]))
            let context = try await supervisor.createContext(modules: resolver)
            let value = try await supervisor.runInContext(
                "import a from 'a'; import b from 'b'; export default a + b;", context, type: .module)
            #expect(value["default"] == 3)
        }
    }
}
