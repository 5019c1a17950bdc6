import Isolates
import Testing

/// Reading and writing the sandbox runs what scripts left there, within limits.
@Suite(.timeLimit(.minutes(1)), .supervised) struct SandboxLimitTests {
    private static let trap = """
        Object.defineProperty(globalThis, "trap", {
            enumerable: true, get() { if (armed) for (;;); return 1 }, set() { for (;;); }
        }); var armed = true; 1
        """

    private func trapped(timeout: Duration? = nil, cpuTimeout: Duration? = nil) async throws -> Context {
        let context = try await Supervisor.ofSuite.createContext(["n": 1])
        try await Supervisor.ofSuite.runInContext(Self.trap, context, timeout: timeout, cpuTimeout: cpuTimeout)
        return context
    }

    @Test func eachFormTakesATimeout() async throws {
        let context = try await trapped()
        let limit = Duration.milliseconds(50)
        let errors = [
            try await failure { try await context.sandbox(timeout: limit) },
            try await failure { try await context.sandbox(as: [String: Value].self, timeout: limit) },
            try await failure { try await context.get("trap", timeout: limit) },
            try await failure { try await context.set("trap", to: 5, timeout: limit) },
            try await failure { try await context.assign(["trap": 5], timeout: limit) },
        ]
        for error in errors {
            #expect(error.code == .timeout && error.timeout == limit && error.isRolledBack)
        }
        #expect(try await context.get("n", as: Int.self) == 1)
    }

    @Test func cpuTime() async throws {
        let context = try await trapped()
        let error = try await failure { try await context.get("trap", cpuTimeout: .milliseconds(50)) }
        #expect(error.code == .timeout && error.cpuTimeout == .milliseconds(50))
    }

    @Test func withoutLimitsThoseOfTheLastRunHold() async throws {
        let context = try await trapped(timeout: .milliseconds(300))
        let errors = [
            try await failure { try await context.sandbox }, try await failure { try await context.get("trap") },
            try await failure { try await context.set("trap", to: 5) },
            try await failure { try await context.assign(["trap": 5]) },
        ]
        for error in errors { #expect(error.code == .timeout && error.timeout == .milliseconds(300)) }
        let processor = try await trapped(cpuTimeout: .milliseconds(200))
        let error = try await failure { try await processor.sandbox }
        #expect(error.cpuTimeout == .milliseconds(200))
    }

    @Test func whatWritesIsNoRun() async throws {
        let context = try await trapped(timeout: .milliseconds(300))
        try await context.set("other", to: 1, timeout: .seconds(30))
        let error = try await failure { try await context.sandbox }
        #expect(error.timeout == .milliseconds(300))
    }

    @Test func aCopyHasTheLimitsOfItsOriginal() async throws {
        let context = try await trapped(timeout: .milliseconds(300))
        let copy = try await context.fork()
        let error = try await failure { try await copy.sandbox }
        #expect(error.code == .timeout && error.timeout == .milliseconds(300))
    }

    @Test func limitsMustBeAboveZero() async throws {
        let context = try await Supervisor.ofSuite.createContext(["n": 1])
        let error = try await failure { try await context.get("n", timeout: .zero) }
        #expect(error.code == .invalidArgument && error.message.hasPrefix("timeout must be above 0"))
        #expect(try await context.get("n") == 1)
    }
}
