import Testing
@testable import Isolates

/// What the tests of Node's own `vm` module ask of it, in other words.
@Suite(.timeLimit(.minutes(1)), .supervised) struct NodeTestsTests {
    private var supervisor: Supervisor { .ofSuite }

    @Test func resultsPassThrough() async throws {
        let script = try await supervisor.script(#""passed";"#)
        #expect(try await script.runInThisContext() == "passed")
        #expect(try await script.runInNewContext() == "passed")
        #expect(try await script.runInContext(supervisor.createContext()) == "passed")
    }

    @Test func whatAScriptThrows() async throws {
        let script = try await supervisor.script("throw new Error('test');")
        #expect(try await vmError { try await script.runInNewContext() }.exception?.message == "test")
        let null = try await vmError { try await supervisor.runInNewContext("throw null") }
        #expect(null.exception?.value == .null && null.exception?.name == nil)
    }

    @Test func contextsShareNothing() async throws {
        let one = try await supervisor.createContext(["foo": "bar", "thing": "lala"])
        let other = try await supervisor.createContext()
        try await supervisor.runInContext("foo = 3; thing = 4; var own = 5", one)
        #expect(try await one.sandbox == ["foo": 3, "thing": 4, "own": 5])
        #expect(try await supervisor.runInContext("typeof foo + typeof own", other) == "undefinedundefined")
        try await supervisor.runInThisContext("hello = 5")
        #expect(try await supervisor.runInContext("typeof hello", other) == "undefined")
    }

    @Test func isContext() async throws {
        let context = try await supervisor.createContext()
        #expect(supervisor.isContext(context))
        let isOfShared = Isolates.isContext(context)
        #expect(!isOfShared)
        context.dispose()
        #expect(!supervisor.isContext(context))
    }

    @Test func eachContextHasItsOwnBuiltins() async throws {
        let context = try await supervisor.createContext()
        try await supervisor.runInContext("Array.prototype.last = 1; Object.prototype.x = 2", context)
        #expect(try await supervisor.runInContext("[[].last, ({}).x]", context) == [1, 2])
        #expect(try await supervisor.runInNewContext("[[].last, ({}).x]") == [.undefined, .undefined])
    }

    @Test func aScriptSeesTheSandboxOfItsContext() async throws {
        let script = try await supervisor.script("foo = 1; bar = 2; if (baz !== 3) throw new Error('test fail')")
        let context = try await supervisor.createContext(["foo": 0, "baz": 3])
        try await script.runInContext(context)
        #expect(try await context.sandbox == ["foo": 1, "baz": 3, "bar": 2])
    }

    @Test func syntaxErrorsShowTheirPlace() async throws {
        let error = try await vmError {
            try await supervisor.runInThisContext("foo.bar = 5;\nvar 5;\n", filename: "expected-filename.js")
        }
        #expect(error.exception?.stack?.hasPrefix("expected-filename.js:2\nvar 5;\n    ^\n\nSyntaxError: ") == true)
    }

    @Test func timeoutsOfRunsInsideRunsCount() async throws {
        let supervisor = supervisor
        let inner = Value.function(
            "runInVM",
            call: { _ in
                try await supervisor.runInNewContext("while (true) {}", timeout: .milliseconds(100))
            })
        let caught = try await supervisor.runInNewContext(
            "try { runInVM() } catch (e) { e.message }", ["runInVM": inner], timeout: .seconds(20))
        #expect(caught == "Script execution timed out after 100ms")
        let error = try await vmError {
            try await supervisor.runInNewContext(
                "runInVM(); while (true);", ["runInVM": inner], timeout: .milliseconds(50))
        }
        #expect(error.code == .timeout && error.timeout == .milliseconds(50))
    }

    @Test(arguments: [
        "Promise.resolve().then(() => { while (true); })", "(async () => { await 1; while (true); })()",
        "const again = () => Promise.resolve().then(again); again()",
    ])
    func promisesDoNotEscapeTheTimeout(_ code: String) async throws {
        for mode in [nil, MicrotaskMode.afterEvaluate] {
            let context = try await supervisor.createContext(microtaskMode: mode)
            let error = try await vmError {
                try await supervisor.runInContext(code, context, timeout: .milliseconds(100))
            }
            #expect(error.code == .timeout)
        }
    }

    @Test func afterEvaluateRunsMicrotasksFirst() async throws {
        let code = "var x = []; Promise.resolve().then(() => x.push('task')); x"
        let context = try await supervisor.createContext(microtaskMode: .afterEvaluate)
        #expect(try await supervisor.runInContext(code, context) == ["task"])
        #expect(try await supervisor.runInNewContext(code) == [])
    }

    @Test func codeGeneration() async throws {
        let context = try await supervisor.createContext(contextCodeGeneration: CodeGeneration(strings: false))
        for code in [
            "eval('1')", "new Function('1')", "(async () => {}).constructor('1')", "Reflect.construct(Function, ['1'])",
        ] {
            let error = try await vmError { try await supervisor.runInContext(code, context) }
            #expect(error.exception?.name == "EvalError", "\(code)")
            #expect(error.exception?.message == "Code generation from strings disallowed for this context", "\(code)")
        }
        #expect(try await supervisor.runInContext("1 + 1", context) == 2)
    }

    @Test func noStackSpaceIsAnError() async throws {
        let error = try await vmError { try await supervisor.runInNewContext("(function f() { f() })()") }
        #expect(error.exception?.name == "RangeError")
        let caught = try await supervisor.runInNewContext(
            "function f() { try { return f() } catch { return 'caught' } } f()")
        #expect(caught == "caught")
    }

    @Test func proxiesThatFailAreErrors() async throws {
        let code = """
            const handler = { getOwnPropertyDescriptor() { throw new TypeError('whoops') }, ownKeys() { return ['a'] } };
            new Proxy({}, handler)
            """
        let error = try await vmError { try await supervisor.runInNewContext(code) }
        #expect(error.exception?.message == "whoops")
    }

    @Test func functionsOfTheSandboxKeepTheirIdentity() async throws {
        let context = try await supervisor.createContext(["f": .function("f") { (n: Int) in n + 1 }])
        #expect(
            try await supervisor.runInContext("const g = f; [g === f, typeof f, f.name, f.length, f(1)]", context)
                == [true, "function", "f", 1, 2])
    }
}
