import Isolates
import Testing

/// How contexts go.
@Suite(.timeLimit(.minutes(1))) struct DisposalTests {
    @Test func everyUseAfterwards() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["a": 1])
            #expect(supervisor.isContext(context) && !context.isDisposed)
            #expect(supervisor.context(context.id) === context)
            context.dispose()
            context.dispose()
            #expect(!supervisor.isContext(context) && context.isDisposed)
            #expect(supervisor.context(context.id) == nil)
            let errors = [
                try await failure { try await supervisor.runInContext("1", context) },
                try await failure { try await context.get("a") },
                try await failure { try await context.set("a", to: 2) },
                try await failure { try await context.assign([:], removing: ["a"]) },
                try await failure { try await context.sandbox },
            ]
            for error in errors {
                #expect(error.code == .disposed)
                #expect(error.reason == "the context was disposed")
            }
        }
    }

    @Test func runningAndQueuedRuns() async throws {
        try await withSupervisor { supervisor in
            let started = Gate()
            let context = try await supervisor.createContext([
                "started": started.opener
            ])
            let bystander = try await supervisor.createContext(["n": 1])
            let running = Task.immediate {
                try await failure {
                    try await supervisor.runInContext("started(); while (true);", context)
                }
            }
            await started.wait()
            let queued = (0..<5).map { _ in
                Task.immediate {
                    try await failure {
                        try await supervisor.runInContext("1", context)
                    }
                }
            }
            context.dispose()
            for run in [running] + queued {
                let error = try await run.value
                #expect(error.code == .disposed)
                #expect(error.reason == "the context was disposed")
            }
            #expect(try await supervisor.runInContext("n += 1", bystander, as: Int.self) == 2)
        }
    }

    @Test func contextsOfOtherSupervisors() async throws {
        try await withSupervisor { one in
            try await withSupervisor { other in
                let context = try await one.createContext(["n": 1])
                #expect(one.isContext(context))
                #expect(!other.isContext(context))
                // A script runs in a context of whichever supervisor.
                #expect(try await other.script("n + 1").runInContext(context, as: Int.self) == 2)
            }
        }
    }

    @Test func shutdown() async throws {
        let supervisor = Supervisor()
        let started = Gate()
        let context = try await supervisor.createContext(["started": started.opener])
        let running = Task {
            try await failure {
                try await supervisor.runInContext("started(); while (true);", context)
            }
        }
        await started.wait()
        await supervisor.shutdown()
        let error = try await running.value
        #expect(error.code == .disposed)
        #expect(error.reason == "the supervisor was shut down")
        #expect(!supervisor.isContext(context) && context.isDisposed)
        let late = [
            try await failure { try await supervisor.createContext() },
            try await failure { try await supervisor.runInThisContext("1") },
            try await failure { try await supervisor.script("1") },
        ]
        for error in late {
            #expect(error.code == .unavailable)
            #expect(error.reason == "the supervisor was shut down")
        }
        await supervisor.shutdown()
    }
}
