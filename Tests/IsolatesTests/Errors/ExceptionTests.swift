import Testing
@testable import Isolates

/// What a script throws, as Swift gets it.
@Suite(.timeLimit(.minutes(1))) struct ExceptionTests {
    @Test func aThrownErrorHasAllItsParts() async throws {
        try await withMachine { machine in
            let error = try await vmError {
                try await machine.supervisor.runInContext(
                    "let a = 1;\n  throw new TypeError('boom')", machine.context, filename: "dir/my file.js")
            }
            #expect(error.code == .exception)
            let exception = try #require(error.exception)
            #expect(exception.name == "TypeError")
            #expect(exception.message == "boom")
            #expect(exception.filename == "dir/my file.js")
            #expect(exception.line == 2)
            #expect(exception.column != nil)
            #expect(exception.value.error?.name == "TypeError")
            #expect(exception.value.error?.message == "boom")
            let stack = try #require(exception.stack)
            let lines = stack.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            #expect(Array(lines.prefix(2)) == ["dir/my file.js:2", "  throw new TypeError('boom')"])
            let caret = try #require(lines.dropFirst(2).first)
            #expect(caret.contains("^"))
            #expect(caret.allSatisfy { $0 == " " || $0 == "^" })
            let header = try #require(lines.firstIndex(of: "TypeError: boom"))
            #expect(lines[header + 1] == "    at dir/my file.js:2:\(try #require(exception.column))")
            #expect(error.description == stack)
        }
    }

    @Test func theContextLivesOn() async throws {
        try await withMachine { machine in
            try await machine.run("var n = 1")
            #expect(try await machine.error("n = 2; throw new Error('x')").code == .exception)
            try await machine.expect("n", gives: 2)
            #expect(!machine.context.isDisposed)
        }
    }

    @Test(
        arguments: [
            ("5", 5), ("'s'", "s"), ("null", .null), ("undefined", .undefined), ("({a: [1]})", ["a": [1]]),
            ("NaN", .number(.nan)),
            ("Symbol.for('k')", .symbol(Value.Symbol(registered: "k"))), ("10n", .bigint("10")),
            ("new Map()", .map([])),
        ] as [(String, Value)])
    func anythingCanBeThrown(_ code: String, _ value: Value) async throws {
        try await withMachine { machine in
            let error = try await machine.error("throw \(code)")
            #expect(error.code == .exception)
            #expect(error.exception?.value == value)
            #expect(error.exception?.name == nil)
            #expect(error.exception?.message == nil)
            #expect(!error.description.isEmpty)
        }
    }

    @Test func thrownFunctionsCanBeCalled() async throws {
        try await withMachine { machine in
            let error = try await machine.error("const n = 4; throw function f() { return n }")
            let function = try #require(error.exception?.value.function)
            #expect(try await function.call() == 4)
        }
    }

    @Test(
        arguments: [
            ("null.x", "TypeError"), ("nothing", "ReferenceError"), ("new Array(-1)", "RangeError"),
            ("decodeURIComponent('%')", "URIError"),
            ("(function f() { f() })()", "RangeError"), ("eval('(')", "SyntaxError"), ("1n + 1", "TypeError"),
            ("new AggregateError([])", nil),
            ("class E extends Error { get name() { return 'Mine' } } throw new E('m')", "Mine"),
            ("const e = new Error('m'); e.name = 'Named'; throw e", "Named"),
        ] as [(String, String?)])
    func namesOfErrors(_ code: String, _ name: String?) async throws {
        try await withMachine { machine in
            guard let name else {
                #expect(try await machine.run(code).error?.name == "AggregateError")
                return
            }
            let error = try await machine.error(code)
            #expect(error.code == .exception)
            #expect(error.exception?.name == name)
        }
    }

    @Test(arguments: [
        "throw Object.defineProperty(new Error('m'), 'stack', {get() { throw 1 }})",
        "throw Object.defineProperty(new Error('m'), 'message', {get() { throw 1 }})",
        "throw Object.defineProperty(new Error('m'), 'name', {get() { throw 1 }})",
        "throw new Proxy(new Error('m'), {get() { throw 2 }, ownKeys() { throw 3 }, getPrototypeOf() { throw 4 }})",
        "throw {toString() { throw 1 }}", "const e = new Error('m'); e.stack = {}; e.message = Symbol(); throw e",
        "Error.prepareStackTrace = () => { throw 5 }; throw new Error('m')",
        "Error.captureStackTrace = null; throw new Error('m')",
        "Error = null; throw new TypeError('m')",
        "delete TypeError.prototype.name; delete Error.prototype.name; throw new TypeError('m')",
    ])
    func hostileErrorsAreErrors(_ code: String) async throws {
        try await withMachine { machine in
            let error = try await machine.error(code)
            #expect(error.code == .exception)
            try await machine.expect("1 + 1", gives: 2)
        }
    }

    @Test func rejectionsThatAreAwaited() async throws {
        try await withMachine { machine in
            let error = try await machine.error("Promise.reject(new RangeError('r'))", awaitPromise: true)
            #expect(error.code == .exception)
            #expect(error.exception?.name == "RangeError")
            #expect(try await machine.error("(async () => { throw 6 })()", awaitPromise: true).exception?.value == 6)
        }
    }
}
