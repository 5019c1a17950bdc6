import Isolates
import Testing

/// A timeout ends a run whatever it does, and harms no other context.
@Suite(.timeLimit(.minutes(1)), .serialized) struct TimeoutTests {
    struct Endless: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: String
    }

    static let endless = [
        Endless(testDescription: "a loop", code: "while (true);"),
        Endless(
            testDescription: "a catastrophic regular expression",
            code: "while (true) /^(a+)+$/.test('a'.repeat(40) + 'b')"),
        Endless(testDescription: "a huge array", code: "while (true) try { Array(1e9).fill(0) } catch {}"),
        Endless(testDescription: "a promise loop", code: "(function loop() { Promise.resolve().then(loop) })()"),
        Endless(testDescription: "an async loop", code: "(async () => { while (true) await null })()"),
        Endless(
            testDescription: "a WebAssembly loop",
            code: """
                const bytes = [0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,7,5,1,1,102,0,0,10,9,1,7,0,3,64,12,0,11,11];
                new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports.f()
                """),
    ]

    @Test(arguments: endless)
    func endsTheRun(endless: Endless) async throws {
        try await withSupervisor { supervisor in
            let bystander = try await supervisor.createContext(["shared": ["n": 1]])
            try await supervisor.runInContext("let n = 41; const next = () => n += 1", bystander)
            let context = try await supervisor.createContext(recovery: .discard)
            let error = try await failure {
                try await supervisor.runInContext(endless.code, context, timeout: .milliseconds(200))
            }
            #expect(error.code == .timeout)
            #expect(error.timeout == .milliseconds(200))
            #expect(error.cpuTimeout == nil)
            #expect(error.message == "Script execution timed out after 200ms")
            #expect(!error.isRolledBack)
            #expect(context.isDisposed && !supervisor.isContext(context))
            let later = try await failure { try await context.get("a") }
            #expect(later.code == .disposed)
            #expect(later.reason?.contains("timed out after 200ms") == true)
            // The bystander is where it was.
            #expect(supervisor.isContext(bystander))
            #expect(try await supervisor.runInContext("next()", bystander, as: Int.self) == 42)
            #expect(try await bystander.sandbox == ["shared": ["n": 1]])
        }
    }

    @Test func runsThatEndInTime() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["n": 0])
            for _ in 0..<50 { try await supervisor.runInContext("n += 1", context, timeout: .seconds(50)) }
            #expect(try await context.sandbox == ["n": 50])
        }
    }

    /// Between the runs nothing is bounded.
    @Test func theTimeoutIsOfTheRunAlone() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext("n = 1", context, timeout: .seconds(5))
            try await supervisor.runInContext(
                "const end = Date.now() + 5500; while (Date.now() < end); n += 1", context, timeout: .seconds(50))
            #expect(try await context.sandbox == ["n": 2])
        }
    }

    /// A run's time begins with its turn.
    @Test func waitingDoesNotCount() async throws {
        try await withSupervisor { supervisor in
            let gate = Gate()
            let context = try await supervisor.createContext(["wait": gate.waiter])
            let first = Task.immediate { try await supervisor.runInContext("wait(); 1", context, as: Int.self) }
            let second = Task.immediate {
                try await supervisor.runInContext("2", context, timeout: .seconds(2), as: Int.self)
            }
            try await Task.sleep(for: .milliseconds(2_500))
            gate.open()
            #expect(try await first.value == 1)
            #expect(try await second.value == 2)
        }
    }

    @Test func queuedRunsEndWithTheContext() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(recovery: .discard)
            let first = Task.immediate {
                try await failure {
                    try await supervisor.runInContext("while (true);", context, timeout: .milliseconds(500))
                }
            }
            let second = Task.immediate {
                try await failure {
                    try await supervisor.runInContext("1", context)
                }
            }
            #expect(try await first.value.code == .timeout)
            let error = try await second.value
            #expect(error.code == .disposed)
            #expect(error.reason?.contains("timed out after 500ms") == true)
        }
    }

    @Test(arguments: [Duration.zero, .milliseconds(-1)])
    func timeoutsOutOfRange(timeout: Duration) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["n": 1])
            let error = try await failure {
                try await supervisor.runInContext("n = 2", context, timeout: timeout)
            }
            #expect(error.code == .invalidArgument)
            #expect(try await context.get("n") == 1)
        }
    }
}
