import Testing

@testable import Isolates

/// What a host function asks of the context that called it, when no run waits for it.
@Suite(.supervised, .timeLimit(.minutes(1))) struct NestedRunTests {
    /// The run of an asynchronous function comes between two runs, and is done with before the second begins: it is not
    /// undone with that.
    @Test func aRunBetweenRunsIsNotUndoneWithTheNext() async throws {
        let gate = Gate()
        let (done, isDone) = AsyncStream.makeStream(of: Void.self)
        let supervisor = Supervisor.ofSuite
        let later = Value.function(
            "later", isAsync: true,
            call: { call in
                try await Task.sleep(for: .milliseconds(200))
                try await supervisor.runInContext("x = 1", call.context)
                isDone.yield()
                await gate.wait()
                return .undefined
            })
        let context = try await supervisor.createContext(["later": later, "x": 0])
        try await supervisor.runInContext("later(); 0", context)
        for await _ in done { break }
        let error = try await failure {
            try await supervisor.runInContext("for (;;);", context, timeout: .milliseconds(100))
        }
        #expect(error.code == .timeout && error.isRolledBack)
        #expect(try await supervisor.runInContext("x", context, as: Int.self) == 1)
        gate.open()
    }
}
