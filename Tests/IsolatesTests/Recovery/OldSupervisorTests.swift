import Foundation
import Isolates
import Testing

/// What is promised of a young supervisor holds on one that is 30 s old. By then timers of the engine's used to be due,
/// which began a thread of its own, with which no worker can be copied.
@Suite(.supervised(since: .seconds(30)), .timeLimit(.minutes(4)), .serialized) struct OldSupervisorTests {
    private func checkRollback(_ library: DebianLibrary, _ context: Context) async throws {
        let supervisor = Supervisor.ofSuite
        for _ in 0..<2 {
            #expect(try await supervisor.runInContext(library.use, context, as: String.self) == library.result)
            let error = try await failure {
                try await supervisor.runInContext("lib = 0; for (;;);", context, timeout: .milliseconds(200))
            }
            #expect(error.code == .timeout && error.isRolledBack, "\(error)")
        }
        #expect(try await supervisor.runInContext(library.use, context, as: String.self) == library.result)
    }

    @Test(arguments: DebianLibrary.all) func rollsBack(library: DebianLibrary) async throws {
        let context = try await Supervisor.ofSuite.createContext()
        try await Supervisor.ofSuite.runInContext(library.bundle(), context)
        try await checkRollback(library, context)
    }

    /// Where its text is nothing but text.
    @Test(arguments: DebianLibrary.all) func rollsBackAfterItsTextAlone(library: DebianLibrary) async throws {
        let bundle = try library.bundle()
        let context = try await Supervisor.ofSuite.createContext(["text": .string(JSString(bundle))])
        let text = String(decoding: try JSONEncoder().encode(bundle), as: UTF8.self)
        #expect(try await Supervisor.ofSuite.runInContext("\(text) === text", context, as: Bool.self))
        let error = try await failure {
            try await Supervisor.ofSuite.runInContext("for (;;);", context, timeout: .milliseconds(200))
        }
        #expect(error.isRolledBack, "\(error)")
    }

    @Test(arguments: DebianLibrary.all) func isForked(library: DebianLibrary) async throws {
        let context = try await Supervisor.ofSuite.createContext()
        try await Supervisor.ofSuite.runInContext(library.bundle(), context)
        try await checkRollback(library, try await context.fork())
    }

    /// Nothing is waited for: a template used to take 10 s, until the thread had ended.
    @Test(arguments: DebianLibrary.all) func isTemplate(library: DebianLibrary) async throws {
        let script = try await Supervisor.ofSuite.script(library.bundle())
        let start = ContinuousClock.now
        let template = try await Supervisor.ofSuite.createTemplate([script])
        #expect(ContinuousClock.now - start < .seconds(5))
        try await checkRollback(library, try await template.createContext())
        template.dispose()
    }

    /// The context, too, is old, and has garbage that no run collects.
    @Test func anOldContext() async throws {
        let context = try await Supervisor.ofSuite.createContext()
        try await Supervisor.ofSuite.runInContext(
            "var n = 1; new FinalizationRegistry(() => {}); for (let i = 0; i < 100_000; i += 1) ({ i });", context)
        try await Task.sleep(for: .seconds(20))
        for n in 2..<4 {
            #expect(
                try await Supervisor.ofSuite.runInContext(
                    "for (let i = 0; i < 1_000; i += 1) ({ i }); n += 1", context, as: Int.self) == n)
            let error = try await failure {
                try await Supervisor.ofSuite.runInContext("n = 0; for (;;);", context, timeout: .milliseconds(200))
            }
            #expect(error.isRolledBack, "\(error)")
        }
    }
}
