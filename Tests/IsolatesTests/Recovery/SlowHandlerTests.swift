import Testing

@testable import Isolates

/// Handlers that do not keep up with what a context tells.
@Suite(.timeLimit(.minutes(1))) struct SlowHandlerTests {
    /// Its checkpoint says that it is there while the original's events still wait to be handled, and nobody but its own
    /// reader would wake it.
    @Test func aCheckpointIsThereThoughTheHandlersAreBehind() async throws {
        let gate = Gate()
        var configuration = Supervisor.Configuration()
        configuration.console = { _ in
            await gate.wait()
            try? await Task.sleep(for: .milliseconds(100))
        }
        try await withSupervisor(configuration) { supervisor in
            let context = try await supervisor.createContext()
            // It tells in a moment, when the run is over and its checkpoint was made, and fills the queue.
            let soon = Value.function(
                "soon", isAsync: true,
                call: { _ in
                    try await Task.sleep(for: .milliseconds(100))
                    return .undefined
                })
            try await context.set("soon", to: soon)
            try await supervisor.runInContext(
                "soon().then(() => { for (let i = 0; i < 21; i++) console.log('x'.repeat(52_000)) }); 0", context)
            #expect(await becomesTrue { context.events.notifications.isFull })
            gate.open()
            let begin = ContinuousClock.now
            #expect(try await supervisor.runInContext("1 + 1", context, as: Int.self) == 2)
            #expect(ContinuousClock.now - begin < .seconds(8))
        }
    }

    /// The answer of a run stands in the pipe behind entries that nobody takes.
    @Test func aRunThatIsOverDoesNotTimeOut() async throws {
        let gate = Gate()
        var configuration = Supervisor.Configuration()
        configuration.console = { _ in await gate.wait() }
        try await withSupervisor(configuration) { supervisor in
            let context = try await supervisor.createContext()
            // What the queue takes, and some more.
            let code =
                "for (let i = 0; i < 21; i++) console.log('x'.repeat(52_000)); for (let i = 0; i < 50; i++) console.log(i); 6 * 7"
            async let answer = supervisor.runInContext(code, context, timeout: .milliseconds(500), as: Int.self)
            try await Task.sleep(for: .seconds(2))
            #expect(context.events.notifications.isFull)
            gate.open()
            #expect(try await answer == 42)
        }
    }
}
