import Isolates
import Testing

/// Runs whose task is cancelled.
@Suite(.supervised, .timeLimit(.minutes(1))) struct InterruptionTests {
    private let supervisor = Supervisor.ofSuite

    @Test(arguments: ["while (true);", "new Promise(() => wait())", "wait()"])
    func whileItRuns(code: String) async throws {
        let (started, never) = (Gate(), Gate())
        defer { never.open() }
        let bystander = try await supervisor.createContext(["n": 1])
        let context = try await supervisor.createContext(
            ["started": started.opener, "wait": never.waiter], recovery: .discard)
        let process = try await context.process()
        let run = Task {
            try await failure {
                try await supervisor.runInContext(
                    "started(); \(code)", context, timeout: .seconds(40), awaitPromise: true)
            }
        }
        await started.wait()
        run.cancel()
        let error = try await run.value
        #expect(error.code == .interrupted)
        #expect(error.interruptReason == .cancel)
        #expect(error.message == "Script execution was interrupted by cancellation")
        #expect(error.timeout == nil && error.exception == nil)
        #expect(context.isDisposed)
        let later = try await failure { try await context.get("n") }
        #expect(later.code == .disposed)
        #expect(later.reason?.contains("interrupted by cancellation") == true)
        #expect(await becomesTrue { MachineProcess(pid: process.pid) != process })
        #expect(try await supervisor.runInContext("n += 1", bystander) == 2)
    }

    /// A run whose turn has not come costs nothing but itself.
    @Test func whileItWaitsForItsTurn() async throws {
        let (started, gate) = (Gate(), Gate())
        let context = try await supervisor.createContext(["started": started.opener, "wait": gate.waiter, "log": []])
        let first = Task.immediate { try await supervisor.runInContext("started(); wait(); log.push(1)", context) }
        await started.wait()
        let second = Task.immediate { try await failure { try await supervisor.runInContext("log.push(2)", context) } }
        let third = Task.immediate { try await supervisor.runInContext("log.push(3)", context) }
        second.cancel()
        let error = try await second.value
        #expect(error.code == .interrupted && error.interruptReason == .cancel)
        gate.open()
        _ = try await (first.value, third.value)
        #expect(try await context.get("log") == [1, 3])
    }

    /// A task that was cancelled before it asked for a run has begun nothing that could be harmed.
    @Test func beforeItBegins() async throws {
        let context = try await supervisor.createContext(["n": 1])
        let run = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await failure {
                try await supervisor.runInContext("n = 2; for (let i = 0; i < 1e8; i += 1); n", context)
            }
        }
        let error = try await run.value
        #expect(error.code == .interrupted)
        #expect(supervisor.isContext(context))
        #expect(try await supervisor.runInContext("n", context) == 1)
    }

    @Test func afterItEnded() async throws {
        let context = try await supervisor.createContext(["n": 1])
        let run = Task { try await supervisor.runInContext("n += 1", context) }
        #expect(try await run.value == 2)
        run.cancel()
        #expect(try await supervisor.runInContext("n += 1", context) == 3)
    }

    @Test func aGroupsOtherRunsGoOnInTheirContexts() async throws {
        let contexts = [try await supervisor.createContext(["n": 1]), try await supervisor.createContext(["n": 1])]
        let started = Gate()
        try await contexts[0].set("started", to: started.opener)
        await #expect(throws: VMError.self) {
            try await withThrowingTaskGroup(of: Value.self) { group in
                group.addTask { try await supervisor.runInContext("started(); while (true);", contexts[0]) }
                group.addTask {
                    await started.wait()
                    return try await supervisor.runInContext("n += 1; throw new Error('ends the group')", contexts[1])
                }
                // Not waitForAll(), which waits for all before it throws.
                while try await group.next() != nil {}
            }
        }
        #expect(try await contexts[0].get("n") == 1)
        #expect(try await supervisor.runInContext("n", contexts[1]) == 2)
    }
}
