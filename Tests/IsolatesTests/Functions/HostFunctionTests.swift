import Synchronization
import Testing
@testable import Isolates

/// Swift closures that scripts call.
@Suite(.timeLimit(.minutes(1))) struct HostFunctionTests {
    struct Broken: Error, CustomStringConvertible {
        let description = "it is broken"
    }

    @Test func aClosureIsAFunction() async throws {
        let sum: @Sendable (Int, Int) async throws -> Int = { $0 + $1 }
        try await withMachine(["add": .function("add", sum)]) { machine in
            try await machine.expect("add(1, 2)", gives: 3)
            try await machine.expect("[typeof add, add.name, add.length]", gives: ["function", "add", 2])
            try await machine.expect("[1, 2].map(x => add(x, 10))", gives: [11, 12])
            try await machine.expect("add.call(null, 5, 6) + add.apply(null, [1, 1]) + add.bind(null, 1)(2)", gives: 16)
        }
    }

    @Test func aClosureShowsNoSource() async throws {
        let functions: Value.Object = [
            "f": .function("f", call: { _ in 1 }), "other": .function("other", isAsync: true, call: { _ in 2 }),
        ]
        try await withMachine(functions) { machine in
            let native: Value = "function f() {\n    [native code]\n}"
            try await machine.expect(
                "[String(f), f + '', Function.prototype.toString.call(f)]", gives: [native, native, native])
            try await machine.expect("String(other)", gives: "function other() {\n    [native code]\n}")
            try await machine.expect(
                "Object.defineProperty(f, 'name', { get() { throw 1 } }); String(f)",
                gives: "function () {\n    [native code]\n}")
            try await machine.expect("String(function f ( a ) { return a })", gives: "function f ( a ) { return a }")
            try await machine.expect(
                "String(Function.prototype.toString)", gives: "function toString() {\n    [native code]\n}")
            try await machine.expect(
                "const { toString } = Function.prototype; [toString.name, toString.length, 'prototype' in toString]",
                gives: ["toString", 0, false])
            try await machine.expect(
                "try { toString.call({}) } catch (error) { error instanceof TypeError }", gives: true)
        }
    }

    @Test func argumentsAndResultsAreValues() async throws {
        let echo = Value.function("echo", call: { call in .array(call.arguments) })
        try await withMachine(["echo": echo]) { machine in
            try await machine.expect("echo()", gives: [])
            try await machine.expect(
                "echo(undefined, null, 1n, [1], {a: new Date(0)})",
                gives: [.undefined, nil, .bigint("1"), [1], ["a": .date(JSDate(milliseconds: 0))]])
            try await machine.expect("const o = {}; const [a, b] = echo(o, o); a === b && a !== o", gives: true)
            try await machine.expect("const f = () => 1; echo(f)[0] === f", gives: true)
        }
    }

    @Test func aClosureWithoutAResultGivesUndefined() async throws {
        let calls = Mutex<[String]>([])
        let note: @Sendable (String) async throws -> Void = { text in calls.withLock { $0.append(text) } }
        try await withMachine(["note": .function("", note)]) { machine in
            try await machine.expect("note('a'); note('b')", gives: .undefined)
            #expect(calls.withLock { $0 } == ["a", "b"])
        }
    }

    @Test func theReceiverIsTold() async throws {
        let this = Value.function(call: { call in call.this ?? "none" })
        try await withMachine(["f": this]) { machine in
            try await machine.expect("f()", gives: "none")
            try await machine.expect("({x: 1, f}).f().x", gives: 1)
        }
    }

    @Test func argumentsThatAreMissingOrOfAnotherType() async throws {
        let f: @Sendable (Int, String?) async throws -> String = { "\($0) \($1 ?? "none")" }
        try await withMachine(["f": .function("", f)]) { machine in
            try await machine.expect("f(1)", gives: "1 none")
            try await machine.expect("f(1, 'x', 'more')", gives: "1 x")
            for code in ["f()", "f('a')", "f(1.5)", "f(1, 2)"] {
                try await machine.expect(
                    "try { \(code); 'no error' } catch (e) { e instanceof Error && e.message.length > 0 }", gives: true)
            }
            let error = try await machine.error("f('a')")
            #expect(error.code == .exception)
            try await machine.expect("f(2)", gives: "2 none")
        }
    }

    @Test func swiftErrorsAreErrors() async throws {
        let fail = Value.function { () async throws -> Int in throw Broken() }
        try await withMachine(["fail": fail]) { machine in
            try await machine.expect(
                "try { fail() } catch (e) { [e instanceof Error, e.name, e.message] }",
                gives: [true, "Error", "it is broken"])
            let error = try await machine.error("fail()")
            #expect(error.code == .exception)
            #expect(error.exception?.message == "it is broken")
        }
    }

    @Test(arguments: [5, nil, .undefined, "s", ["a": [1]], .symbol(Value.Symbol(registered: "k"))] as [Value])
    func thrownValuesArriveAsTheyAre(_ value: Value) async throws {
        let fail = Value.function(call: { _ in throw ThrownValue(value) })
        try await withMachine(["fail": fail]) { machine in
            let caught = try await machine.run("try { fail(); 'nothing' } catch (e) { e }")
            #expect(caught == value)
            #expect(try await machine.error("fail()").exception?.value == value)
        }
    }

    @Test func thrownErrorsKeepTheirClass() async throws {
        let fail = Value.function(call: { _ in
            throw ThrownValue(.error(Value.ErrorObject(name: "RangeError", message: "r")))
        })
        try await withMachine(["fail": fail]) { machine in
            try await machine.expect(
                "try { fail() } catch (e) { e instanceof RangeError && e.message === 'r' }", gives: true)
        }
    }

    @Test func asynchronousFunctionsGivePromisesAtOnce() async throws {
        let slow: @Sendable (Int) async throws -> Int = { n in
            try await Task.sleep(for: .milliseconds(200 * (4 - n)))
            return n
        }
        try await withMachine(["slow": .function("", isAsync: true, slow)]) { machine in
            try await machine.expect("slow(1) instanceof Promise", gives: true)
            try await machine.expect(
                """
                const order = [];
                Promise.all([1, 2, 3].map(n => slow(n).then(x => { order.push(x); return x }))).then(all => [all, order])
                """, gives: [[1, 2, 3], [3, 2, 1]], awaitPromise: true)
        }
    }

    @Test func asynchronousFunctionsReject() async throws {
        let fail = Value.function(isAsync: true) { () async throws -> Int in throw Broken() }
        let thrown = Value.function(isAsync: true, call: { _ in throw ThrownValue(9) })
        try await withMachine(["fail": fail, "thrown": thrown]) { machine in
            try await machine.expect("fail().catch(e => e.message)", gives: "it is broken", awaitPromise: true)
            try await machine.expect("thrown().catch(e => e + 1)", gives: 10, awaitPromise: true)
            #expect(try await machine.error("fail()", awaitPromise: true).exception?.message == "it is broken")
        }
    }

    @Test func aSlowClosureDoesNotOutlastTheTimeout() async throws {
        let hang = Value.function { () async throws -> Int in
            try await Task.sleep(for: .seconds(50))
            return 1
        }
        try await withMachine(["hang": hang]) { machine in
            let start = ContinuousClock.now
            let error = try await machine.error("hang()", timeout: .milliseconds(200))
            #expect(error.code == .timeout)
            #expect(ContinuousClock.now - start < .seconds(30))
        }
    }

    @Test func otherContextsRunWhileAClosureIsSlow() async throws {
        let (started, begin) = AsyncStream<Void>.makeStream()
        let (released, release) = AsyncStream<Void>.makeStream()
        let wait = Value.function(call: { _ in
            begin.yield()
            for await _ in released { break }
            return .undefined
        })
        try await withMachine(["wait": wait]) { machine in
            let other = try await machine.supervisor.createContext()
            let run = Task { try await machine.run("wait(); 'done'") }
            for await _ in started { break }
            #expect(try await machine.supervisor.runInContext("1 + 1", other) == 2)
            release.yield()
            #expect(try await run.value == "done")
        }
    }

    @Test func requireAsInNodesDocumentation() async throws {
        let require = Value.function(
            "require",
            call: { call in
                guard try call.argument(0, as: String.self) == "http" else { throw Broken() }
                return ["createServer": .function(call: { call in "a server with \(call.arguments[0])" })]
            })
        try await withMachine { machine in
            let function = try #require(
                try await machine.run(
                    """
                    (function (require) { const http = require('http'); return http.createServer(function handle() {}) })
                    """
                ).function)
            #expect(try await function.call(require) == "a server with [Function: handle]")
        }
    }
}
