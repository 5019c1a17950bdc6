import Glibc
import Logging
import Testing

@testable import Isolates
@testable import Workers

/// What happens is told to the program's own backends.
@Suite(.timeLimit(.minutes(1)), .serialized) struct TelemetryTests {
    @Test func events() async throws {
        let log = RecordingLog()
        try await withSupervisor(.init(warmWorkers: 0, maximumWorkers: 2, logger: log.logger)) { supervisor in
            let context = try await supervisor.createContext(contextName: "first", recovery: .rollback)
            _ = try await failure {
                try await supervisor.runInContext("for (;;);", context, timeout: .milliseconds(20))
            }
            let other = try await supervisor.createContext(recovery: .discard)
            for _ in 0..<2 { try await supervisor.runInContext("1", context) }
            _ = try await failure { try await supervisor.runInContext("for (;;);", other, timeout: .milliseconds(20)) }
            context.dispose()
        }
        let made = log.entries("context made")
        #expect(made.count == 2 && made.allSatisfy { $0.level == .debug })
        #expect(made.first?.metadata["name"] == "first")
        let killed = log.entries("run killed")
        #expect(killed.map(\.metadata["code"]) == ["timeout", "timeout"])
        #expect(killed.map(\.metadata["rolledBack"]) == ["true", "false"])
        #expect(killed.map(\.metadata["context"]) == made.map(\.metadata["context"]))
        let rolledBack = log.entries("context rolled back")
        #expect(rolledBack.count == 1 && rolledBack.first?.level == .notice)
        #expect(rolledBack.first?.metadata["reason"]?.contains("timed out after 20ms") == true)
        let ended = log.entries("context ended")
        #expect(ended.map(\.level) == [.warning, .debug])
        #expect(
            ended.map(\.metadata["reason"]) == [
                "the context is gone: Script execution timed out after 20ms", "the context was disposed",
            ])
        // However many runs it holds for.
        let unavailable = log.entries("checkpoint unavailable")
        #expect(unavailable.count == 1 && unavailable.first?.level == .warning)
        #expect(unavailable.first?.metadata["reason"]?.contains("maximumWorkers") == true)
        #expect(log.entries("zygote started").count == 1 && log.entries("zygote died").isEmpty)
        #expect(await becomesTrue { log.entries("zygote ended").first?.level == .info })
    }

    @Test func aZygoteThatDies() async throws {
        let log = RecordingLog()
        try await withSupervisor(.init(logger: log.logger)) { supervisor in
            let zygote = try await supervisor.zygote()
            let pid = MemoryGauge.pid(of: try #require(zygote.pidfd).number)
            #expect(kill(pid_t(try #require(pid)), SIGKILL) == 0)
            #expect(await becomesTrue { log.entries("zygote died").first?.level == .error })
            #expect(log.entries("zygote died").first?.metadata["reason"]?.contains("by signal 9") == true)
            _ = try await supervisor.createContext()
            #expect(log.entries("zygote started").count == 2)
        }
    }

    @Test func metrics() async throws {
        let metrics = RecordingMetrics()
        try await withSupervisor(.init(warmWorkers: 0, metricsFactory: metrics)) { supervisor in
            let context = try await supervisor.createContext()
            for _ in 0..<3 { try await supervisor.runInContext("1", context) }
            _ = try? await supervisor.runInContext("throw 1", context)
            _ = try? await supervisor.runInContext("for (;;);", context, timeout: .milliseconds(20))
            #expect(metrics.sum("isolates.runs{outcome=completed}") == 3)
            #expect(metrics.sum("isolates.runs{outcome=exception}") == 1)
            #expect(metrics.sum("isolates.runs{outcome=timeout}") == 1)
            #expect(metrics.sum("isolates.rollbacks") == 1)
            let durations = metrics.values("isolates.run.duration")
            #expect(durations.count == 5 && durations.last! >= 20_000_000)
            #expect(metrics.sum("isolates.workers") >= 1)
            #expect(metrics.sum("isolates.contexts.made") == 1)
        }
        #expect(metrics.sum("isolates.workers") == 0)
        #expect(metrics.sum("isolates.contexts.ended") == 1)
    }
}
