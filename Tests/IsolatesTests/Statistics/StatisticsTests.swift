import Glibc
import Synchronization
import Testing

@testable import Isolates

/// What runs, contexts and a supervisor cost can be seen.
@Suite(.timeLimit(.minutes(1)), .serialized) struct StatisticsTests {
    private static let work = "for (let end = Date.now() + 60; Date.now() < end;); 1"

    @Test func ofAContext() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["n": 1])
            #expect(context.statistics.runs == 0 && context.statistics.wallTime == .zero)
            try await supervisor.runInContext(Self.work, context)
            _ = try? await supervisor.runInContext("throw 1", context)
            let statistics = context.statistics
            #expect(statistics.runs == 2 && statistics.rollbacks == 0)
            #expect(statistics.wallTime >= .milliseconds(55))
            #expect(statistics.cpuTime > .milliseconds(5))
            #expect(statistics.memory > 0 && statistics.peakMemory >= statistics.memory)
            // The code that all workers share is nobody's own.
            #expect(statistics.peakMemory < 25_000_000)
            context.dispose()
            #expect(context.statistics.memory == 0 && context.statistics.peakMemory > 0)
            #expect(context.statistics.cpuTime >= statistics.cpuTime)
        }
    }

    @Test func whatWasRolledBackCounts() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(memoryLimit: .megabytes(256))
            let hoard =
                "const hoard = []; for (let i = 0; i < 32; i++) hoard.push(new Uint8Array(1 << 20).fill(1)); for (;;);"
            for _ in 0..<2 {
                _ = try await failure {
                    try await supervisor.runInContext(hoard, context, cpuTimeout: .milliseconds(150))
                }
            }
            try await supervisor.runInContext("1", context)
            let statistics = context.statistics
            #expect(statistics.rollbacks == 2 && statistics.runs == 3)
            #expect(statistics.cpuTime >= .milliseconds(300))
            #expect(statistics.peakMemory >= 32 << 20)
        }
    }

    /// What dies by itself can't be looked at any more: the zygote tells what it had used.
    @Test func whatDiedByItselfCounts() async throws {
        let reports = Mutex<[RunReport]>([])
        try await withSupervisor(.init(runReport: { report in reports.withLock { $0.append(report) } })) { supervisor in
            let context = try await supervisor.createContext()
            for count in 1...2 {
                async let crashed = failure { try await supervisor.runInContext("for (;;);", context) }
                #expect(await becomesTrue { context.usage?.cpuTime ?? .zero > .milliseconds(100) })
                #expect(kill(try await context.process().pid, SIGSEGV) == 0)
                #expect(try await crashed.isRolledBack)
                #expect(context.statistics.cpuTime >= .milliseconds(100 * count))
            }
            #expect(reports.withLock { $0 }.allSatisfy { $0.failure == .crashed && $0.cpuTime >= .milliseconds(80) })
        }
    }

    @Test func ofASupervisor() async throws {
        try await withSupervisor(.init(warmWorkers: 0)) { supervisor in
            #expect(supervisor.statistics.workers == 0 && supervisor.statistics.contexts == 0)
            let context = try await supervisor.createContext(memoryLimit: .megabytes(64), recovery: .rollback)
            let discarded = try await supervisor.createContext(recovery: .discard)
            #expect(supervisor.statistics.contexts == 2 && supervisor.statistics.workers == 2)
            _ = try await failure {
                try await supervisor.runInContext("for (;;);", context, timeout: .milliseconds(20))
            }
            _ = try await failure {
                try await supervisor.runInContext(
                    "const h = []; for (;;) h.push(new Uint8Array(1 << 20).fill(1));", context)
            }
            async let crashed = failure { try await supervisor.runInContext("for (;;);", discarded) }
            let pid = try await discarded.process().pid
            #expect(await becomesTrue { supervisor.statistics.runs == 3 })
            // A worker that has not got the run yet may die before it.
            _ = await becomesTrue { discarded.usage?.cpuTime ?? .zero > .milliseconds(20) }
            #expect(kill(pid, SIGSEGV) == 0)
            #expect(try await crashed.code == .crashed)
            let statistics = supervisor.statistics
            #expect(statistics.timeouts == 1 && statistics.memoryLimits == 1 && statistics.crashes == 1)
            #expect(statistics.rollbacks == 2 && statistics.contexts == 1 && statistics.uptime > .zero)
        }
    }

    @Test func contextsOfTheSupervisorsOwnDoNotCount() async throws {
        try await withSupervisor { supervisor in
            let script = try await supervisor.script("1")
            try await script.runInThisContext()
            #expect(supervisor.statistics.contexts == 0)
            let context = try await supervisor.createContext()
            #expect(supervisor.statistics.contexts == 1)
            context.dispose()
            #expect(supervisor.statistics.contexts == 0)
        }
    }

    @Test func ofEachRun() async throws {
        let reports = Mutex<[RunReport]>([])
        let configuration = Supervisor.Configuration(runReport: { report in reports.withLock { $0.append(report) } })
        try await withSupervisor(configuration) { supervisor in
            let context = try await supervisor.createContext()
            // The zygote tells of the process after its first answer.
            _ = try await context.process()
            try await supervisor.runInContext(Self.work, context)
            _ = try? await supervisor.runInContext("throw 1", context)
            _ = try? await supervisor.runInContext("for (;;);", context, timeout: .milliseconds(80))
            let seen = reports.withLock { $0 }
            #expect(seen.map(\.context) == Array(repeating: context.id, count: 3))
            #expect(seen.map(\.failure) == [nil, .exception, .timeout])
            #expect(seen.map(\.isRolledBack) == [false, false, true])
            #expect(seen.allSatisfy { $0.memory > 0 && $0.peakMemory >= $0.memory })
            #expect(seen[0].wallTime >= .milliseconds(55) && seen[0].cpuTime > .milliseconds(5))
            #expect(seen[2].wallTime >= .milliseconds(80) && seen[2].cpuTime > .milliseconds(5))
        }
    }
}
