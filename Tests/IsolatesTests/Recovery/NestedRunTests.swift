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

    /// A run that does not wait for promises is not ended by the timeout of one that an asynchronous function asked
    /// for meanwhile, which waits for its turn.
    @Test func aRunOfAnAsynchronousFunctionWaitsForItsTurn() async throws {
        let (answers, answered) = AsyncStream.makeStream(of: Result<Int, VMError>.self)
        let gate = Gate()
        let supervisor = Supervisor.ofSuite
        let later = Value.function(
            "later", isAsync: true,
            call: { call in
                await gate.wait()
                do throws(VMError) {
                    answered.yield(
                        .success(
                            try await supervisor.runInContext(
                                "n += 1", call.context, timeout: .milliseconds(100), as: Int.self)))
                } catch { answered.yield(.failure(error)) }
                return .undefined
            })
        let context = try await supervisor.createContext([
            "later": later, "n": 0,
            "begun": .function(
                "begun",
                call: { _ in
                    gate.open()
                    return .undefined
                }),
        ])
        try await supervisor.runInContext("later(); 0", context)
        let code = "begun(); { const end = Date.now() + 500; while (Date.now() < end); } n += 10"
        #expect(try await supervisor.runInContext(code, context, as: Int.self) == 10)
        for await answer in answers {
            #expect(try answer.get() == 11)
            break
        }
    }

    /// A run that a function asked for in the midst of a run that is killed is undone with that, and does not come to
    /// life in the process that goes on.
    @Test func aRunInTheMidstOfOneThatIsUndoneIsUndoneWithIt() async throws {
        let supervisor = Supervisor.ofSuite
        let back = Value.function("back", call: { try await supervisor.runInContext("n += 100", $0.context) })
        let context = try await supervisor.createContext(["back": back, "n": 0])
        for round in 1...100 {
            let error = try await failure {
                try await supervisor.runInContext("for (;;) back();", context, timeout: .milliseconds(3))
            }
            #expect(error.code == .timeout && error.isRolledBack)
            #expect(try await supervisor.runInContext("n += 1", context, as: Int.self) == round)
        }
    }
}
