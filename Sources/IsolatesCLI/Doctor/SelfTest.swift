import Isolates

/// Tries out and times what a context does in its life.
struct SelfTest: Sendable {
    /// A step whose result was wrong.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let steps: [(name: String, time: Duration)]

    private static let timeout = Duration.milliseconds(50)

    /// - Throws: `VMError` if the machine refuses a step; `Failure` if a result is wrong.
    static func run(_ supervisor: Supervisor) async throws -> SelfTest {
        var clock = ContinuousClock.now
        var steps: [(name: String, time: Duration)] = []
        func take(_ name: String, less known: Duration = .zero) {
            let now = ContinuousClock.now
            steps.append((name, now - clock - known))
            clock = now
        }
        let context = try await supervisor.createContext(["n": 41])
        take("fork")
        try check(try await supervisor.runInContext("n += 1", context, timeout: .seconds(10)) == 42, "a run")
        take("run")
        do {
            try await supervisor.runInContext("n = 0; for (;;);", context, timeout: timeout)
            throw Failure(description: "a script that does not end came to an end")
        } catch let error as VMError {
            try check(error.code == .timeout, "a kill")
        }
        take("kill", less: timeout)
        try check(try await supervisor.runInContext("n", context, timeout: .seconds(10)) == 42, "a rollback")
        take("rollback")
        return SelfTest(steps: steps)
    }

    private static func check(_ isRight: Bool, _ step: String) throws {
        guard isRight else { throw Failure(description: "the self-test failed: \(step) did not do what it should") }
    }
}
