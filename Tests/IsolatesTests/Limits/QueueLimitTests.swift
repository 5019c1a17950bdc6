import Testing

@testable import Isolates

/// A maximum of runs that wait.
@Suite(.timeLimit(.minutes(1)), .serialized) struct QueueLimitTests {
    @Test func oneMoreIsRefused() async throws {
        try await withSupervisor(.init(maximumQueuedRuns: 2)) { supervisor in
            let gate = Gate()
            let started = Gate()
            let contexts = [
                try await supervisor.createContext(["wait": gate.waiter, "open": started.opener]),
                try await supervisor.createContext(["wait": gate.waiter]),
            ]
            async let first = supervisor.runInContext("open(); wait(); 1", contexts[0], as: Int.self)
            async let other = supervisor.runInContext("wait(); 2", contexts[1], as: Int.self)
            await started.wait()
            async let second = supervisor.runInContext("3", contexts[0], as: Int.self)
            #expect(await becomesTrue { supervisor.admission.room.count == 1 })
            let waiting = Task { try await supervisor.runInContext("4", contexts[0]) }
            #expect(await becomesTrue { supervisor.admission.room.count == 2 })
            let error = try await failure { try await supervisor.runInContext("5", contexts[0]) }
            #expect(error.code == .unavailable && error.reason?.contains("2 runs wait") == true)
            waiting.cancel()
            #expect(try await failure { try await waiting.value }.code == .interrupted)
            async let third = supervisor.runInContext("6", contexts[0], as: Int.self)
            #expect(await becomesTrue { supervisor.admission.room.count == 2 })
            gate.open()
            #expect(try await (first, other, second, third) == (1, 2, 3, 6))
            #expect(supervisor.admission.room.count == 0)
        }
    }
}
