import Testing

@testable import Isolates

/// A worker that was forked ahead has rehearsed; its context is as any other.
@Suite(.timeLimit(.minutes(1))) struct ReadyWorkerTests {
    /// What a script could see of what was done before it.
    private static let traces = """
        [Reflect.ownKeys(globalThis).map(String), RegExp.lastMatch, RegExp.$1, Error.stackTraceLimit, typeof rehearsal,
          Reflect.ownKeys(console), Reflect.ownKeys(Error), Reflect.ownKeys(Map.prototype).map(String), Symbol.keyFor(Symbol.for('k')),
          new Error('e').stack, (() => {}).toString()]
        """

    /// A context whose worker was forked ahead.
    private func readyContext(_ supervisor: Supervisor) async throws -> Context {
        let pool = try await supervisor.readyPool()
        let before = pool.readyCount
        let context = try await supervisor.createContext(["n": 1])
        #expect(pool.readyCount < before)
        return context
    }

    @Test func hasNoTraceOfTheRehearsal() async throws {
        let expected = try await withSupervisor(.init(warmWorkers: 0)) { supervisor in
            try await supervisor.runInContext(Self.traces, try await supervisor.createContext(["n": 1]))
        }
        try await withSupervisor(.init(warmWorkers: 1)) { supervisor in
            let context = try await readyContext(supervisor)
            #expect(try await context.sandbox == ["n": 1])
            #expect(try await supervisor.runInContext(Self.traces, context) == expected)
            #expect(try await supervisor.runInContext("this.late = 2; n += 1", context) == 2)
            #expect(try await context.sandbox == ["n": 2, "late": 2])
        }
    }

    @Test func eachIsOneOfItsOwn() async throws {
        try await withSupervisor(.init(warmWorkers: 1)) { supervisor in
            var numbers: Set<Double> = []
            for _ in 0..<3 {
                numbers.insert(
                    try await supervisor.runInContext("Math.random()", readyContext(supervisor), as: Double.self))
            }
            #expect(numbers.count == 3)
        }
    }

    @Test func obeysTheOptionsOfItsContext() async throws {
        try await withSupervisor(.init(warmWorkers: 1)) { supervisor in
            _ = try await supervisor.readyPool()
            let context = try await supervisor.createContext(
                contextCodeGeneration: CodeGeneration(strings: false, wasm: false), memoryLimit: .megabytes(16))
            let refusal = try await failure { try await supervisor.runInContext("eval('1')", context) }
            #expect(refusal.exception?.name == "EvalError")
            let error = try await failure {
                try await supervisor.runInContext(
                    "const held = []; for (;;) held.push(new Uint8Array(1e6).fill(1))", context)
            }
            #expect(error.code == .memoryLimit)
        }
    }
}
