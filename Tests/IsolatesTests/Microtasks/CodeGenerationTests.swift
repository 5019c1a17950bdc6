import Testing
@testable import Isolates

/// Contexts whose scripts may not make code.
@Suite(.timeLimit(.minutes(1))) struct CodeGenerationTests {
    @Test(arguments: [
        "eval('1')", "(0, eval)('1')", "globalThis.eval('1')", "Function('return 1')()", "new Function('return 1')()",
        "(() => {}).constructor('return 1')()", "Object.getPrototypeOf(async () => {}).constructor('return 1')()",
        "Object.getPrototypeOf(function* () {}).constructor('yield 1')()",
        "Object.getPrototypeOf(async function* () {}).constructor('yield 1')()",
        "Reflect.construct(Function, ['return 1'])()", "Reflect.construct(Function, ['return 1'], Object)()",
        "Reflect.apply(Function, null, ['return 1'])()", "Function.bind(null, 'return 1')()()",
        "new (Function.bind(null, 'return 1'))()()",
        "Function.prototype.constructor('return 1')()", "class F extends Function {} new F('return 1')()",
        "class F extends Function { constructor() { super('return 1') } } new F()()", "[].at.constructor('return 1')()",
        "eval.call(null, '1')", "[\"1\"].map(eval)[0]",
        "new (Object.getPrototypeOf(async () => {}).constructor)('return 1')()",
        "Object.getOwnPropertyDescriptor(Function.prototype, 'constructor').value('return 1')()", "Function()",
    ])
    func noCodeFromStrings(_ code: String) async throws {
        try await withMachine(codeGeneration: CodeGeneration(strings: false)) { machine in
            let error = try await machine.error(code)
            #expect(error.code == .exception)
            #expect(error.exception?.name == "EvalError", "\(error)")
            try await machine.expect("1 + 1", gives: 2)
        }
    }

    @Test func evalOfWhatIsNoString() async throws {
        try await withMachine(codeGeneration: CodeGeneration(strings: false)) { machine in
            try await machine.expect("eval(5)", gives: 5)
            try await machine.expect(
                "new WebAssembly.Module(\(MicrotaskTests.module)) instanceof WebAssembly.Module", gives: true)
        }
    }

    @Test func otherContextsMayMakeCode() async throws {
        try await withMachine { machine in
            try await machine.expect("eval('1') + Function('return 2')()", gives: 3)
        }
    }

    @Test func noWebAssembly() async throws {
        try await withMachine(codeGeneration: CodeGeneration(wasm: false)) { machine in
            let module = MicrotaskTests.module
            #expect(try await machine.error("new WebAssembly.Module(\(module))").exception?.name == "CompileError")
            #expect(
                try await machine.error("Reflect.construct(WebAssembly.Module, [\(module)])").exception?.name
                    == "CompileError")
            #expect(
                try await machine.error("WebAssembly.compile(\(module))", awaitPromise: true).exception?.name
                    == "CompileError")
            #expect(
                try await machine.error("WebAssembly.instantiate(\(module))", awaitPromise: true).exception?.name
                    == "CompileError")
            try await machine.expect("eval('1')", gives: 1)
        }
    }
}
