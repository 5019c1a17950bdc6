import Foundation
import Testing

@testable import Isolates

/// `vm.compileFunction`.
@Suite(.timeLimit(.minutes(1))) struct CompileFunctionTests {
    @Test func itTakesParametersAndReturns() async throws {
        try await withSupervisor { supervisor in
            let add = try await supervisor.compileFunction("const sum = a + b;\nreturn sum", ["a", "b"])
            #expect(add.length == 2)
            #expect(try await add.call(1, 2) == 3)
            let nothing = try await supervisor.compileFunction("// a comment")
            #expect(try await nothing.call() == .undefined)
            let kinds = try await supervisor.compileFunction(
                "return [this === globalThis, arguments.length, new.target]")
            #expect(try await kinds.call(1, 2) == [true, 2, .undefined])
            let strict = try await supervisor.compileFunction("'use strict'; return this")
            #expect(try await strict.call() == .undefined)
        }
    }

    @Test func itRunsInItsContext() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["x": 5])
            let function = try await supervisor.compileFunction("x += n; return x", ["n"], parsingContext: context)
            #expect(try await function.call(2) == 7)
            #expect(try await context.sandbox == ["x": 7])
        }
    }

    @Test func extensionsAreVariables() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["x": 1, "y": 1])
            let function = try await supervisor.compileFunction(
                "x += 1; return [x, y, z, typeof arguments[0]]", ["z"], parsingContext: context,
                contextExtensions: [["x": 10, "y": 2], ["x": 20]])
            #expect(try await function.call(3) == [21, 2, 3, "number"])
            #expect(try await function.call(4) == [22, 2, 4, "number"])
            #expect(try await context.sandbox == ["x": 1, "y": 1])
        }
    }

    @Test func errorsArePlacedInTheCode() async throws {
        try await withSupervisor { supervisor in
            let function = try await supervisor.compileFunction(
                "\nthrow new Error('e')", filename: "f.js", lineOffset: 10)
            let thrown = try await vmError { try await function.call() }
            #expect(thrown.exception?.filename == "f.js" && thrown.exception?.line == 12)
            let wrong = try await vmError {
                _ = try await supervisor.compileFunction("let a;\nlet a;", filename: "g.js")
            }
            #expect(wrong.code == .compilation && wrong.exception?.line == 2, "\(wrong)")
        }
    }

    /// The engine finds what is missing at the end of a body behind that, in lines that nobody has written.
    @Test(arguments: [("return (", 3, 9), ("a;\n\nif (1) {", 5, 9), ("/*", 3, 3), ("return `a\r\nb", 4, 2)])
    func whatIsMissingAtTheEndIsPlacedThere(_ code: String, _ line: Int, _ column: Int) async throws {
        try await withSupervisor { supervisor in
            let error = try await vmError {
                _ = try await supervisor.compileFunction(code, filename: "f.js", lineOffset: 2)
            }
            #expect(error.code == .compilation && error.exception?.name == "SyntaxError")
            #expect(error.exception?.line == line && error.exception?.column == column, "\(error)")
            let last = code.components(separatedBy: .newlines).last ?? ""
            #expect(error.exception?.excerpt?.hasPrefix("f.js:\(line)\n\(last)\n") == true, "\(error)")
        }
    }

    @Test func parametersThatNoFunctionCanHave() async throws {
        try await withSupervisor { supervisor in
            let error = try await vmError { _ = try await supervisor.compileFunction("", ["class"]) }
            #expect(error.code == .invalidArgument && error.message.contains("class"), "\(error)")
        }
    }

    /// No code ends the function and goes on behind it.
    @Test(arguments: [
        "}", "}, function () {", "}); evil(); (function () {", "}[evil()] = function () {",
        "} + evil() + function () {",
        "}; {", "} /* ", "}\n/x/; function f() {", "return 1 }, () => {", "*/", "} : evil() ? () => {",
        "} : 0 }) (function () { 0 ? () => {", "}`${evil()}`, () => {", "}})(); (() => {{",
    ])
    func codeStaysInside(code: String) async throws {
        try await withSupervisor { supervisor in
            for extensions in [[], [["a": 1]]] as [[Value.Object]] {
                let error = try await vmError {
                    _ = try await supervisor.compileFunction(code, contextExtensions: extensions)
                }
                #expect(error.code == .compilation, "\(error)")
            }
        }
    }

    @Test(arguments: ["a b", "a, b", "", "1a", "a = evil()", "{ a }", "...a", "a) { evil() } function f("])
    func parametersAreNames(param: String) async throws {
        try await withSupervisor { supervisor in
            let error = try await vmError { _ = try await supervisor.compileFunction("", [param]) }
            #expect(error.code == .invalidArgument)
        }
    }
}

/// `vm.measureMemory` and `vm.constants`.
@Suite(.timeLimit(.minutes(1))) struct MeasureMemoryTests {
    @Test func itTellsOfEachContext() async throws {
        try await withSupervisor { supervisor in
            let one = try await supervisor.createContext()
            let two = try await supervisor.createContext(Constants.dontContextify)
            try await supervisor.runInContext("globalThis.big = new Uint8Array(32 << 20).fill(1); 0", one)
            try await supervisor.runInContext("Object.freeze(globalThis); 0", two)
            try await supervisor.runInThisContext("0")
            let all = supervisor.measureMemory(mode: .detailed)
            #expect(all.other.keys.sorted() == [one.id, two.id].sorted())
            let (first, second) = (try #require(all.other[one.id]), try #require(all.other[two.id]))
            #expect(first.jsMemoryEstimate > second.jsMemoryEstimate + (30 << 20))
            #expect(try #require(all.current).jsMemoryEstimate > 0)
            #expect(all.total.jsMemoryRange.contains(first.jsMemoryEstimate + second.jsMemoryEstimate))
            let summary = supervisor.measureMemory()
            #expect(summary.current == nil && summary.other.isEmpty && summary.total.jsMemoryEstimate > 32 << 20)
        }
    }
}

/// `importModuleDynamically` of a script.
@Suite(.timeLimit(.minutes(1))) struct ImportModuleDynamicallyTests {
    @Test func aScriptsOwnResolverGoesBeforeTheContexts() async throws {
        try await withSupervisor { supervisor in
            let own: ModuleMap = .map(["a": "export { b as default } from 'b'", "b": "export const b = 'own'"])
            let context = try await supervisor.createContext(
                options: ContextOptions(modules: .map(["c": "export default 'context'"])))
            let code = "import(name).then(m => m.default, e => e.code)"
            let script = try await supervisor.script(
                code, filename: "own.js", importModuleDynamically: .resolver(own))
            try await context.set("name", to: "a")
            #expect(try await script.runInContext(context, awaitPromise: true) == "own")
            try await context.set("name", to: "c")
            #expect(try await script.runInContext(context, awaitPromise: true) == "ERR_MODULE_NOT_FOUND")
            #expect(try await supervisor.runInContext(code, context, awaitPromise: true) == "context")
        }
    }

    @Test func whatCannotBeIsSaid() async throws {
        try await withSupervisor { supervisor in
            let refused = try await vmError {
                _ = try await supervisor.script("1", importModuleDynamically: .useMainContextDefaultLoader)
            }
            #expect(refused.code == .invalidArgument && refused.message.contains("USE_MAIN_CONTEXT_DEFAULT_LOADER"))
            let script = try await supervisor.script(
                "1", importModuleDynamically: .resolver(.map([:])))
            let bare = try await vmError { try await script.runInNewContext() }
            #expect(bare.code == .invalidArgument && bare.message.contains("modules"))
        }
    }
}
