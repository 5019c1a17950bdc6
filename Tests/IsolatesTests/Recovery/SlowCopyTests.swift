#if TESTABLE_WORKER
    @testable import Isolates
    import Testing

    /// On an overloaded machine it is long before a copy gets a processor. If its original is killed meanwhile, the
    /// context goes on all the same.
    @Suite(.timeLimit(.minutes(1)), .serialized) struct SlowCopyTests {
        @Test(arguments: [true, false]) func anOriginalThatIsKilledDoesNotTakeItsCopyAlong(usesLog: Bool) async throws {
            var configuration = Supervisor.Configuration()
            configuration.usesUndoLog = usesLog
            configuration.workerArguments = ["delay-introductions"]
            try await withSupervisor(configuration) { supervisor in
                let context = try await supervisor.createContext()
                for n in 1...3 {
                    #expect(try await supervisor.runInContext("globalThis.n = \(n)", context) == .number(Double(n)))
                    let error = try await failure {
                        try await supervisor.runInContext("n = 0; for (;;);", context, timeout: .milliseconds(20))
                    }
                    #expect(error.code == .timeout)
                    #expect(error.isRolledBack)
                    #expect(try await supervisor.runInContext("n", context) == .number(Double(n)))
                }
            }
        }
    }
#endif
