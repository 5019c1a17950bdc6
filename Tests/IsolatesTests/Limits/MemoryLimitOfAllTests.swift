import Testing

@testable import Isolates

/// A maximum of memory for all workers together.
@Suite(.timeLimit(.minutes(1)), .serialized) struct MemoryLimitOfAllTests {
    private static let hoard =
        "var hoard = []; for (let i = 0; i < 64; i++) hoard.push(new Uint8Array(1 << 20).fill(1)); hoard.length"

    @Test func isRefused() async throws {
        try await withSupervisor(.init(maximumMemory: .megabytes(60))) { supervisor in
            let context = try await supervisor.createContext(recovery: .discard)
            _ = try await supervisor.createContext(recovery: .discard)
            #expect(try await supervisor.runInContext(Self.hoard, context, as: Int.self) == 64)
            let error = try await failure { try await supervisor.createContext() }
            #expect(error.code == .unavailable)
            #expect(error.reason?.contains("its limit of \(60 << 20) bytes (maximumMemory)") == true)
            // What is there goes on.
            #expect(try await supervisor.runInContext("hoard.length", context, as: Int.self) == 64)
            context.dispose()
            #expect(try await supervisor.createContext().isDisposed == false)
        }
    }

    @Test func waitsThenGoesOn() async throws {
        try await withSupervisor(.init(maximumMemory: .megabytes(60), whenFull: .wait)) { supervisor in
            let context = try await supervisor.createContext(recovery: .discard)
            try await supervisor.runInContext(Self.hoard, context)
            async let waiting = supervisor.createContext(["n": 1], recovery: .discard)
            #expect(await becomesTrue { supervisor.admission.room.count == 1 })
            context.dispose()
            #expect(try await supervisor.runInContext("n", waiting, as: Int.self) == 1)
        }
    }

    @Test func checkpointsYield() async throws {
        try await withSupervisor(.init(maximumMemory: .megabytes(100))) { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext(Self.hoard, context)
            #expect(await becomesTrue { context.processes.hasCopy && supervisor.admission.memory > 100 << 20 })
            #expect(try await supervisor.createContext().isDisposed == false)
            #expect(!context.processes.hasCopy)
        }
    }
}
