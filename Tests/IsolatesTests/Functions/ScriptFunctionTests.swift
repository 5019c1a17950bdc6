import Synchronization
import Testing
@testable import Isolates

/// Functions of scripts that Swift calls.
@Suite(.timeLimit(.minutes(1))) struct ScriptFunctionTests {
    @Test func closuresAreKept() async throws {
        try await withMachine { machine in
            let counter = try await machine.run("(() => { let n = 0; return {next: () => ++n, get: () => n} })()")
            let next = try #require(counter["next"]?.function)
            let get = try #require(counter["get"]?.function)
            #expect(try await next.call() == 1)
            #expect(try await next.call() == 2)
            #expect(try await get.call() == 2)
        }
    }

    @Test func argumentsThisAndResults() async throws {
        try await withMachine { machine in
            let f = try #require(
                try await machine.run("(function (...all) { return [this === globalThis ? 'none' : this, ...all] })")
                    .function)
            #expect(try await f.call(1, [2], "x") == ["none", 1, [2], "x"])
            #expect(try await f.call(this: ["a": 1]) == [["a": 1]])
        }
    }

    /// Wherever a function is reached it is the same one: results, arguments, what is thrown, the console.
    @Test func oneFunctionHasOneHandle() async throws {
        let entries = Mutex<[Value]>([])
        try await withSupervisor(
            Supervisor.Configuration(console: { entry in entries.withLock { $0 += entry.arguments } })
        ) {
            supervisor in
            let taken = Mutex<[Value]>([])
            let context = try await supervisor.createContext([
                "take": .function { (function: Value) in taken.withLock { $0.append(function) } },
                "again": .function("again") { call in try await supervisor.runInContext("f", call.context) as Value },
            ])
            let f: Value = try await supervisor.runInContext("var f = () => 42; f", context)
            try await supervisor.runInContext("take(f); take([f, f]); again(); console.log(f); f()", context)
            let thrown = try await vmError { try await supervisor.runInContext("throw f", context) }.exception?.value
            let nested: Value = try await supervisor.runInContext("take(again()); f", context)
            let inSandbox = try await context.sandbox["f"]
            let list = try #require(taken.withLock { $0 }[1].bare.array)
            let all = [thrown, nested, inSandbox, taken.withLock { $0 }[0], list[0].bare] + entries.withLock { $0 }
            #expect(all.map { $0?.bare.function } == all.map { _ in f.function })
            #expect(try await taken.withLock { $0 }[0].function?.call() == 42)
        }
    }

    /// What was undone takes no use of the function with it, and none away.
    @Test func aHandleLivesOnThroughARollback() async throws {
        try await withSupervisor { supervisor in
            let held = Mutex<Value?>(nil)
            let context = try await supervisor.createContext([
                "take": .function { (function: Value) in held.withLock { $0 = function } }
            ])
            let f: Value = try await supervisor.runInContext("let n = 0; var f = () => n += 1; f", context)
            let error = try await vmError {
                try await supervisor.runInContext("take(f); while (true);", context, timeout: .milliseconds(200))
            }
            #expect(error.isRolledBack && held.withLock { $0 } == f)
            // Released now, once for the text that was undone.
            held.withLock { $0 = nil }
            #expect(try await f.function?.call() == 1)
            try await supervisor.runInContext("take(f)", context)
            held.withLock { $0 = nil }
            #expect(try await f.function?.call() == 2)
        }
    }

    @Test func theyThrowTimeOutAndAwait() async throws {
        try await withMachine { machine in
            let fail = try #require(try await machine.run("() => { throw new RangeError('r') }").function)
            let error = try await vmError { try await fail.call() }
            #expect(error.code == .exception)
            #expect(error.exception?.name == "RangeError")
            let later = try #require(try await machine.run("async x => x + 1").function)
            #expect(try await later.call(1, awaitPromise: true) == 2)
            #expect(try await later.call(1).promise != nil)
            let forever = try #require(try await machine.run("() => { while (true); }").function)
            #expect(try await vmError { try await forever.call(timeout: .milliseconds(200)) }.code == .timeout)
            #expect(try await later.call(1, awaitPromise: true) == 2)
        }
    }

    @Test func disposedContextsTakeTheirFunctionsWithThem() async throws {
        try await withMachine { machine in
            let f = try #require(try await machine.run("() => 1").function)
            machine.context.dispose()
            let error = try await vmError { try await f.call() }
            #expect(error.code == .disposed)
            #expect(error.reason == "the context was disposed")
        }
    }

    @Test func aFunctionKeepsItsContext() async throws {
        try await withSupervisor { supervisor in
            let f = try #require(try await supervisor.runInNewContext("let n = 1; () => ++n").function)
            #expect(try await f.call() == 2)
            #expect(try await f.call() == 3)
        }
    }

    @Test func callsNestIntoTheSameContext() async throws {
        let down = Value.function(
            "down",
            call: { call in
                let n = call.arguments[0].int ?? 0
                guard n > 0 else { return "bottom" }
                let f = try await call.context.get("step")
                return try await f.function?.call(Value(n - 1)) ?? "no function"
            })
        try await withMachine(["down": down]) { machine in
            try await machine.expect(
                "function step(n) { return n + '>' + down(n) } step(5)", gives: "5>4>3>2>1>0>bottom")
            try await machine.expect("1", gives: 1)
        }
    }

    @Test func callbacksOfScriptsAreCalledDuringTheirRun() async throws {
        let each = Value.function(
            "each",
            call: { call in
                var results: [Value] = []
                for n in 1...3 { results.append(try await call.arguments[0].function?.call(Value(n)) ?? .undefined) }
                return .array(results)
            })
        try await withMachine(["each": each]) { machine in
            try await machine.expect(
                "let sum = 0; [each(n => { sum += n; return n * n }), sum]", gives: [[1, 4, 9], 6])
            let error = try await machine.error("each(() => { throw new TypeError('inner') })")
            #expect(error.code == .exception)
        }
    }

    @Test func functionsOfAnotherContext() async throws {
        try await withMachine { machine in
            let other = try await machine.supervisor.createContext()
            let f = try await machine.supervisor.runInContext(
                "let n = 10; (function inc(by) { n += by; return n })", other)
            try await machine.context.set("inc", to: f)
            try await machine.expect("inc(1) + inc(2)", gives: 24)
            #expect(try await machine.supervisor.runInContext("n", other) == 13)
            other.dispose()
            try await machine.expect("try { inc(1) } catch (e) { e instanceof Error }", gives: true)
        }
    }

    @Test func twoContextsThatCallEachOther() async throws {
        try await withMachine { machine in
            let other = try await machine.supervisor.createContext()
            try await other.set(
                "ping", to: try await machine.run("function ping(n) { return n ? pong(n - 1) : 'end' } ping"))
            try await machine.context.set(
                "pong",
                to: try await machine.supervisor.runInContext(
                    "function pong(n) { return n ? ping(n - 1) : 'END' } pong", other))
            try await machine.expect("ping(4)", gives: "end", timeout: .seconds(20))
            try await machine.expect("ping(5)", gives: "END", timeout: .seconds(20))
        }
    }

    @Test func promisesAreAwaited() async throws {
        try await withMachine { machine in
            let promise = try #require(try await machine.run("let settle; new Promise(r => { settle = r })").promise)
            try await machine.run("settle(7)")
            #expect(try await promise.value() == 7)
            #expect(try await promise.value() == 7)
            let rejected = try #require(try await machine.run("Promise.reject(new Error('no'))").promise)
            #expect(try await vmError { try await rejected.value() }.exception?.message == "no")
        }
    }
}
