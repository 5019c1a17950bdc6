import Isolates
import Testing

/// Getters and setters of the global object that do not end are bounded like runs.
@Suite(.supervised, .timeLimit(.minutes(1))) struct EndlessGetterTests {
    /// A context with such a property, whose last run had a timeout.
    private func context(lastTimeout: Duration?) async throws -> Context {
        let context = try await Supervisor.ofSuite.createContext(["n": 1])
        try await Supervisor.ofSuite.runInContext(
            """
            Object.defineProperty(globalThis, "endless", {
              get() { for (;;); }, set(value) { for (;;); }, enumerable: true, configurable: true }); 0
            """, context, timeout: lastTimeout)
        return context
    }

    @Test func limitsOfTheLastRun() async throws {
        let context = try await context(lastTimeout: .milliseconds(200))
        let reading = try await failure { try await context.sandbox }
        #expect(reading.code == .timeout && reading.timeout == .milliseconds(200) && reading.isRolledBack)
        let getting = try await failure { try await context.get("endless") }
        #expect(getting.code == .timeout && getting.isRolledBack)
        let setting = try await failure { try await context.assign(["n": 5, "endless": 1]) }
        #expect(setting.code == .timeout && setting.isRolledBack)
        #expect(try await context.get("n") == 1, "all of it is set, or nothing")
    }

    @Test func limitsOfItsOwn() async throws {
        let context = try await context(lastTimeout: nil)
        let reading = try await failure { try await context.sandbox(timeout: .milliseconds(100)) }
        #expect(reading.timeout == .milliseconds(100) && reading.isRolledBack)
        let getting = try await failure { try await context.get("endless", cpuTimeout: .milliseconds(100)) }
        #expect(getting.cpuTimeout == .milliseconds(100) && getting.isRolledBack)
        let setting = try await failure { try await context.set("endless", to: 1, timeout: .milliseconds(100)) }
        #expect(setting.timeout == .milliseconds(100) && setting.isRolledBack)
        let bad = try await failure { try await context.get("n", timeout: .zero) }
        #expect(bad.code == .invalidArgument)
    }

    /// They are no run, whose limits the next reading would have.
    @Test func limitsOfAReadingAreNotTheLastRuns() async throws {
        let context = try await context(lastTimeout: .milliseconds(300))
        _ = try? await context.get("n", timeout: .seconds(30))
        let reading = try await failure { try await context.sandbox }
        #expect(reading.timeout == .milliseconds(300))
    }
}
