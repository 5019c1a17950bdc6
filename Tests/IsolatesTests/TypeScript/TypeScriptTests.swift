import Foundation
import Testing

@testable import Isolates

/// TypeScript, by the compiler that Debian has.
@Suite(
    .timeLimit(.minutes(2)),
    .enabled(if: FileManager.default.fileExists(atPath: TypeScript.debianPath), "needs Debian's node-typescript"))
struct TypeScriptTests {
    private static let code = """
        interface Order { total: number }

        function check(order: Order): Order {
            if (order.total > 1) throw new RangeError("too dear" as string);
            return order;
        }
        enum Color { Red = "r" }

        """

    @Test func typesAreStrippedAndErrorsPlaced() async throws {
        try await withSupervisor { supervisor in
            let typescript = TypeScript(in: supervisor)
            let source = try await typescript.javaScript(
                of: Self.code + "check({ total: n }); Color.Red", filename: "o.ts")
            #expect(!source.isModule)
            let script = try await supervisor.script(source.code, filename: "o.ts", sourceMap: source.sourceMap)
            let color: String = try await script.runInNewContext(["n": 1])
            #expect(color == "r")
            let error = try await vmError { try await script.runInNewContext(["n": 2]) }
            #expect(error.exception?.filename == "o.ts" && error.exception?.line == 4)
            #expect(
                error.exception?.stack?.hasPrefix(
                    "o.ts:4\n    if (order.total > 1) throw new RangeError(\"too dear\" as string);\n") == true)
            #expect(error.exception?.stack?.hasSuffix("at o.ts:8:6") == true, "\(error.exception?.stack ?? "")")
        }
    }

    @Test func aSyntaxErrorIsPlaced() async throws {
        try await withSupervisor { supervisor in
            let typescript = TypeScript(in: supervisor)
            let error = try await vmError {
                _ = try await typescript.javaScript(of: "let a = 1;\n\tlet b: = 2;\n", filename: "b.ts")
            }
            #expect(error.code == .compilation)
            let exception = try #require(error.exception)
            #expect(exception.filename == "b.ts" && exception.line == 2 && exception.column == 9)
            #expect(exception.message == "Type expected.")
            #expect(exception.excerpt == "b.ts:2\n\tlet b: = 2;\n\t       ^\n\n")
        }
    }

    @Test func modulesImportIt() async throws {
        try await withSupervisor { supervisor in
            let typescript = TypeScript(in: supervisor)
            let files = [
                "lib/a.ts": "import { type B, b } from './b.js'; export const a: B = b + 1;",
                "lib/b.ts": "export type B = number; export const b: B = 41;",
                "bad.ts": "export const x: = 1;", "plain.js": "export default 7",
            ]
            let options = ContextOptions(modules: typescript.resolver(.map(files)))
            let module = RunOptions(filename: "main.js", type: .module)
            let found: [String: Int] = try await supervisor.runInNewContext(
                "export { a } from './lib/a.ts'; export { default as p } from './plain.js'", options: module,
                contextOptions: options)
            #expect(found == ["a": 42, "p": 7])
            let error = try await vmError {
                try await supervisor.runInNewContext("import './bad.ts'", options: module, contextOptions: options)
            }
            #expect(error.exception?.name == "SyntaxError")
            #expect(error.exception?.stack?.contains("at bad.ts:1:17") == true, "\(error)")
        }
    }

    /// As the compiler resolves names with `moduleResolution: "bundler"`: sources before folders.
    @Test(arguments: [
        ("./a", "a.ts"), ("./dir", "dir/index.ts"), ("./dir/", "dir/index.ts"), (".", "index.ts"), ("./a.js", "a.ts"),
        ("./view", "view.tsx"), ("./view.js", "view.tsx"), ("./view.jsx", "view.tsx"), ("./plain", "plain.js"),
        ("./old", "old/index.js"), ("./a.util", "a.util.ts"), ("./m.mjs", "m.mts"), ("./c.cjs", "c.cts"),
        ("./both", "both.ts"),
    ])
    func namesAreCompletedInTypeScript(specifier: String, id: String) async throws {
        try await withSupervisor { supervisor in
            let names = [
                "a.ts", "dir/index.ts", "index.ts", "view.tsx", "plain.js", "old/index.js", "a.util.ts", "m.mts",
                "c.cts", "both.ts", "both/index.ts",
            ]
            let files = Dictionary(uniqueKeysWithValues: names.map { ($0, "export const id = import.meta.url;") })
            let options = ContextOptions(modules: TypeScript(in: supervisor).resolver(.map(files)))
            let found: [String: String] = try await supervisor.runInNewContext(
                "export { id } from '\(specifier)'", options: RunOptions(filename: "main.ts", type: .module),
                contextOptions: options)
            #expect(found == ["id": id])
        }
    }

    @Test func namesAreNotCompletedInJavaScript() async throws {
        try await withSupervisor { supervisor in
            let options = ContextOptions(modules: TypeScript(in: supervisor).resolver(.map(["a.ts": "export {}"])))
            let error = try await vmError {
                try await supervisor.runInNewContext(
                    "import './a'", options: RunOptions(filename: "main.js", type: .module), contextOptions: options)
            }
            #expect(error.exception?.message == "Cannot find module './a' imported from 'main.js'")
        }
    }

    /// By its name, the compiler would make a module of it.
    @Test func aFileThatIsNoModuleByItsNameIsAScript() async throws {
        try await withSupervisor { supervisor in
            let source = try await TypeScript(in: supervisor).javaScript(
                of: "const x: number = 5; x", filename: "c.cts")
            #expect(!source.isModule)
            let script = try await supervisor.script(source.code, filename: "c.cts", sourceMap: source.sourceMap)
            #expect(try await script.runInNewContext() == 5)
        }
    }

    @Test func importAttributesOfAnyCompiler() async throws {
        try await withSupervisor { supervisor in
            let code =
                "import d from './d.json' with { type: 'json' };\nexport const t: string = d + \" from 'x' with {\";"
            let source = try await TypeScript(in: supervisor).javaScript(of: code, filename: "m.mts")
            #expect(source.isModule)
            let modules = ["d.json": ModuleSource(id: "d.json", source: "\"json\"", type: .json)]
            let found: [String: String] = try await supervisor.runInNewContext(
                source.code, options: RunOptions(filename: "m.mts", type: .module, sourceMap: source.sourceMap),
                contextOptions: ContextOptions(modules: .map(modules)))
            #expect(found == ["t": "json from 'x' with {"])
        }
    }
}

/// Where there is no compiler an error says what to install.
@Suite(.timeLimit(.minutes(1))) struct TypeScriptIsMissingTests {
    @Test func itSaysWhatToInstall() async throws {
        try await withSupervisor { supervisor in
            let error = try await vmError {
                _ = try await TypeScript(at: "/there/is/none", in: supervisor).javaScript(of: "1", filename: "a.ts")
            }
            #expect(error.code == .unavailable)
            #expect(error.message.contains("/there/is/none") && error.message.contains("node-typescript"))
        }
    }
}
