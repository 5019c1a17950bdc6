#if TESTABLE_WORKER
    import Foundation
    import Testing

    /// What a base restores is, page by page, what a fork holds that was made at the commit. The program `IsolatesUndoProof`
    /// does that, as a supervisor of its own; by hand it takes more seeds.
    @Suite(.timeLimit(.minutes(10)), .serialized) struct UndoProofTests {
        @Test(arguments: ["1", "3"]) func randomHistories(seed: String) async throws {
            try await prove("history", seed, seed, "60")
        }

        /// Each commit is compared with all of the memory that it is of.
        @Test func noCommitMissesAPage() async throws {
            try await prove("history", "2", "2", "40", "doubt-commits")
        }

        /// Runs come to the end of the stack, in many ways.
        @Test func overflowsOfTheStack() async throws {
            try await prove("history", "5", "6", "40", "deep", "doubt-commits")
        }

        /// What the worker has the engine make is in use until it has been handed on, whenever garbage is collected.
        @Test(arguments: [[], ["by-forks"]]) func collectionsAnywhere(options: [String]) async throws {
            try await prove(["history", "7145", "7146", "30", "collect-often"] + options)
        }

        @Test func whatRandomHistoriesDoNot() async throws {
            try await prove("cases")
        }

        /// As where the kernel, or whoever runs the container, gives no userfaultfd(2).
        @Test func byForks() async throws {
            try await prove("history", "4", "4", "60", "by-forks")
        }

        private func prove(_ arguments: String...) async throws {
            try await prove(arguments)
        }

        private func prove(_ arguments: [String]) async throws {
            let worker = TestHost.directory.appending(path: "isolate-worker").path
            let program = TestHost.directory.appending(path: "IsolatesUndoProof").path
            let (status, output) = try await TestHost.run([worker] + arguments, path: program) { _, _ in }
            #expect(status == 0, "\(arguments): \(output)")
        }
    }
#endif
