import Synchronization
import Testing

@testable import Isolates

/// `SourceTextModule` and `SyntheticModule`.
@Suite(.timeLimit(.minutes(1))) struct LinkedModuleTests {
    private func withContext(_ body: (Context, Supervisor) async throws -> Void) async throws {
        try await withSupervisor { supervisor in
            try await body(try await supervisor.createContext(modules: .map([:])), supervisor)
        }
    }

    @Test func aGraphIsLinkedAndEvaluated() async throws {
        try await withContext { context, supervisor in
            let main = try await SourceTextModule(
                "import { x } from 'x'; import './side.js'; import { x as again } from 'x'; export const y = x + n;",
                identifier: "main", context: context)
            #expect(main.status == .unlinked && main.dependencySpecifiers == ["x", "./side.js"])
            let x = try SyntheticModule(["x", "unset"], context: context) { try $0.setExport("x", to: 40) }
            let side = try await SourceTextModule("globalThis.n = 2", identifier: "side.js", context: context)
            let asked = Mutex<[String]>([])
            try await main.link { specifier, referencingModule, _ in
                asked.withLock { $0.append("\(referencingModule.identifier): \(specifier)") }
                return specifier == "x" ? x : side
            }
            #expect(asked.withLock { $0 } == ["main: x", "main: ./side.js"])
            #expect([main.status, x.status, side.status] == [.linked, .linked, .linked])
            #expect(throws: VMError.self) { try main.namespace }
            try await main.evaluate(timeout: .seconds(10))
            #expect([main.status, x.status, side.status] == [.evaluated, .evaluated, .evaluated])
            #expect(try main.namespace.bare.object?["y"] == 42)
            try await main.evaluate()
            #expect(try await context.sandbox == ["n": 2])
            #expect(throws: VMError.self) { try x.setExport("x", to: 1) }
        }
    }

    /// Cycles, and modules that are evaluated once however often they are asked to.
    @Test func eachIsEvaluatedOnce() async throws {
        try await withContext { context, supervisor in
            try await supervisor.runInContext("globalThis.log = []", context)
            let a = try await SourceTextModule(
                "import { b } from 'b'; log.push('a'); export const a = 1; export const sum = () => a + b;",
                identifier: "a", context: context)
            let b = try await SourceTextModule(
                "import { a } from 'a'; log.push('b'); export const b = 2; export { a };", identifier: "b",
                context: context)
            try await a.link { specifier, _, _ in specifier == "a" ? a : b }
            try await a.evaluate()
            try await b.evaluate()
            #expect(try b.namespace.bare.object?["a"] == 1)
            #expect(try await supervisor.runInContext("log", context) == ["b", "a"])
            let sum = try #require(try a.namespace.bare.object?["sum"]?.function)
            #expect(try await sum.call() == 3)
        }
    }

    @Test func whatGoesWrongIsItsError() async throws {
        try await withContext { context, supervisor in
            let syntax = try await vmError {
                _ = try await SourceTextModule("\nexport const = 1", identifier: "wrong", context: context)
            }
            #expect(syntax.code == .compilation && syntax.exception?.line == 2 && syntax.exception?.filename == "wrong")
            let throwing = try await SourceTextModule("throw new RangeError('r')", identifier: "t", context: context)
            let early = try await vmError { try await throwing.evaluate() }
            #expect(early.code == .invalidArgument && early.message.contains("unlinked"))
            try await throwing.link { _, _, _ in throwing }
            let error = try await vmError { try await throwing.evaluate() }
            #expect(error.exception?.name == "RangeError" && error.exception?.filename == "t")
            #expect(throwing.status == .errored && throwing.error?.exception?.name == "RangeError")
            #expect(try await vmError { try await throwing.evaluate() }.exception?.name == "RangeError")
            let lacking = try await SourceTextModule("import { nope } from 'x'", context: context)
            let x = try SyntheticModule(["x"], context: context) { _ in }
            try await lacking.link { _, _, _ in x }
            #expect(try await vmError { try await lacking.evaluate() }.exception?.name == "SyntaxError")
            let forever = try await SourceTextModule("for (;;);", identifier: "forever", context: context)
            try await forever.link { _, _, _ in forever }
            #expect(try await vmError { try await forever.evaluate(timeout: .milliseconds(200)) }.code == .timeout)
        }
    }

    @Test func whatCannotBeLinkedIsSaid() async throws {
        try await withContext { context, supervisor in
            let other = try await supervisor.createContext(modules: .map([:]))
            let foreign = try SyntheticModule(["default"], context: other) { _ in }
            let main = try await SourceTextModule("import d from 'd'", context: context)
            let error = try await vmError { try await main.link { _, _, _ in foreign } }
            #expect(error.code == .invalidArgument && error.message.contains("another context"))
            #expect(main.status == .errored)
            #expect(try await vmError { try await main.link { _, _, _ in foreign } }.code == .invalidArgument)
            #expect(throws: VMError.self) { try foreign.setExport("other", to: 1) }
            let bare = try await supervisor.createContext()
            let refused = try await vmError { _ = try await SourceTextModule("1", context: bare) }
            #expect(refused.code == .invalidArgument && refused.message.contains("modules"))
            _ = try await SourceTextModule("1", identifier: "same", context: context)
            let same = try await vmError { _ = try await SourceTextModule("2", identifier: "same", context: context) }
            #expect(same.exception?.message == "The context has a module 'same' already")
        }
    }

    @Test func importsOfItsOwn() async throws {
        try await withContext { context, supervisor in
            let module = try await SourceTextModule(
                "export const found = (await import('late')).default + import.meta.url", identifier: "own",
                context: context, importModuleDynamically: .resolver(.map(["late": "export default 'late '"])))
            try await module.link { _, _, _ in module }
            try await module.evaluate()
            #expect(try module.namespace.bare.object?["found"] == "late own")
        }
    }
}
