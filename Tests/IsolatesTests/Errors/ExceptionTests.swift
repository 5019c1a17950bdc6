import Isolates
import Testing

/// What a script threw, and where.
@Suite(.supervised, .timeLimit(.minutes(1))) struct ExceptionTests {
    private let supervisor = Supervisor.ofSuite

    @Test func anError() async throws {
        let context = try await supervisor.createContext()
        let code = "function f() {\n  throw new TypeError('no tea')\n}\nf()"
        let error = try await failure { try await supervisor.runInContext(code, context, filename: "shop.js") }
        #expect(error.code == .exception)
        let exception = try #require(error.exception)
        #expect(exception.name == "TypeError")
        #expect(exception.message == "no tea")
        #expect(exception.filename == "shop.js")
        #expect(exception.line == 2)
        #expect(exception.column == 22)
        let frames = "TypeError: no tea\n    at f (shop.js:2:22)\n    at shop.js:4:2"
        let caret = String(repeating: " ", count: 21) + "^"
        #expect(exception.stack == "shop.js:2\n  throw new TypeError('no tea')\n\(caret)\n\n\(frames)")
        let value = try #require(exception.value.error)
        #expect(value.name == "TypeError" && value.message == "no tea" && value.stack == frames)
        #expect(error.message == exception.stack && error.description == error.message)
        #expect(error.timeout == nil && error.signal == nil && error.exitStatus == nil && error.interruptReason == nil)
    }

    @Test func offsets() async throws {
        let script = try await supervisor.script(
            "null.x;\nnull.y", filename: "page.html", lineOffset: 10, columnOffset: 20, displayErrors: false)
        let context = try await supervisor.createContext()
        let error = try await failure { try await script.runInContext(context) }
        #expect(error.exception?.filename == "page.html")
        #expect(error.exception?.line == 11)
        #expect(error.exception?.column == 25)
        #expect(error.exception?.stack?.hasPrefix("TypeError: ") == true, "displayErrors puts the place before it")
        #expect(error.exception?.stack?.hasSuffix("\n    at page.html:11:25") == true)
    }

    @Test(arguments: [
        ("1", 1), ("-0", .number(-0.0)), ("'text'", "text"), ("''", ""), ("null", nil), ("undefined", .undefined), ("false", false),
        ("12n", .bigint("12")), ("Symbol.for('s')", .symbol(Value.Symbol(registered: "s"))), ("[1, [2]]", [1, [2]]),
        ("({ name: 'Error', message: 'no error', stack: 's' })", ["name": "Error", "message": "no error", "stack": "s"]),
        ("new Map([[1, 2]])", .map([Value.Entry(1, 2)])), ("new Date(5)", .date(JSDate(milliseconds: 5))),
        ("Object.create(Error.prototype, { own: { value: 1, enumerable: true } })", ["own": 1]),
    ] as [(String, Value)])
    func thrownValuesThatAreNoErrors(code: String, value: Value) async throws {
        let error = try await failure { try await supervisor.runInNewContext("throw \(code)") }
        #expect(error.code == .exception)
        let exception = try #require(error.exception)
        #expect(exception.value == value)
        #expect(exception.name == nil && exception.message == nil && exception.stack == nil)
        #expect(exception.filename == nil && exception.line == nil && exception.column == nil)
        #expect(error.message == "Uncaught \(value)")
    }

    @Test func aThrownFunctionCanBeCalled() async throws {
        let error = try await failure { try await supervisor.runInNewContext("throw n => n + 1") }
        let function = try #require(error.exception?.value.function)
        #expect(try await function.call(1) == 2)
    }

    @Test func propertiesCausesAndParts() async throws {
        let error = try await failure {
            try await supervisor.runInNewContext(
                """
                class Hungry extends RangeError { name = "Hungry"; amount = { cups: 2 } }
                throw Object.assign(new Hungry("tea", { cause: [1] }), { code: "E_TEA" })
                """)
        }
        #expect(error.exception?.name == "Hungry")
        #expect(error.exception?.message == "tea")
        let value = try #require(error.exception?.value.error)
        #expect(value.properties["amount"] == ["cups": 2])
        #expect(value.properties["code"] == "E_TEA")
        #expect(value.cause == [1])

        let many = try await failure {
            try await supervisor.runInNewContext("throw new AggregateError([new Error('a'), 2], 'both')")
        }
        #expect(many.exception?.name == "AggregateError")
        let parts = try #require(many.exception?.value.error?.errors)
        #expect(parts.count == 2 && parts[0].error?.message == "a" && parts[1] == 2)
    }

    /// The place is where the error was made, in whichever script that is.
    @Test func functionsOfOtherScripts() async throws {
        let context = try await supervisor.createContext()
        try await supervisor.runInContext("\nfunction make() { return new Error('made') }", context, filename: "library.js")
        let error = try await failure {
            try await supervisor.runInContext("\n\n\nthrow make()", context, filename: "program.js")
        }
        #expect(error.exception?.filename == "library.js")
        #expect(error.exception?.line == 2)
        #expect(error.exception?.stack?.contains("at make (library.js:2:") == true)
        #expect(error.exception?.stack?.contains("at program.js:4:") == true)
    }

    @Test(arguments: [
        ("(function f() { f() })()", "RangeError"), ("missing", "ReferenceError"), ("const c = 1; c = 2", "TypeError"),
        ("decodeURIComponent('%')", "URIError"), ("eval('let let')", "SyntaxError"), ("JSON.parse('{')", "SyntaxError"),
        ("throw new SyntaxError('mine')", "SyntaxError"), ("new RegExp('(')", "SyntaxError"), ("new Array(-1)", "RangeError"),
    ])
    func theEnginesOwn(code: String, name: String) async throws {
        let context = try await supervisor.createContext(["kept": 1])
        let error = try await failure { try await supervisor.runInContext("kept += 1; \(code)", context) }
        #expect(error.code == .exception, "it compiled")
        #expect(error.exception?.name == name)
        #expect(error.exception?.message?.isEmpty == false)
        #expect(try await context.sandbox == ["kept": 2], "the context goes on")
    }

    @Test func rejections() async throws {
        let context = try await supervisor.createContext()
        let rejected = try await failure {
            try await supervisor.runInContext("(async () => { await null; throw new EvalError('late') })()", context, awaitPromise: true)
        }
        #expect(rejected.code == .exception && rejected.exception?.name == "EvalError" && rejected.exception?.message == "late")
        let never = try await failure { try await supervisor.runInContext("new Promise(() => {})", context, awaitPromise: true) }
        #expect(never.code == .exception)
        #expect(never.exception?.message?.contains("can never settle") == true)
        #expect(try await supervisor.runInContext("1", context) == 1)
    }

    /// Errors that do all they can to be unreadable.
    @Test(arguments: [
        "const e = new Error('e'); Object.defineProperty(e, 'message', { get() { throw e } }); throw e",
        "throw new Proxy(new Error('e'), { get() { throw 1 }, ownKeys() { throw 2 }, getOwnPropertyDescriptor() { throw 3 } })",
        "Object.defineProperty(Error.prototype, 'name', { get() { throw new Error('e') } }); throw new Error('e')",
        "const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy",
        "const e = new Error('e'); e.stack = { toString() { throw 1 } }; e.name = Symbol('n'); throw e",
        "throw { get a() { throw { get b() { throw { get c() { throw { get d() { throw 1 } } } } } } } }",
    ])
    func unreadableErrors(code: String) async throws {
        let context = try await supervisor.createContext(["kept": 1])
        let error = try await failure { try await supervisor.runInContext(code, context) }
        #expect(error.code == .exception)
        #expect(try await context.get("kept") == 1)
    }
}
