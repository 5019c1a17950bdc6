import Foundation
import Testing

@testable import Isolates

/// Workers that lie about their commits, and bases that do not restore: each costs its own context alone.
@Suite(.serialized, .timeLimit(.minutes(2))) struct HostileBaseTests {
    private static let path = TestHost.directory.appending(path: "IsolatesHostileWorker").path

    private func withContext(_ body: (Supervisor, Context) async throws -> Void) async throws {
        var configuration = Supervisor.Configuration(workerPath: Self.path, warmWorkers: 0)
        configuration.usesUndoLog = true
        try await withSupervisor(configuration) { supervisor in
            let neighbour = try await supervisor.createContext(recovery: .discard)
            let context = try await supervisor.createContext()
            try await body(supervisor, context)
            #expect(try await supervisor.runInContext("honest", neighbour) == 42)
            // Nobody keeps what was made in vain: there are the two workers, and a base at the most.
            #expect(await becomesTrue { supervisor.workerCount <= 3 })
        }
    }

    /// What the others depart from.
    @Test func anHonestBase() async throws {
        try await withContext { supervisor, context in
            #expect(try await supervisor.runInContext("base-honest", context) == 42)
            #expect(await becomesTrue { context.checkpoint == .ready })
            for _ in 0..<3 {
                let error = try await failure {
                    try await supervisor.runInContext("silence", context, timeout: .milliseconds(100))
                }
                #expect(error.code == .timeout && error.isRolledBack)
                #expect(try await supervisor.runInContext("honest", context) == 42)
            }
        }
    }

    @Test(arguments: [
        "base-ends", "base-is-ready", "base-answers-instead", "base-calls-instead", "base-silent",
        "base-that-never-was",
    ])
    func aBaseThatDoesNotRestore(misdeed: String) async throws {
        try await withContext { supervisor, context in
            #expect(try await supervisor.runInContext(misdeed, context) == 42)
            let error = try await failure {
                try await supervisor.runInContext("silence", context, timeout: .milliseconds(100))
            }
            #expect(error.code == .timeout)
            // What it had is gone with it, sooner or later.
            _ = try await failure { try await supervisor.runInContext("honest", context, timeout: .seconds(20)) }
            #expect(context.isDisposed)
        }
    }

    /// It went on as the worker, and then broke the protocol.
    @Test func aBaseThatRestoresTwice() async throws {
        try await withContext { supervisor, context in
            #expect(try await supervisor.runInContext("base-restores-twice", context) == 42)
            let error = try await failure {
                try await supervisor.runInContext("silence", context, timeout: .milliseconds(100))
            }
            #expect(error.code == .timeout && error.isRolledBack)
            _ = try await failure { try await supervisor.runInContext("honest", context, timeout: .seconds(20)) }
            #expect(context.isDisposed)
        }
    }

    /// For ever, or without ever making it: the time that it may take is the supervisor's to say.
    @Test(arguments: ["base-for-ever", "base-unmade"]) func aBaseThatIsNeededAndNotMade(misdeed: String) async throws {
        try await withContext { supervisor, context in
            let start = ContinuousClock.now
            let error = try await failure {
                try await supervisor.runInContext(misdeed, context, timeout: .milliseconds(200))
            }
            #expect(error.code == .crashed && error.message.contains("broke the protocol: "), "\(error)")
            #expect(ContinuousClock.now - start < .seconds(45))
            // The context is made again as it was.
            #expect(error.isRolledBack)
            #expect(try await supervisor.runInContext("base-honest", context) == 42)
        }
    }
}
